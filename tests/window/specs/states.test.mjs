import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { xdotool } from "../support/drag.mjs";
import { ESCAPE, eventually, HOME, MOD, Page } from "../support/page.mjs";
import { openWindow } from "../support/window.mjs";
import { photos, programs, scratch, Workspace } from "../support/workspace.mjs";

test("an empty workspace says how to begin", async (t) => {
  const workspace = await Workspace.create(join(await scratch(t), "workspace"));
  const browser = await openWindow(t, workspace.folder);
  const page = new Page(browser);
  await eventually(() => page.text("main h1"), "Drop pictures to begin");
  assert.ok(await page.button("New style").isDisplayed());
});

test("a workspace that another program has open says which, and opens once it is free", async (t) => {
  const folder = await scratch(t);
  const workspace = await Workspace.create(join(folder, "workspace"));
  await workspace.addStyle("coastal", "Coastal");
  await mkdir(join(folder, "watched"));
  const env = { ...process.env, ATELIER_WORKSPACE: workspace.folder };
  const stdio = ["ignore", "ignore", "pipe"];
  const holder = spawn(programs.commandLine, ["watch", join(folder, "watched"), "--style", "coastal"], { env, stdio });
  t.after(() => holder.kill());
  // It says this once it has the workspace; asking with another program could take the workspace from it.
  const [words] = await once(holder.stderr, "data");
  assert.match(`${words}`, /^Watching /);

  const browser = await openWindow(t, workspace.folder);
  const page = new Page(browser);
  const said = await eventually(() => page.text("[role=alert]"), (words) => words?.includes("has this workspace open"), { what: "the notice" });
  assert.match(said, /atelier/i);
  assert.ok(said.includes(`${holder.pid}`), said);

  const gone = new Promise((resolve) => holder.once("exit", resolve));
  holder.kill();
  await gone;
  await page.button("Try again").click();
  await eventually(() => page.title(), "Coastal", { what: "the title" });
});

test("a workspace whose catalogue is damaged says so", async (t) => {
  const workspace = await Workspace.create(join(await scratch(t), "workspace"));
  await writeFile(join(workspace.folder, "catalogue.db"), "this is no catalogue, whatever its name says".repeat(100));
  const browser = await openWindow(t, workspace.folder);
  const page = new Page(browser);
  await eventually(() => page.text("[role=alert]"), (words) => /catalogue/i.test(words ?? ""), { what: "the notice" });
});

test("pictures whose files are damaged say so wherever they stand", async (t) => {
  const workspace = await Workspace.create(join(await scratch(t), "workspace"));
  await workspace.addStyle("coastal", "Coastal");
  await workspace.atelier("import", "style", "coastal", join(photos, "hallway.jpg"), join(photos, "tiled-bath.jpg"));
  await workspace.atelier("variants", "run");
  for (const file of await readdir(join(workspace.folder, "library"), { recursive: true, withFileTypes: true })) {
    if (!file.isFile()) continue;
    const path = join(file.parentPath, file.name);
    await chmod(path, 0o644);
    await writeFile(path, "no picture any more");
  }
  const browser = await openWindow(t, workspace.folder);
  const page = new Page(browser);
  const instead = () => browser.execute(() => document.querySelectorAll("[role=option] .instead").length);
  await eventually(instead, 2, { what: "the tiles that say so" });
  await browser.execute(() => document.querySelector("[role=listbox]").focus());
  await page.press(HOME);

  await page.button("Before and after").click();
  await eventually(() => page.text("[role=dialog] [role=alert]"), (words) => words?.includes("is damaged"), { what: "the reason" });
  await page.press(ESCAPE);
  await page.dialog().waitForExist({ reverse: true });
  await page.button("Settings").click();
  await page.button("Presets").click();
  await eventually(() => browser.execute(() => document.querySelectorAll(".trial [role=alert]").length), 2, { what: "the trials that failed", timeout: 60_000 });

  // The browser's own sign of a broken picture is nowhere.
  const broken = () => browser.execute(() => [...document.images].filter((one) => one.complete && one.naturalWidth === 0).map(({ src }) => src));
  await eventually(broken, [], { what: "broken pictures" });
});

test("the system's own dialog gives a file to the window", async (t) => {
  const workspace = await Workspace.create(join(await scratch(t), "workspace"));
  await workspace.addStyle("coastal", "Coastal");
  const browser = await openWindow(t, workspace.folder);
  const page = new Page(browser);
  await eventually(() => page.title(), "Coastal");
  await page.press(MOD, "o");
  const { stdout } = await xdotool("search", "--sync", "--onlyvisible", "--name", "^Add pictures$");
  const [dialog] = stdout.trim().split("\n");
  // No window manager gives it the focus.
  await xdotool("windowfocus", "--sync", dialog);
  // A slash opens the line for a path, and the line takes a moment to take the keys.
  await xdotool("key", "slash", "sleep", "0.5", "type", "--delay", "15", join(photos, "hallway.jpg").slice(1));
  await xdotool("sleep", "0.2", "key", "Return");
  await eventually(() => page.toast(), (words) => words?.startsWith("1 picture imported"), { what: "the toast", timeout: 30_000 });
  await page.gridOf(1);
});
