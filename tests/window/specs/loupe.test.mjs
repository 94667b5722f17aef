import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { ENTER, ESCAPE, eventually, HOME, Page, RIGHT, SHIFT } from "../support/page.mjs";
import { openWindow } from "../support/window.mjs";
import { photos, root, scratch, Workspace } from "../support/workspace.mjs";

const fixtures = join(root, "tests/fixtures");

test("a variant is held against its picture at one to one, whatever the picture is, and its score is measured and kept", async (t) => {
  const workspace = await Workspace.create(join(await scratch(t), "workspace"));
  await workspace.addStyle("coastal", "Coastal");
  const files = [join(photos, "hallway.jpg"), join(fixtures, "heif/turned.heic"), join(fixtures, "odd/cmyk.jpg"), join(fixtures, "odd/room.tiff")];
  await workspace.atelier("import", "style", "coastal", ...files);
  await workspace.atelier("variants", "run");
  const browser = await openWindow(t, workspace.folder);
  const page = new Page(browser);
  await page.goTo("Coastal");
  await page.gridOf(4);
  const slider = () => browser.$("[role=dialog] [role=slider]");
  /** Both pictures: their own pixels, and where they are drawn. */
  const sides = () =>
    browser.execute(() =>
      [...document.querySelectorAll("[role=dialog] .paper img")].map((one) => {
        const { left, top, width, height } = one.getBoundingClientRect();
        return { pixels: [one.naturalWidth, one.naturalHeight], at: [left, top, width, height] };
      }),
    );
  const both = (wanted) => eventually(sides, (now) => now.length === 2 && now.every(({ pixels }) => pixels[0] > 0) && wanted(now), { what: "the sides" });
  const scale = () => page.text("[role=dialog] .zooming [role=status]");

  // Camera, phone, press and scanner: each opens right side up, both sides in the same place.
  for (const nth of [1, 2, 3, 4]) {
    await browser.execute(() => document.querySelector("[role=listbox]").focus());
    await page.press(HOME);
    for (let at = 1; at < nth; at += 1) await page.press(RIGHT);
    await page.press("v");
    await slider().waitForExist();
    const [variant, original] = await both(() => true);
    assert.deepEqual(original.pixels, variant.pixels, `picture ${nth}`);
    assert.deepEqual(original.at, variant.at, `picture ${nth}`);
    await page.press(ESCAPE);
    await page.dialog().waitForExist({ reverse: true });
  }

  // From its row in the inspector: the thumbnail, which cuts, beside the same part of a turned photo.
  await browser.execute(() => document.querySelector("[role=listbox]").focus());
  await page.press(HOME);
  const row = await browser.$("//aside//button[starts-with(@aria-label, 'thumbnail, ')]");
  await row.waitForExist();
  await browser.execute((one) => one.focus(), row);
  await page.press(ENTER);
  await slider().waitForExist();
  const [thumbnail] = await both(() => true);
  assert.deepEqual(thumbnail.pixels, [300, 200]);
  assert.deepEqual(thumbnail.at.slice(2), [300, 200]);
  assert.equal(await scale(), "100\u00a0%");

  await page.press(RIGHT);
  await eventually(() => slider().getAttribute("aria-valuetext"), "52 % original", { what: "the edge" });
  await page.press(SHIFT, RIGHT);
  await eventually(() => slider().getAttribute("aria-valuetext"), "62 % original", { what: "the edge" });

  // One to one with the original: its own pixels come, and both grow alike.
  await page.press("o");
  const [grown, whole] = await both((now) => now[1].pixels[0] > 300);
  assert.deepEqual(whole.pixels, [1210, 807]);
  assert.deepEqual(whole.at, grown.at);
  assert.deepEqual(grown.at.slice(2), [1210, 807]);
  await page.press("o");

  await page.press("+");
  await eventually(scale, "150\u00a0%", { what: "the scale" });
  await page.press("2");
  const [optimized] = await both((now) => now[0].pixels[0] > 300);
  assert.deepEqual(optimized.at.slice(2), optimized.pixels.map((side) => Math.round(side * 1.5)));
  await page.press("z");
  await eventually(scale, "100\u00a0%", { what: "the scale" });

  // The score is measured on request and stays with the variant.
  await page.press("1");
  const stored = "select json_extract(processing_config, '$.result.score') as score from style_image_variants v join style_images s on s.id = v.parent_style_image_id where s.filename = 'hallway.jpg' and variant_type = 'thumbnail'";
  assert.deepEqual(await workspace.read(stored), [{ score: null }]);
  await browser.$("//*[@role='dialog']//footer//button[starts-with(normalize-space(), 'Measure')]").click();
  await eventually(() => page.text("[role=dialog] footer"), (words) => /Score \d/.test(words ?? ""), { what: "the score", timeout: 60_000 });
  const [{ score }] = await workspace.read(stored);
  assert.ok(score > 20 && score < 100, `${score}`);

  await page.press(ESCAPE);
  await page.dialog().waitForExist({ reverse: true });
  await eventually(() => page.focused(), (name) => name?.startsWith("thumbnail, ") && name.includes("score "), { what: "the focus" });
});
