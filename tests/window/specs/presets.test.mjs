import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { ENTER, ESCAPE, eventually, HOME, Page, RIGHT } from "../support/page.mjs";
import { openWindow } from "../support/window.mjs";
import { photos, scratch, Workspace } from "../support/workspace.mjs";

const files = ["hallway.jpg", "tiled-bath.jpg", "blue-bedroom.jpg", "table-for-eight.jpg"];

/** What the page measured, by the names of its rows: one list a picture, saved before edited. */
const measured = (page) =>
  page.browser.execute(() =>
    [...document.querySelectorAll(".trial")].map((trial) =>
      Object.fromEntries([...trial.querySelectorAll("tbody tr")].map((row) => [row.querySelector("th").textContent, [...row.querySelectorAll("td")].map((cell) => cell.textContent)])),
    ),
  );
const known = (pictures) => pictures.length > 0 && pictures.every((one) => Object.values(one).flat().every((words) => !words.includes("measuring")));
/** "112 kB -40 %" -> 112 */
const figure = (words) => Number.parseFloat(words);

test("a preset is tried out on pictures, priced, and in use only once it is saved, for just what it changes", async (t) => {
  const folder = await scratch(t);
  const workspace = await Workspace.create(join(folder, "workspace"));
  await workspace.addStyle("coastal", "Coastal");
  await workspace.atelier("import", "style", "coastal", ...files.map((file) => join(photos, file)));
  await workspace.atelier("variants", "run");
  const rows = () => workspace.read("select id, variant_type, processing_status as status from style_image_variants order by id");
  const before = await rows();
  const browser = await openWindow(t, workspace.folder);
  const page = new Page(browser);

  await page.button("Settings").click();
  await page.button("Presets").click();
  await browser.$("//button[starts-with(normalize-space(), 'webp')]").click();
  const saved = await eventually(() => measured(page), known, { what: "the trial of the saved preset", timeout: 60_000 });
  assert.equal(saved.length, 3);

  // By the keyboard alone: ten less at a time.
  const quality = browser.$("input[aria-label='Quality']");
  await quality.click();
  await quality.setValue("35");
  const both = await eventually(() => measured(page), (found) => known(found) && found.every((one) => one.Bytes.length === 2), {
    what: "the trial of the edited preset",
    timeout: 60_000,
  });
  for (const { Bytes, Score } of both) {
    assert.ok(figure(Bytes[1]) < figure(Bytes[0]), Bytes.join(" then "));
    assert.ok(figure(Score[1]) < figure(Score[0]), Score.join(" then "));
  }

  // The picture is really there, one pixel for one.
  const shown = () =>
    browser.execute(() => [...document.querySelectorAll(".crop > img")].map(({ naturalWidth, width, alt }) => ({ naturalWidth, width, alt })));
  const crops = await eventually(shown, (found) => found.length === 3 && found.every(({ naturalWidth }) => naturalWidth > 0), { what: "the crops" });
  for (const { naturalWidth, width, alt } of crops) {
    assert.match(alt, /edited/);
    assert.equal(Math.round(width * (await browser.execute(() => devicePixelRatio))), naturalWidth);
  }
  await browser.$(`//*[@role="radiogroup" or @role="group"][@aria-label="Which is shown"]//*[normalize-space()="Saved"]`).click();
  await eventually(shown, (found) => found.every(({ alt, naturalWidth }) => /saved/.test(alt) && naturalWidth > 0), { what: "the saved crops" });

  // What it costs follows.
  const costs = await eventually(() => page.text(".measures.costs"), (words) => /Edited/.test(words ?? ""), { what: "the costs" });
  assert.match(costs, /\$/);
  assert.match(await page.text(".page"), /\$0\.021 for keeping a gigabyte a month and \$0\.09 for each gigabyte loaded/);

  // Nothing is in use yet; then only what changed is made again.
  assert.match(await page.text(".save-bar"), /4 variants of 4 pictures will be made again/);
  assert.deepEqual(await rows(), before);
  await page.button("Save 1 change").click();
  const after = await eventually(rows, (now) => now.every(({ status }) => status === "ready") && now.some(({ id }) => !before.some((one) => one.id === id)), {
    what: "the variants",
    timeout: 60_000,
  });
  const fresh = after.filter(({ id }) => !before.some((one) => one.id === id));
  assert.deepEqual(fresh.map(({ variant_type: type }) => type), ["webp", "webp", "webp", "webp"]);
  assert.equal(after.length, before.length);
  await eventually(() => browser.$(".save-bar").isExisting(), false, { what: "the save bar" });
});

test("pictures to try presets out on are chosen with the keyboard", async (t) => {
  const folder = await scratch(t);
  const workspace = await Workspace.create(join(folder, "workspace"));
  await workspace.addStyle("coastal", "Coastal");
  await workspace.atelier("import", "style", "coastal", ...files.map((file) => join(photos, file)));
  await workspace.atelier("variants", "run");
  const browser = await openWindow(t, workspace.folder);
  const page = new Page(browser);
  await page.button("Settings").click();
  await page.button("Presets").click();
  await browser.$("//button[starts-with(normalize-space(), 'thumbnail')]").click();
  await eventually(() => measured(page), known, { what: "the trial", timeout: 60_000 });

  await page.button("Choose pictures").click();
  await browser.$(".picture-picker [role=option]").waitForExist();
  // All but the first are let go.
  await browser.execute(() => document.querySelector(".picture-picker [role=option]").focus());
  await page.press(HOME);
  for (const at of [0, 1, 2, 3]) {
    const on = await browser.execute((one) => document.querySelectorAll(".picture-picker [role=option]")[one].getAttribute("aria-selected"), at);
    if ((on === "true") !== (at === 0)) await page.press(" ");
    await page.press(RIGHT);
  }
  await eventually(() => page.text(".picture-picker [role=status]"), "1 of 4 chosen", { what: "how many" });
  await page.button("Try on 1 picture").click();
  const one = await eventually(() => measured(page), (found) => found.length === 1 && known(found), { what: "the trial", timeout: 60_000 });
  assert.match(one[0].Size[0], /300 × 200/);

  // Nothing is chosen by leaving.
  await page.button("Choose pictures").click();
  await page.press(ESCAPE);
  await page.dialog().waitForExist({ reverse: true });
  await page.press(ENTER);
  await page.dialog().waitForExist();
});
