// Pictures of kinds that the partner can't read, by the browser's own decoder: AVIF, HEIC where it has that, SVG, bitmaps.
// Fetched when the first of them is brought.

/** The longest side that the partner looks at, in pixels. */
const LONGEST_PX = 1024;
/** What begins as one of these, the partner reads by itself: its decoder says more of what is wrong with one. */
const KNOWN = /^(\x89PNG|\xff\xd8\xff|GIF8|RIFF....WEBP)/s;

/**
 * The same picture as a file that the partner reads, in colours of the screen and no larger than it looks at.
 * @param {Uint8Array<ArrayBuffer>} bytes @returns {Promise<Uint8Array<ArrayBuffer> | undefined>} nothing where it reads the
 * file as it is, or the browser knows the kind as little
 */
export async function readable(bytes) {
  if (KNOWN.test(String.fromCharCode(...bytes.subarray(0, 12)))) return undefined;
  const type = isText(bytes) ? "image/svg+xml" : "";
  const url = URL.createObjectURL(new Blob([bytes], { type }));
  try {
    const picture = Object.assign(new Image(), { src: url });
    await picture.decode();
    // A drawing without a size of its own has any.
    const [width, height] = [picture.naturalWidth || LONGEST_PX, picture.naturalHeight || LONGEST_PX];
    const scale = Math.min(LONGEST_PX / Math.max(width, height), type ? Infinity : 1);
    const canvas = Object.assign(document.createElement("canvas"), { width: Math.max(Math.round(width * scale), 1), height: Math.max(Math.round(height * scale), 1) });
    const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    context.imageSmoothingQuality = "high";
    context.drawImage(picture, 0, 0, canvas.width, canvas.height);
    /** @type {Blob | null} */
    const file = await new Promise((resolve) => { canvas.toBlob(resolve, "image/png"); });
    return file ? new Uint8Array(await file.arrayBuffer()) : undefined;
  } catch (error) {
    console.info("not shown:", error);
    return undefined;
  } finally {
    URL.revokeObjectURL(url);
  }
}

/** Whether it can be a drawing in letters. @param {Uint8Array} bytes */
const isText = (bytes) => /^(\xef\xbb\xbf)?\s*</.test(String.fromCharCode(...bytes.subarray(0, 64)));
