// A real drag: a window of another program holds the files, and the display's own pointer carries them.
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
const source = join(dirname(fileURLToPath(import.meta.url)), "drag-source.py");
const SOURCE = { x: 1370, y: 864 };

/** Presses real keys; names are those of xdotool. */
export const xdotool = (...words) => run("xdotool", words.map(String));

/** Takes files by the pointer. They hang on it until `drop` or `leave`. */
export async function takeFiles(test, files) {
  const child = spawn("/usr/bin/python3", [source, ...files], { stdio: ["ignore", "pipe", "inherit"] });
  test.after(() => child.kill());
  const failed = once(child, "exit").then(() => Promise.reject(new Error("the drag source did not show itself")));
  await Promise.race([once(child.stdout, "data"), failed]);
  failed.catch(() => {});
  await xdotool("mousemove", SOURCE.x, SOURCE.y, "mousedown", 1);
  let at = { ...SOURCE };
  // GTK takes it for a drag once the pointer has gone some pixels; each step is an event of its own.
  const moveTo = async (to) => {
    const steps = 12;
    const words = [];
    for (let step = 1; step <= steps; step += 1) {
      const x = Math.round(at.x + ((to.x - at.x) * step) / steps);
      const y = Math.round(at.y + ((to.y - at.y) * step) / steps);
      words.push("mousemove", "--sync", x, y, "sleep", "0.02");
    }
    await xdotool(...words);
    at = to;
  };
  return {
    moveTo,
    drop: async () => {
      const gone = once(child, "exit");
      await xdotool("mouseup", 1);
      await gone;
    },
  };
}

/** The middle of an element on the display; the window stands at its corner. */
export async function middleOf(element) {
  const [{ x, y }, { width, height }] = [await element.getLocation(), await element.getSize()];
  return { x: Math.round(x + width / 2), y: Math.round(y + height / 2) };
}
