import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { ESCAPE, eventually, MOD, Page, RIGHT } from "../support/page.mjs";
import { openWindow } from "../support/window.mjs";
import { photos, renders, scratch, Workspace } from "../support/workspace.mjs";

test("two selected pictures are compared under a slider, side by side and laid over each other", async (t) => {
  const workspace = await Workspace.create(join(await scratch(t), "workspace"));
  const session = await workspace.atelier("session", "add", "--title", "Lindqvist apartment");
  await workspace.atelier("room", "add", "--session", session.id, "--name", "Living room", "--room-type", "living");
  await workspace.atelier("import", "room", "Living room", join(photos, "living-room-before.jpg"), "--as", "photo");
  await workspace.atelier("import", "room", "Living room", join(renders, "living-room-coastal.png"), "--as", "render");
  await workspace.atelier("variants", "run");
  const browser = await openWindow(t, workspace.folder);
  const page = new Page(browser);
  await page.goTo("Living room");
  await page.gridOf(2);

  await browser.execute(() => document.querySelector("[role=listbox]").focus());
  await page.press(MOD, "a");
  await eventually(async () => (await page.grid()).selected, 2, { what: "how many are selected" });
  await page.press("c");
  const slider = browser.$("[role=dialog] [role=slider]");
  await slider.waitForExist();
  const shown = () =>
    browser.execute(() => [...document.querySelectorAll("[role=dialog] .pair img")].filter((one) => one.naturalWidth > 0).length);
  await eventually(shown, 2, { what: "how many pictures show" });

  await slider.click();
  const before = Number(await slider.getAttribute("aria-valuenow"));
  await page.press(RIGHT);
  await eventually(() => slider.getAttribute("aria-valuetext"), `${before + 2} % before`, { what: "the edge" });

  // The edge follows the pointer wherever it is put down.
  const shownPair = await browser.$("[role=dialog] .pair");
  const { width } = await shownPair.getSize();
  await shownPair.click({ x: Math.round(width / 4) });
  await eventually(() => slider.getAttribute("aria-valuenow"), (now) => Math.abs(Number(now) - 75) <= 2, { what: "the edge" });

  const mode = (name) => browser.$(`//*[@role="dialog"]//*[@role="radio" and normalize-space()="${name}"]`);
  await mode("Side by side").click();
  await eventually(shown, 2, { what: "how many pictures show" });
  const apart = await browser.execute(() =>
    [...document.querySelectorAll("[role=dialog] .pair")].map((one) => one.getBoundingClientRect()).map(({ left, right }) => ({ left, right })),
  );
  assert.equal(apart.length, 2);
  assert.ok(apart[0].right <= apart[1].left, "the two lie over each other");
  assert.ok((await page.text("[role=dialog] .half .side-label")).startsWith("Before"), "the photo does not come first");

  await page.press("m");
  await eventually(() => mode("Overlay").getAttribute("aria-checked"), "true", { what: "the mode" });
  await eventually(shown, 2, { what: "how many pictures show" });
  const opacity = () => browser.execute(() => document.querySelectorAll("[role=dialog] .pair img")[1].style.opacity);
  assert.equal(await opacity(), "0.5");

  // Nothing was kept by looking; one key keeps it, and the room brings it back as it was.
  assert.deepEqual(await workspace.read("select count(*) as pairs from asset_comparisons"), [{ pairs: 0 }]);
  await page.press("k");
  await eventually(() => workspace.read("select comparison_type from asset_comparisons"), [{ comparison_type: "overlay" }], { what: "the pair" });
  await page.press("k");

  await page.press(ESCAPE);
  await page.dialog().waitForExist({ reverse: true });
  await page.press(ESCAPE);
  const pair = await browser.$(".kept-pairs button");
  await pair.waitForExist();
  await pair.click();
  await eventually(() => mode("Overlay").getAttribute("aria-checked"), "true", { what: "the mode" });
  assert.deepEqual(await workspace.read("select count(*) as pairs from asset_comparisons"), [{ pairs: 1 }]);
});
