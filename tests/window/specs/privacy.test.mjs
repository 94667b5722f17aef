import assert from "node:assert/strict";
import { copyFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { ESCAPE, eventually, MOD, Page } from "../support/page.mjs";
import { openWindow } from "../support/window.mjs";
import { root, scratch, Workspace } from "../support/workspace.mjs";

const carriers = join(root, "tests/fixtures/cleaning");
const files = ["jpeg-exif.jpg", "jpeg-iptc.jpg", "jpeg-trailer.jpg", "jpeg-plain.jpg", "png-xmp.png"];

test("before an import the window counts what carries a place, and after it shows a file's metadata before and after", async (t) => {
  const folder = await scratch(t);
  const photos = join(folder, "photos");
  await mkdir(photos);
  for (const file of files) await copyFile(join(carriers, file), join(photos, file));
  const workspace = await Workspace.create(join(folder, "workspace"));
  await workspace.addStyle("coastal", "Coastal");
  const browser = await openWindow(t, workspace.folder, { environment: { ATELIER_TEST_CHOOSE: photos } });
  const page = new Page(browser);
  await eventually(() => page.title(), "Coastal");
  await page.press(MOD, "o");
  await page.dialog().waitForExist({ timeout: 30_000 });

  // Counted before anything happens.
  const causes = await page.text(".causes");
  assert.match(causes, /\d+ says? where (it was|they were) taken/);
  assert.match(causes, /GPS position/);
  assert.match(causes, /City or street/);

  // What one file holds; its place is said only when asked for.
  await browser.$("button[aria-label='jpeg-exif.jpg: what it holds']").click();
  const row = (name) =>
    browser.execute(
      (wanted) => [...document.querySelectorAll(".tag-sheet tr")].find((one) => one.querySelector("th")?.textContent === wanted)?.innerText ?? null,
      name,
    );
  await eventually(() => row("GPSLatitude"), (words) => words?.includes("a place, not shown"), { what: "the latitude" });
  await page.button("Show what the places say").click();
  await eventually(() => row("GPSLatitude"), (words) => /deg/.test(words ?? ""), { what: "the latitude" });
  await page.press(ESCAPE);
  await browser.$(".tag-sheet").waitForExist({ reverse: true });

  // Another policy, for this import only.
  const choose = (name) => browser.$(`//*[@role="radio" and normalize-space()="${name}"]`).click();
  await choose("Everything");
  await eventually(() => page.text(".policy-choice"), (words) => words?.includes("For this import only"), { what: "the policy" });
  await choose("Places");
  await eventually(() => page.text(".policy-choice"), (words) => !words?.includes("For this import only"), { what: "the policy" });
  await browser.$("//*[@role='dialog']//footer//button[starts-with(normalize-space(), 'Import ')]").click();
  await eventually(() => page.toast(), (words) => /pictures imported/.test(words ?? ""), { what: "the toast", timeout: 60_000 });

  // Afterwards: names of what went, and nowhere what it said.
  const [listed] = await workspace.read("select t.tags from tag_lists t join style_images s on s.id = t.asset_id where s.filename = 'jpeg-exif.jpg'");
  assert.match(listed.tags, /GPSLatitude/);
  assert.doesNotMatch(listed.tags, /deg/);
  await browser.$("[role=option][aria-label*='jpeg-exif.jpg']").click();
  await page.button("Before and after").click();
  await eventually(() => row("GPSLatitude"), (words) => words?.includes("removed"), { what: "the latitude" });
  assert.match(await row("Model"), /\S+\s+\S+/);
  assert.match(await page.text(".tag-sheet .proof"), /atelier \d/);
});
