/** How far a painting is shown. */
export interface LimnerProgress {
  /** Strokes that are shown. */
  at: number;
  /** Strokes that it has. */
  of: number;
  /** Whether it is being replayed. */
  playing: boolean;
}

/** `<limner-painting painting="LINK" label="WORDS" host="ADDRESS">`: a painting that is shown and replayed in a frame. */
export class LimnerPainting extends HTMLElement {
  /** A link to a painting, or what stands behind its `#`; the attribute of that name. */
  painting: string;
  /** `null` until the painting is there. */
  readonly progress: LimnerProgress | null;
  play(): void;
  pause(): void;
  /** Shows that many strokes. */
  seek(strokes: number): void;
}

declare global {
  interface HTMLElementTagNameMap {
    "limner-painting": LimnerPainting;
  }
  interface HTMLElementEventMap {
    "limner-ready": CustomEvent<LimnerProgress>;
    "limner-progress": CustomEvent<LimnerProgress>;
    /** What is wrong with the link, as a code such as `painting_damaged`. */
    "limner-trouble": CustomEvent<{ code: string }>;
  }
}
