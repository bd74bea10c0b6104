// Turns the file from a player into Limner itself, when that is asked for: unpacks the page that the file holds beside
// the painting, puts its elements in the player's place, and starts its script. The file's policy lets through that
// script and those styles alone, by their hashes.
(() => {
  "use strict";

  const WORDS = {
    on: "Paint on with the partner",
    unpacking: "Unpacking the partner…",
    damaged: "The part of this file that paints is damaged. The painting still plays, and opens in Limner.",
    browser: "This browser can't paint here. The painting still plays, and opens in Limner.",
  };
  /** See `crate/share/src/whole.rs`. */
  const [MAGIC, VERSION, HASH] = ["LIMW", 1, 32];
  /** Bytes that are unpacked between two frames. */
  const PART = 1 << 19;
  /** What `unpack_on` answers; see `crate/player`. */
  const [MORE, WHOLE] = [0, 1];
  /** A link behind the file's own address is longer than any mark. */
  const LINK = 24;

  /** Letters of the packed page at most: see `MAX_TEMPLATE`. */
  const MOST = ((6 << 20) * 4) / 3 + 4;

  class Damaged extends Error {}

  /** Whether a failure is one of the file's bytes, and not of the browser. */
  const isDamage = (error) =>
    [Damaged, RangeError, SyntaxError].some((kind) => error instanceof kind) || error?.name === "InvalidCharacterError";

  const el = (id) => document.getElementById(id);
  const button = el("go-on");
  const policy = globalThis.trustedTypes?.createPolicy("limner-whole", { createHTML: (text) => text, createScript: (text) => text });

  /** The bytes of a block of this file. */
  const bytesOf = (id) => Uint8Array.from(atob(el(id).textContent.trim()), (letter) => letter.charCodeAt(0));
  const frame = () => new Promise((resolve) => { setTimeout(resolve); });

  async function unpacker() {
    const inflated = new Blob([bytesOf("player")]).stream().pipeThrough(new DecompressionStream("deflate"));
    return (await WebAssembly.instantiate(await new Response(inflated).arrayBuffer(), {})).instance.exports;
  }

  /** What is packed in a template, how long it is unpacked, and the sum of that. */
  function packedIn(template) {
    const view = new DataView(template.buffer, template.byteOffset);
    const magic = String.fromCharCode(...template.subarray(0, MAGIC.length));
    if (magic !== MAGIC || template[MAGIC.length] !== VERSION) throw new Damaged();
    let at = MAGIC.length + 1;
    // The hashes of its scripts, and of its styles.
    for (let kind = 0; kind < 2; kind++) at += 1 + HASH * template[at];
    return [template.subarray(at + 12, template.length - HASH), view.getUint32(at, true), view.getBigUint64(at + 4, true)];
  }

  /** The page's files by their names. */
  async function unpacked(template) {
    const [packed, length, sum] = packedIn(template);
    if (length === 0) throw new Damaged();
    const { memory, input, unpack, unpack_on: goOn, unpacked: place } = await unpacker();
    const at = input(packed.length);
    new Uint8Array(memory.buffer, at, packed.length).set(packed);
    unpack(length, sum);
    for (let [came, part] = [MORE, 0]; came !== WHOLE; part++) {
      came = goOn(PART);
      if (came !== MORE && came !== WHOLE) throw new Damaged();
      el("opening").value = Math.min(100, (100 * PART * part) / length);
      await frame();
    }
    const bytes = new Uint8Array(memory.buffer, place(), length);
    const size = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
    const parts = new Map();
    let begin = 4 + size;
    for (const [name, length] of JSON.parse(new TextDecoder().decode(bytes.subarray(4, begin)))) {
      parts.set(name, bytes.slice(begin, begin + length));
      begin += length;
    }
    return parts;
  }

  async function goOn() {
    button.disabled = true;
    el("says").textContent = WORDS.unpacking;
    Object.assign(el("opening"), { hidden: false, value: 0 });
    document.body.dataset.whole = "unpacking";
    await frame();
    try {
      if (el("partner").textContent.length > MOST) throw new Damaged();
      const template = bytesOf("partner");
      const parts = await unpacked(template);
      if (!parts.has("index.html") || !parts.has("boot.js")) throw new Damaged();
      parts.set("whole.limw", template);
      become(parts);
    } catch (error) {
      console.info("not unpacked:", error);
      el("says").textContent = isDamage(error) ? WORDS.damaged : WORDS.browser;
      el("opening").hidden = true;
      document.body.dataset.whole = isDamage(error) ? "damaged" : "failed";
    }
  }

  function become(parts) {
    const text = (name) => new TextDecoder().decode(parts.get(name));
    const [markup, script] = [text("index.html"), text("boot.js")];
    const page = new DOMParser().parseFromString(policy?.createHTML(markup) ?? markup, "text/html");
    globalThis.limnerFile = { parts, painting: el("painting").textContent.trim(), title: el("title").textContent, address: button.dataset.address };
    // The player lets go of keys and frames.
    document.dispatchEvent(new CustomEvent("limner:leave"));
    for (const one of document.querySelectorAll("#painting")) one.remove();
    const style = document.createElement("style");
    style.textContent = text("style.css");
    document.head.querySelector("style").replaceWith(style);
    document.head.querySelector('meta[name="color-scheme"]').content = "dark";
    document.body.replaceWith(document.adoptNode(page.body));
    const start = document.createElement("script");
    start.textContent = policy?.createScript(script) ?? script;
    document.body.append(start);
  }

  button.textContent = WORDS.on;
  button.addEventListener("click", goOn);
  // A link to another painting than the one that the file holds.
  if (location.hash.length > LINK) goOn();
})();
