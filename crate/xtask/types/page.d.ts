// What the page's scripts use that TypeScript cannot see: the elements of index.html, and of WebGPU the little
// that a script asks before the wasm half does.

/** The tags of index.html by the ids of its elements: `cargo xtask test` reads them from there. */
interface Tags {}

type OfTag<Tag> = Tag extends keyof HTMLElementTagNameMap ? HTMLElementTagNameMap[Tag] : HTMLElement;

/** An id that the page has, or any string where only running tells which. */
type Id<Text extends string> = string extends Text ? Text : Text extends keyof Tags ? Text : never;

/** The element of an id, as exactly as its tag says it where the id is known. */
type ElementOf<Text extends string> = Text extends keyof Tags ? OfTag<Tags[Text]> : HTMLElement;

interface GPUAdapterInfo {
  vendor?: string;
  architecture?: string;
  device?: string;
  description?: string;
  isFallbackAdapter?: boolean;
}

interface GPUAdapter {
  readonly features: ReadonlySet<string>;
  readonly info?: GPUAdapterInfo;
  readonly isFallbackAdapter?: boolean;
}

interface Navigator {
  readonly gpu?: { requestAdapter(options?: { powerPreference?: "low-power" | "high-performance" }): Promise<GPUAdapter | null> };
}

interface FocusOptions {
  /** Whether the focus is shown. */
  focusVisible?: boolean;
}
