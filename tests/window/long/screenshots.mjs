// Takes docs/screenshots from the built window: every screen, in both themes, on a furnished workspace.
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rename, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { database } from "../support/backend.mjs";
import { ENTER, ESCAPE, eventually, HOME, MOD, Page, RIGHT } from "../support/page.mjs";
import { furnish, kitchenPhotos } from "../support/studio.mjs";
import { openWindow } from "../support/window.mjs";
import { makePhotos, root, Workspace } from "../support/workspace.mjs";

const run = promisify(execFile);
const out = join(root, "docs/screenshots");
const MOST_BYTES = 400_000;

const cleanups = [];
const life = { after: (act) => cleanups.unshift(act) };
const folder = await mkdtemp(join(tmpdir(), "atelier-screens-"));
life.after(() => rm(folder, { recursive: true, force: true }));

try {
  await mkdir(out, { recursive: true });
  await firstRun();
  const workspace = await furnish(folder);
  await workspace.atelier("backend", "set", "--database", await database(life), "--store", `file://${join(folder, "store")}`);
  await workspace.atelier("backend", "migrate");
  await workspace.atelier("sync");
  await screens(workspace);
  await busy(workspace);
} finally {
  for (const act of cleanups) await act();
}

/** Takes the screen as it stands, light and dark. */
async function shoot(browser, name) {
  for (const theme of ["light", "dark"]) {
    await browser.executeAsync((one, done) => {
      document.documentElement.dataset.theme = one;
      const pictures = [...document.images].filter((image) => image.checkVisibility?.() ?? true);
      const loaded = Promise.allSettled(pictures.map((image) => image.decode()));
      // Fades end within a fifth of a second.
      Promise.race([loaded, new Promise((go) => setTimeout(go, 5000))]).then(() => setTimeout(done, 400));
    }, theme);
    // The first look makes the engine paint; the second keeps what it painted. A look at a page on which nothing moves may
    // wait for a paint that never comes, so something does.
    await browser.execute(() => {
      clearInterval(window.stirring);
      window.stirring = setInterval(() => (document.documentElement.style.outlineOffset = `${performance.now() % 2}px`), 200);
    });
    await browser.takeScreenshot();
    await browser.pause(300);
    await keep(browser, join(out, `${name}-${theme}.png`));
  }
  await browser.execute(() => (document.documentElement.dataset.theme = "light"));
  console.log(`${name} in both themes`);
}

async function keep(browser, file) {
  await browser.saveScreenshot(file);
  const colours = (await stat(file)).size > MOST_BYTES ? ["+dither", "-colors", "224"] : [];
  const smaller = `${file}.smaller.png`;
  await run("convert", [file, "-strip", ...colours, "-define", "png:compression-level=9", "-define", `png:compression-filter=${colours.length > 0 ? 0 : 5}`, smaller]);
  await ((await stat(smaller)).size < (await stat(file)).size ? rename(smaller, file) : rm(smaller));
}

async function firstRun() {
  const empty = await Workspace.create(join(folder, "My pictures"));
  const browser = await openWindow(life, empty.folder, { ready: ".first-run" });
  await shoot(browser, "empty");
  await browser.close_();
}

