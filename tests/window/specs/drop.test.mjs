import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { middleOf, takeFiles, xdotool } from "../support/drag.mjs";
import { ENTER, eventually, Page } from "../support/page.mjs";
import { openWindow } from "../support/window.mjs";
import { makePhotos, scratch, Workspace } from "../support/workspace.mjs";

test("twenty files dragged onto a style show a plan, Enter imports them, and the grid shows twenty pictures", async (t) => {
  const folder = await scratch(t);
  const workspace = await Workspace.create(join(folder, "workspace"));
  await workspace.addStyle("coastal", "Coastal");
  await workspace.addStyle("japandi", "Japandi");
  const files = await makePhotos(join(folder, "photos"), 20);
  const browser = await openWindow(t, workspace.folder);
  const page = new Page(browser);
  await page.place("Coastal").waitForExist();

  const hand = await takeFiles(t, files);
  const coastal = await middleOf(page.place("Coastal"));
  await hand.moveTo(coastal);
  await eventually(() => page.text(".drop-words"), (words) => words?.includes("Add 20 files to Coastal"), { what: "the target" });
  await hand.moveTo(await middleOf(page.place("Japandi")));
  await eventually(() => page.text(".drop-words"), (words) => words?.includes("Add 20 files to Japandi"), { what: "the target" });
  await hand.moveTo(coastal);
  await eventually(() => page.text(".drop-words"), (words) => words?.includes("to Coastal"), { what: "the target" });
  await hand.drop();

  await page.dialog().waitForExist({ timeout: 30_000 });
  const tabs = await browser.execute(() => [...document.querySelectorAll("[role=tab]")].map((one) => one.innerText.replace(/\s+/g, " ").trim()));
  assert.deepEqual(tabs, ["20 new", "0 duplicates", "0 refused", "20 will be cleaned"]);
  assert.match(await page.text("[role=dialog] header h2"), /20 files for Coastal/);
  assert.deepEqual(await workspace.read("select count(*) as pictures from style_images"), [{ pictures: 0 }]);

  await page.press(ENTER);
  await eventually(() => page.toast(), (words) => words?.startsWith("20 pictures imported, 20 cleaned."), { what: "the toast", timeout: 60_000 });
  assert.match(await page.toast(), /Undo/);
  assert.equal(await page.title(), "Coastal");
  const grid = await page.gridOf(20);
  assert.ok(grid.drawn >= 10, `only ${grid.drawn} are drawn`);
  assert.deepEqual(await workspace.read("select count(*) as pictures from style_images"), [{ pictures: 20 }]);

  await page.atRest(".toast .undo");
  const undo = await middleOf(browser.$(".toast .undo"));
  await xdotool("mousemove", undo.x, undo.y, "click", 1);
  await eventually(() => workspace.read("select count(*) as pictures from style_images where trashed_at is null"), [{ pictures: 0 }], {
    what: "the catalogue",
  });
});
