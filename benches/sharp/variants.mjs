// Makes the four built-in variants of each photo with sharp, the way its manual suggests: one clone of the decoded photo
// for each, turned by its orientation, in sRGB, two photos in flight.
//
//   node variants.mjs FOLDER OUT AVIF_EFFORT
import { mkdir, readdir } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join, parse } from "node:path";
import sharp from "sharp";

const [folder, out, effort] = process.argv.slice(2);
const avif = { quality: 50, effort: Number(effort) };
const within = (width, height) => ({ width, height, fit: "inside", withoutEnlargement: true });
const presets = [
  ["thumbnail.webp", { width: 300, height: 200, fit: "cover" }, (image) => image.webp({ quality: 80 })],
  ["optimized.avif", within(1200, 800), (image) => image.avif(avif)],
  ["webp.webp", within(1600, 1600), (image) => image.webp({ quality: 80 })],
  ["avif.avif", within(2400, 2400), (image) => image.avif(avif)],
];

await mkdir(out, { recursive: true });
const photos = (await readdir(folder)).sort().map((name) => join(folder, name));

async function work() {
  for (let photo = photos.shift(); photo !== undefined; photo = photos.shift()) {
    const decoded = sharp(photo).rotate();
    const stem = join(out, parse(photo).name);
    await Promise.all(
      presets.map(([name, size, encode]) => encode(decoded.clone().resize(size)).toFile(`${stem}_${name}`)),
    );
  }
}

await Promise.all(Array.from({ length: availableParallelism() }, work));
