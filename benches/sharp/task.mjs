// Makes one kind of variant, or all three, of each photo with sharp, the way its manual suggests.
//
//   node task.mjs FOLDER OUT TASK [--effort N] [--quality N] [--threads N] [--flight N]
//
// TASK is thumbnail, webp, avif or all. --threads is sharp's own concurrency, --flight the photos worked on at once.
// Without a quality sharp's presets here are its defaults: WebP 80, AVIF 50.
import { mkdir, readdir } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join, parse } from "node:path";
import { parseArgs } from "node:util";
import sharp from "sharp";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    effort: { type: "string", default: "4" },
    quality: { type: "string" },
    threads: { type: "string" },
    flight: { type: "string", default: String(availableParallelism()) },
  },
});
const [folder, out, task] = positionals;
if (values.threads) sharp.concurrency(Number(values.threads));

const quality = (standard) => Number(values.quality ?? standard);
const within = (width, height) => ({ width, height, fit: "inside", withoutEnlargement: true });
const kinds = {
  thumbnail: ["webp", { width: 300, height: 200, fit: "cover" }, (image) => image.webp({ quality: quality(80) })],
  webp: ["webp", within(1600, 1600), (image) => image.webp({ quality: quality(80) })],
  avif: ["avif", within(1200, 800), (image) => image.avif({ quality: quality(50), effort: Number(values.effort) })],
};
const wanted = task === "all" ? Object.keys(kinds) : [task];

await mkdir(out, { recursive: true });
const photos = (await readdir(folder)).sort().map((name) => join(folder, name));

async function work() {
  for (let photo = photos.shift(); photo !== undefined; photo = photos.shift()) {
    const decoded = sharp(photo).rotate();
    const stem = join(out, parse(photo).name);
    await Promise.all(
      wanted.map((kind) => {
        const [extension, size, encode] = kinds[kind];
        return encode(decoded.clone().resize(size)).toFile(`${stem}_${kind}.${extension}`);
      }),
    );
  }
}

await Promise.all(Array.from({ length: Number(values.flight) }, work));
