// Scrolls a place of 10 000 pictures from end to end in the built window and says how long the frames were.
//
//   npm run scroll                     on 10 000 photos made now (some minutes)
//   ATELIER_SCROLL_WORKSPACE=DIR ...   on the first place of that workspace
//
// How it is measured: the page scrolls by a fixed number of pixels in each animation frame and writes down the time
// stamps that the engine gives those frames. A frame's time is the difference between two stamps, so it holds all that
// the page does between them: layout, rows that come and go, pictures that are decoded and painted on this thread.
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { eventually, Page } from "../support/page.mjs";
import { openWindow } from "../support/window.mjs";
import { makePhotos, Workspace } from "../support/workspace.mjs";

const COUNT = Number(process.env.ATELIER_SCROLL_COUNT ?? 10_000);
const speeds = [
  ["a brisk scroll, 20 px a frame, the first 10 000 px", 20, 10_000],
  ["a fling, 100 px a frame, from end to end", 100, Number.MAX_SAFE_INTEGER],
];

const cleanups = [];
try {
  const folder = process.env.ATELIER_SCROLL_WORKSPACE ?? (await full());
  const browser = await openWindow({ after: (act) => cleanups.unshift(act) }, folder);
  const page = new Page(browser);
  await screensMade(folder);
  const found = await page.gridOf(COUNT, { timeout: 120_000 });
  console.log(`${found.all} pictures, ${found.drawn} in the document, ${cpus().length} cores, load ${loadavg()[0].toFixed(1)}`);
  for (const [name, step, most] of speeds) {
    await browser.execute(scroll, step, most);
    const seen = await eventually(() => browser.execute(() => window.scrolled ?? null), (one) => one !== null, { timeout: 1_800_000, every: 2000 });
    console.log(`${name}: ${describe(seen)}`);
    if (most > seen.pixels && !seen.reachedEnd) throw new Error("the end was not reached");
  }
} finally {
  for (const act of cleanups) await act();
}

/** Waits until the window has made its own small pictures ahead, as it does when nothing else is to be done. */
async function screensMade(folder) {
  const count = async () => (await readdir(join(folder, "screen"), { recursive: true }).catch(() => [])).filter((name) => name.includes("/")).length;
  await eventually(count, (made) => made >= COUNT, { what: "the small pictures", timeout: 1_800_000, every: 1000 });
}

/** A workspace of distinct photos with their thumbnails. */
async function full() {
  const folder = await mkdtemp(join(tmpdir(), "atelier-scroll-"));
  cleanups.push(() => rm(folder, { recursive: true, force: true }));
  const workspace = await Workspace.create(join(folder, "workspace"));
  await workspace.addStyle("coastal", "Coastal");
  await makePhotos(join(folder, "photos"), COUNT);
  await workspace.atelier("import", "style", "coastal", join(folder, "photos"));
  await workspace.atelier("variants", "run");
  return workspace.folder;
}

function describe({ frames, pixels }) {
  const sorted = [...frames].sort((a, b) => a - b);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))].toFixed(1);
  const over = frames.flatMap((one, frame) => (one > 50 ? [`the ${frame + 1}th took ${one.toFixed(0)} ms`] : []));
  const figures = `median ${at(0.5)} ms, p99 ${at(0.99)} ms, longest ${at(1)} ms`;
  return `${frames.length} frames over ${pixels} px, ${figures}, ${over.length} over 50 ms ${over.slice(0, 10).join(", ")}`.trimEnd();
}

/** Runs in the page. */
function scroll(step, most) {
  const box = document.querySelector("[data-testid=grid-scroller]");
  box.scrollTop = 0;
  delete window.scrolled;
  const frames = [];
  let last;
  const frame = (now) => {
    if (last !== undefined) frames.push(now - last);
    last = now;
    const before = box.scrollTop;
    box.scrollTop = before + step;
    if (box.scrollTop > before && box.scrollTop < most) requestAnimationFrame(frame);
    else window.scrolled = { frames, pixels: box.scrollTop, reachedEnd: box.scrollTop + box.clientHeight >= box.scrollHeight - 1 };
  };
  setTimeout(() => requestAnimationFrame(frame), 1000);
}
