// Geometrize in Node, for `cargo xtask bench geometrize`: every PICTURE-target.png of a folder, drawn with
// rotated ellipses from paper in its mean colour. Prints a table as `limner eval --peer` reads it:
// PSNR in dB over 8-bit sRGB at each count of shapes, and seconds of a core at the last.
//
//   node run.mjs FOLDER NAMES.json 50,200
//
// NAMES.json maps a file's stem to the name that the table gives the picture.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const require = createRequire(join(process.cwd(), "package.json"));
const { Bitmap, ImageRunner, ShapeTypes } = require("geometrizejs");
const { PNG } = require("pngjs");

const OPTIONS = {
  shapeTypes: [ShapeTypes.ROTATED_ELLIPSE],
  candidateShapesPerStep: 50,
  shapeMutationsPerStep: 100,
  alpha: 128,
};

const [folder, names, counts] = process.argv.slice(2);
const at = counts.split(",").map(Number);
console.log(`picture,${at.map((n) => `psnr_${n}`).join(",")},seconds_${at.at(-1)}`);
for (const [stem, name] of Object.entries(JSON.parse(readFileSync(names, "utf8")))) {
  const { width, height, data } = PNG.sync.read(readFileSync(join(folder, `${stem}-target.png`)));
  console.log([name, ...draw(width, height, data)].join(","));
}

function draw(width, height, wanted) {
  const began = process.cpuUsage();
  const bitmap = Bitmap.createFromByteArray(width, height, new Uint8Array(wanted));
  const runner = new ImageRunner(bitmap, mean(wanted));
  const figures = [];
  for (let shapes = 1; shapes <= at.at(-1); shapes += 1) {
    runner.step(OPTIONS);
    if (at.includes(shapes)) figures.push(psnr(wanted, runner.getImageData().getBytes().b).toFixed(2));
  }
  const { user, system } = process.cpuUsage(began);
  return [...figures, ((user + system) / 1e6).toFixed(2)];
}

/** As 0xRRGGBBAA. */
function mean(rgba) {
  const sums = [0, 0, 0];
  for (let i = 0; i < rgba.length; i += 4) for (let c = 0; c < 3; c += 1) sums[c] += rgba[i + c];
  const [r, g, b] = sums.map((sum) => Math.round((4 * sum) / rgba.length));
  return ((r << 24) | (g << 16) | (b << 8) | 255) | 0;
}

function psnr(a, b) {
  let sum = 0;
  for (let i = 0; i < a.length; i += 4) for (let c = 0; c < 3; c += 1) sum += (a[i + c] - b[i + c]) ** 2;
  return 10 * Math.log10((255 * 255 * 3 * a.length) / 4 / Math.max(sum, 1e-6));
}
