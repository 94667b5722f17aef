import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { ENTER, ESCAPE, eventually, HOME, MOD, Page, RIGHT, SHIFT } from "../support/page.mjs";
import { openWindow } from "../support/window.mjs";
import { photos, scratch, Workspace } from "../support/workspace.mjs";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
// A row reads "Coastal 3" and is called "Coastal, 3 pictures": more than is seen, which this rule takes for less.
const rules = { "label-content-name-mismatch": { enabled: false } };

describe("for everyone", () => {
  const cleanups = [];
  const life = { after: (act) => cleanups.unshift(act) };
  let browser, page;

  before(async () => {
    const folder = await scratch(life);
    const workspace = await Workspace.create(join(folder, "workspace"));
    await workspace.addStyle("coastal", "Coastal");
    await workspace.atelier("import", "style", "coastal", join(photos, "hallway.jpg"), join(photos, "tiled-bath.jpg"), join(photos, "blue-bedroom.jpg"));
    const { id } = await workspace.atelier("session", "add", "--title", "Lindqvist apartment");
    await workspace.atelier("room", "add", "--session", id, "--name", "Living room");
    await workspace.atelier("variants", "run");
    browser = await openWindow(life, workspace.folder, { environment: { ATELIER_TEST_CHOOSE: photos } });
    page = new Page(browser);
    await page.gridOf(3);
  });
  after(async () => {
    for (const act of cleanups) await act();
  });

  const leave = async () => {
    await page.press(ESCAPE);
    await page.dialog().waitForExist({ reverse: true });
  };
  const first = async () => {
    await browser.execute(() => document.querySelector("[role=listbox]").focus());
    await page.press(HOME);
  };
  const settings = (name) => async () => {
    await page.button("Settings").click();
    await page.button(name).click();
  };

  const screens = [
    ["the board", async () => { await page.goTo("Coastal"); await first(); }],
    ["the lightbox", async () => { await page.goTo("Coastal"); await first(); await page.press(ENTER); await page.dialog().waitForExist(); }, leave],
    ["comparing", async () => {
      await page.goTo("Coastal");
      await first();
      await page.press(SHIFT, RIGHT);
      await page.press("c");
      await page.dialog().waitForExist();
    }, leave],
    ["the loupe", async () => {
      await page.goTo("Coastal");
      await first();
      await page.press("v");
      await browser.$("[role=dialog] [role=slider]").waitForExist();
    }, leave],
    ["the palette", async () => { await page.press(MOD, "k"); await page.dialog().waitForExist(); }, leave],
    ["the keys", async () => { await page.press("?"); await page.dialog().waitForExist(); }, leave],
    ["an empty room", () => page.goTo("Living room")],
    ["the import plan", async () => { await page.goTo("Living room"); await page.press(MOD, "o"); await page.dialog().waitForExist({ timeout: 30_000 }); }, leave],
    ["a file before and after", async () => {
      await page.goTo("Coastal");
      await first();
      await page.button("Before and after").click();
      await browser.$(".tag-sheet table").waitForExist();
    }, leave],
    ["activity", () => page.button("Activity").click()],
    ["the backend's settings", settings("Backend")],
    ["the presets", settings("Presets")],
    ["the privacy settings", settings("Privacy")],
    ["appearance", settings("Appearance")],
  ];

  for (const [name, open, close] of screens) {
    it(`axe finds nothing serious in ${name}, light or dark`, async () => {
      await open();
      try {
        for (const theme of ["light", "dark"]) assert.deepEqual(await serious(theme), []);
      } finally {
        await close?.();
      }
    });
  }

  it("the theme and the text size change in Appearance", async () => {
    await settings("Appearance")();
    const theme = () => browser.execute(() => document.documentElement.dataset.theme);
    for (const [label, wanted] of [["Dark", "dark"], ["Light", "light"]]) {
      await browser.$(`//*[@role="radiogroup" and @aria-label="Theme"]//*[normalize-space()="${label}"]`).click();
      await eventually(theme, wanted, { what: "the theme" });
    }
  });

  it("at 200 % text every control is inside the window or can be scrolled to", async () => {
    await settings("Appearance")();
    await browser.$(`//*[@role="radiogroup" and @aria-label="Text size"]//*[normalize-space()="200 %"]`).click();
    await eventually(() => browser.execute(() => getComputedStyle(document.documentElement).fontSize), "32px", { what: "the text" });
    assert.deepEqual(await browser.execute(outOfReach), []);
    await page.button("Activity").click();
    assert.deepEqual(await browser.execute(outOfReach), []);
    await page.goTo("Coastal");
    await page.gridOf(3);
    assert.deepEqual(await browser.execute(outOfReach), []);
    await page.press(MOD, "k");
    await page.dialog().waitForExist();
    assert.deepEqual(await browser.execute(outOfReach), []);
    await leave();
  });

  async function serious(theme) {
    await browser.execute((one) => (document.documentElement.dataset.theme = one), theme);
    await browser.execute(`if (!window.axe) { ${axe} }`);
    return browser.executeAsync((rules, done) => {
      const quiet = [...document.getAnimations()].map((one) => one.finished.catch(() => {}));
      Promise.race([Promise.all(quiet), new Promise((go) => setTimeout(go, 1500))])
        .then(() => window.axe.run(document, { resultTypes: ["violations"], rules }))
        .then(({ violations }) =>
          violations
            .filter(({ impact }) => impact === "serious" || impact === "critical")
            .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(" ")} ${node.failureSummary}`)),
        )
        .then(done, (error) => done([String(error)]));
    }, rules);
  }
});

/** Runs in the page: controls that no scrolling brings into the window, or that are cut to nothing. */
function outOfReach() {
  const controls = document.querySelectorAll("button, input, textarea, [role=slider], [role=option]");
  return [...controls].filter((one) => one.checkVisibility() && !one.closest("[aria-hidden=true]")).flatMap((one) => {
    one.scrollIntoView({ block: "nearest", inline: "nearest" });
    const { left, top, right, bottom } = one.getBoundingClientRect();
    const inside = right > 0 && bottom > 0 && left < innerWidth && top < innerHeight && right - left > 0 && bottom - top > 0;
    return inside ? [] : [`${one.getAttribute("aria-label") ?? one.textContent}: ${[left, top, right, bottom].map(Math.round)}`];
  });
}
