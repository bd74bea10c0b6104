// `<limner-painting>`: a painting in a page of somebody else's, shown and replayed. It is a frame with `?embed` of a site
// of Limner's, the one that this module comes from or that of its `host`; see docs/SHARING.md. Nothing else of Limner is
// loaded into the page around it.

/** What a message between the frame and this module carries, besides its own. */
const VERSION = 1;
const SANDBOX = "allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox";
/** Beneath the painting, CSS pixels: the timeline. */
const TIMELINE_PX = 68;

export class LimnerPainting extends HTMLElement {
  static observedAttributes = ["painting", "label", "host"];

  #frame = document.createElement("iframe");
  /** @type {{ at: number, of: number, playing: boolean } | null} */
  #progress = null;
  /** @param {MessageEvent} event */
  #hear = ({ source, origin, data }) => {
    if (source !== this.#frame.contentWindow || origin !== this.#host.origin || data?.limner !== VERSION) return;
    const { what, at, of, playing, code } = data;
    if (what === "trouble") return this.#tell("limner-trouble", { code: String(code) });
    if (![at, of].every(Number.isSafeInteger) || typeof playing !== "boolean") return;
    const isFirst = this.#progress === null || what === "ready";
    this.#progress = { at, of, playing };
    this.#tell(isFirst ? "limner-ready" : "limner-progress", { ...this.#progress });
  };

  constructor() {
    super();
    const style = document.createElement("style");
    style.textContent = `
      :host { display: block; inline-size: 480px; max-inline-size: 100%; }
      :host([hidden]) { display: none; }
      iframe { display: block; inline-size: 100%; block-size: 100%; min-block-size: ${TIMELINE_PX + 120}px;
        aspect-ratio: 1; border: 0; border-radius: inherit; }`;
    this.#frame.setAttribute("sandbox", SANDBOX);
    this.#frame.setAttribute("allow", "fullscreen");
    this.#frame.setAttribute("loading", "lazy");
    this.attachShadow({ mode: "open" }).append(style, this.#frame);
  }

  connectedCallback() {
    addEventListener("message", this.#hear);
  }

  disconnectedCallback() {
    removeEventListener("message", this.#hear);
    this.#progress = null;
  }

  /** @param {string} name @param {string | null} before @param {string | null} value */
  attributeChangedCallback(name, before, value) {
    if (name === "label") this.#frame.title = value ?? "";
    else if (before !== value) this.#show();
  }

  /** The site whose page is in the frame. */
  get #host() {
    return new URL(this.getAttribute("host") ?? "./", this.hasAttribute("host") ? document.baseURI : import.meta.url);
  }

  #show() {
    this.#progress = null;
    if (!this.painting) return this.#frame.removeAttribute("src");
    const address = new URL("?embed", this.#host);
    // Of a whole link only the painting counts: where it is shown is for this page to say, not for the link.
    address.hash = this.painting.slice(this.painting.indexOf("#") + 1);
    if (/^https?:$/.test(address.protocol)) this.#frame.src = address.href;
  }

  /** The painting: a link, or what stands behind its `#`. */
  get painting() {
    return this.getAttribute("painting") ?? "";
  }

  set painting(link) {
    this.setAttribute("painting", link);
  }

  /** How far it is shown, in strokes, of how many, and whether it is being replayed; `null` before it is there. */
  get progress() {
    return this.#progress && { ...this.#progress };
  }

  play() {
    this.#ask({ what: "play" });
  }

  pause() {
    this.#ask({ what: "pause" });
  }

  /** @param {number} strokes - how many are to be shown */
  seek(strokes) {
    this.#ask({ what: "seek", at: Math.round(Number(strokes)) || 0 });
  }

  /** @param {{ what: string, at?: number }} wish */
  #ask(wish) {
    this.#frame.contentWindow?.postMessage({ limner: VERSION, ...wish }, this.#host.origin);
  }

  /** @param {string} name @param {object} detail */
  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }
}

if (!customElements.get("limner-painting")) customElements.define("limner-painting", LimnerPainting);
