import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { xdotool } from "../support/drag.mjs";
import { eventually, MOD, Page } from "../support/page.mjs";
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
