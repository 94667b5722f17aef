import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { ENTER, ESCAPE, eventually, MOD, Page } from "../support/page.mjs";
import { openWindow } from "../support/window.mjs";
import { photos, scratch, Workspace } from "../support/workspace.mjs";

test("a file that looks like a picture that is here opens the plan, beside its twin, and is left out, told apart or brought in", async (t) => {
  const folder = await scratch(t);
  const workspace = await Workspace.create(join(folder, "workspace"));
  await workspace.addStyle("coastal", "Coastal");
  await workspace.addStyle("japandi", "Japandi");
  await workspace.atelier("import", "style", "japandi", join(photos, "old-kitchen-door.jpg"));
  await workspace.atelier("variants", "run");
  // The same room, smaller and encoded again.
  await workspace.atelier("convert", join(photos, "old-kitchen-door.jpg"), "--out", join(folder, "smaller"), "--preset", "webp");
  const [copy] = await readdir(join(folder, "smaller"));
  const chosen = [join(photos, "tiled-bath.jpg"), join(folder, "smaller", copy)].join("\n");
  const browser = await openWindow(t, workspace.folder, { environment: { ATELIER_TEST_CHOOSE: chosen } });
  const page = new Page(browser);
  await page.goTo("Coastal");
  const tab = () => page.text("[role=dialog] [role=tab][aria-selected=true]");
  const open = async () => {
    await page.press(MOD, "o");
    await page.dialog().waitForExist({ timeout: 30_000 });
    await eventually(tab, (words) => /looks? alike/.test(words ?? ""), { what: "the tab" });
  };
  const choose = (name) => browser.$(`//*[@role="tabpanel"]//*[@role="radio" and normalize-space()="${name}"]`).click();
  const apart = () => workspace.read("select count(*) as pairs from told_apart");

  // Two new files would come in at once, but for the twin.
  await open();
  assert.match(await page.text("[role=tabpanel]"), /looks like old-kitchen-door\.jpg in Japandi/);
  assert.match(await page.text(".causes"), /1 looks like a picture that is here/);
  await eventually(
    () => browser.execute(() => [...document.querySelectorAll(".alike-pair img")].filter((one) => one.naturalWidth > 0).length),
    2,
    { what: "how many of the pair show" },
  );
  assert.deepEqual(await workspace.read("select count(*) as pictures from style_images"), [{ pictures: 1 }]);

  // Told apart, thought better of, told apart: each is on disk at once.
  await choose("Not a copy");
  await eventually(apart, [{ pairs: 1 }], { what: "what is remembered" });
  await choose("Bring in");
  await eventually(apart, [{ pairs: 0 }], { what: "what is remembered" });

  // Left out at a key: only the other one comes.
  await browser.execute(() => document.querySelector("[role=tab][aria-selected=true]").focus());
  await page.press("l");
  await page.press(ENTER);
  await eventually(() => page.toast(), (words) => /^1 picture imported, .*1 file left out/.test(words ?? ""), { what: "the toast", timeout: 60_000 });
  assert.deepEqual(await workspace.read("select filename from style_images where style_id = (select id from styles where slug = 'coastal')"), [
    { filename: "tiled-bath.jpg" },
  ]);

  // The other one is a duplicate now, so the plan opens; the twin is asked about again until it is told apart.
  await page.press(MOD, "o");
  await page.dialog().waitForExist({ timeout: 30_000 });
  await browser.$("//*[@role='tab' and contains(., 'alike')]").click();
  await choose("Not a copy");
  await eventually(apart, [{ pairs: 1 }], { what: "what is remembered" });
  await page.press(ESCAPE);
  await page.dialog().waitForExist({ reverse: true });
  await page.press(MOD, "o");
  await page.dialog().waitForExist({ timeout: 30_000 });
  const tabs = await browser.execute(() => [...document.querySelectorAll("[role=tab]")].map((one) => one.innerText.replace(/\s+/g, " ").trim()));
  assert.ok(!tabs.some((words) => /looks? alike/.test(words)), `${tabs}`);
});