async function screens(workspace) {
  const kitchen = await kitchenPhotos(join(folder, "kitchen"));
  const browser = await openWindow(life, workspace.folder, { environment: { ATELIER_TEST_CHOOSE: kitchen } });
  const page = new Page(browser);
  await page.goTo("Coastal");
  await page.gridOf(17);
  await select(browser, page, 5);
  await shoot(browser, "board");

  await page.button("Before and after").click();
  await browser.$(".tag-sheet table").waitForExist();
  await shoot(browser, "before-and-after");
  await page.press(ESCAPE);
  await page.dialog().waitForExist({ reverse: true });
  await browser.execute(() => document.querySelector("[role=listbox]").focus());

  await page.press(ENTER);
  await page.dialog().waitForExist();
  await shoot(browser, "lightbox");
  await page.press(ESCAPE);
  await page.dialog().waitForExist({ reverse: true });

  await loupe(browser, page);

  await page.press(MOD, "k");
  await browser.$("[role=dialog] input").waitForExist();
  await page.type("ki");
  await eventually(() => browser.execute(() => document.querySelectorAll("[cmdk-item]").length), (found) => found > 1);
  await shoot(browser, "palette");
  await page.press(ESCAPE);
  await page.dialog().waitForExist({ reverse: true });

  await page.goTo("Living room");
  await page.gridOf(5);
  await select(browser, page, 2);
  await shoot(browser, "room");
  await browser.execute(() => {
    const tiles = document.querySelectorAll("[role=option]");
    tiles[0].click();
    tiles[1].dispatchEvent(new MouseEvent("click", { bubbles: true, ctrlKey: true }));
  });
  await eventually(async () => (await page.grid()).selected, 2, { what: "how many are selected" });
  await page.press("c");
  await browser.$("[role=dialog] [role=slider]").waitForExist();
  await shoot(browser, "compare");
  await page.press(ESCAPE);
  await page.dialog().waitForExist({ reverse: true });

  await page.goTo("Kitchen");
  await page.press(MOD, "o");
  await page.dialog().waitForExist({ timeout: 60_000 });
  await shoot(browser, "import");
  await browser.$(".small-tile").click();
  await browser.$(".tag-sheet table").waitForExist();
  await shoot(browser, "import-one-file");
  await page.press(ESCAPE);
  await browser.$(".tag-sheet").waitForExist({ reverse: true });
  await page.press(ESCAPE);
  await page.dialog().waitForExist({ reverse: true });

  await page.button("Settings").click();
  await page.button("Backend").click();
  await page.button("Test connection").click();
  await browser.$(".checks").waitForExist({ timeout: 30_000 });
  await shoot(browser, "settings");
  await presets(browser, page);
  await browser.close_();
}

/** A preset that is being changed, tried out and not saved. */
async function presets(browser, page) {
  await page.button("Presets").click();
  await browser.$("//*[@role='radio' and normalize-space()='A look']").click();
  const known = () =>
    browser.execute(() => {
      const cells = [...document.querySelectorAll(".trial td")];
      return cells.length > 24 && cells.every((cell) => !cell.textContent.includes("measuring"));
    });
  await eventually(known, true, { what: "the trials", timeout: 120_000 });
  await browser.$(".save-bar").waitForExist();
  await shoot(browser, "presets");
  await browser.execute(() => document.querySelector(".trials").scrollIntoView({ block: "start" }));
  await shoot(browser, "presets-tried-out");
  await page.button("Discard").click();
}

/** A variant beside its picture, its score known. */
async function loupe(browser, page) {
  await page.press("v");
  await browser.$("[role=dialog] [role=slider]").waitForExist();
  await page.press("2");
  await page.press("s");
  // A program that is built to be debugged measures slowly.
  await eventually(() => page.text("[role=dialog] footer"), (words) => /Score \d/.test(words ?? ""), { what: "the score", timeout: 180_000 });
  await shoot(browser, "loupe");
  await page.press(ESCAPE);
  await page.dialog().waitForExist({ reverse: true });
}

/** Activity while there is some: more pictures came in than a moment can take up. */
async function busy(workspace) {
  await makePhotos(join(folder, "many"), 240);
  // The window that was closed a moment ago may still be letting go of the workspace.
  const bringIn = () => workspace.atelier("import", "style", "country-kitchen", join(folder, "many"));
  await eventually(bringIn, ({ imported }) => imported.length === 240, { what: "the import" });
  const browser = await openWindow(life, workspace.folder);
  const page = new Page(browser);
  await page.button("Activity").click();
  await browser.$(".job").waitForExist({ timeout: 60_000 });
  await eventually(() => page.text(".job"), (words) => Number(words?.match(/(\d+) of /)?.[1]) > 20, { what: "the job", timeout: 60_000 });
  await shoot(browser, "activity");
  await browser.close_();
}

async function select(browser, page, nth) {
  await browser.execute(() => document.querySelector("[role=listbox]").focus());
  await page.press(HOME);
  for (let at = 1; at < nth; at += 1) await page.press(RIGHT);
  await browser.$(".inspector-band aside, .inspector-band").waitForExist();
}
