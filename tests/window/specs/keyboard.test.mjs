import assert from "node:assert/strict";
import { join } from "node:path";
import { before, after, describe, it } from "node:test";
import { ENTER, ESCAPE, eventually, HOME, MOD, Page, RIGHT, TAB } from "../support/page.mjs";
import { openWindow } from "../support/window.mjs";
import { makePhotos, scratch, Workspace } from "../support/workspace.mjs";

describe("with the keyboard alone", () => {
  const cleanups = [];
  const life = { after: (act) => cleanups.unshift(act) };
  let workspace, browser, page;

  before(async () => {
    const folder = await scratch(life);
    workspace = await Workspace.create(join(folder, "workspace"));
    await workspace.addStyle("coastal", "Coastal");
    await workspace.addStyle("japandi", "Japandi");
    await makePhotos(join(folder, "photos"), 8);
    await workspace.atelier("import", "style", "coastal", join(folder, "photos"));
    await workspace.atelier("variants", "run");
    browser = await openWindow(life, workspace.folder);
    page = new Page(browser);
    await page.gridOf(8);
  });
  after(async () => {
    for (const act of cleanups) await act();
  });

  it("Tab leads to the pictures and arrows from one to the next", async () => {
    const listbox = () => browser.execute(() => document.activeElement?.getAttribute("role") === "listbox");
    for (let presses = 0; presses < 60 && !(await listbox()); presses += 1) await page.press(TAB);
    assert.ok(await listbox(), "sixty Tabs did not reach the pictures");
    await page.press(HOME);
    await page.press(RIGHT);
    const selected = await eventually(
      () => browser.execute(() => document.querySelector("[role=option][aria-selected=true]")?.getAttribute("aria-posinset")),
      "2",
    );
    assert.equal(selected, "2");
  });

  it("Space looks at a picture, and the next one stands within a quarter of a second", async (t) => {
    await page.press(" ");
    await page.dialog().waitForExist();
    const figures = await browser.executeAsync(measureNext, 5);
    assert.equal(figures.length, 5);
    await page.press(ESCAPE);
    await page.dialog().waitForExist({ reverse: true });
    const median = [...figures].sort((a, b) => a - b)[2];
    t.diagnostic(`next picture after ${figures.map((one) => one.toFixed(0)).join(", ")} ms, median ${median.toFixed(0)} (wanted: 50)`);
    // On a busy machine the figure says little; this bound only holds off what a person would call waiting.
    assert.ok(median < 250, `the median is ${median} ms`);
  });

  it("what lies behind a picture with the whole window is not painted, but for a word and its way back", async () => {
    const seen = (selector) => browser.execute((one) => getComputedStyle(document.querySelector(one)).visibility, selector);
    await page.press("\uE017");
    await browser.$(".toast").waitForExist();
    await page.press(" ");
    await page.dialog().waitForExist();

    assert.equal(await seen("[data-testid=grid-scroller]"), "hidden");
    assert.equal(await seen(".toast"), "visible");

    await page.press(ESCAPE);
    await page.dialog().waitForExist({ reverse: true });
    assert.equal(await seen("[data-testid=grid-scroller]"), "visible");
    assert.equal(await browser.execute(() => document.activeElement?.getAttribute("role")), "listbox");
    await page.press(MOD, "z");
    await page.gridOf(8);
    await page.press(HOME);
    await page.press(RIGHT);
  });

  it("E edits the caption, Enter keeps it in the catalogue, and Ctrl Z takes it back", async () => {
    const captions = () => workspace.read("select caption from style_images where caption is not null");
    await page.press("e");
    await eventually(() => page.focused(), "Caption", { what: "the focus" });
    await page.type("Light over the bay");
    await page.press(ENTER);
    await eventually(captions, [{ caption: "Light over the bay" }], { what: "the catalogue" });
    await browser.execute(() => document.querySelector("[role=listbox]").focus());
    await page.press(MOD, "z");
    await eventually(captions, [], { what: "the catalogue" });
  });

  it("Ctrl K finds a place and goes there", async () => {
    await page.press(MOD, "k");
    await browser.$("[role=dialog] input").waitForExist();
    await page.type("japan");
    await eventually(
      () => browser.execute(() => document.querySelector("[cmdk-item][aria-selected=true]")?.textContent ?? ""),
      (text) => text.startsWith("Japandi"),
      { what: "the first found" },
    );
    await page.press(ENTER);
    await eventually(() => page.title(), "Japandi", { what: "the title" });
  });

  it("? shows every key, and Escape leaves", async () => {
    await browser.keys(["?"]);
    await page.dialog().waitForExist();
    const words = await page.text("[role=dialog]");
    for (const one of ["Search or run", "Take back", "Compare two", "Caption"]) assert.ok(words.includes(one), `no "${one}" in it`);
    await page.press(ESCAPE);
    await page.dialog().waitForExist({ reverse: true });
  });
});

/** Presses the right arrow and takes the time until the next picture is decoded and a frame has shown it. */
function measureNext(times, done) {
  const figures = [];
  const rest = () => new Promise((go) => setTimeout(go, 1500));
  const one = async () => {
    // The whole picture stands at once, small; the sharp one takes its place.
    const shown = () => document.querySelector("[role=dialog] .stage img");
    const old = shown()?.src;
    const began = performance.now();
    document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true, cancelable: true }));
    while (shown()?.src === old || !shown()?.complete) await new Promise((go) => setTimeout(go, 0));
    await shown().decode();
    await new Promise((go) => requestAnimationFrame(() => setTimeout(go, 0)));
    figures.push(performance.now() - began);
  };
  (async () => {
    // The neighbours are fetched while the person looks.
    for (let at = 0; at < times; at += 1) {
      await rest();
      await one();
    }
    done(figures);
  })().catch((error) => done([String(error)]));
}
