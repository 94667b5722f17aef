import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { database, throughWire } from "../support/backend.mjs";
import { eventually, Page } from "../support/page.mjs";
import { openWindow } from "../support/window.mjs";
import { makePhotos, scratch, Workspace } from "../support/workspace.mjs";

const flow = (page) =>
  page.browser.execute(() =>
    Object.fromEntries(
      [...document.querySelectorAll(".flow .step-count")].map((step) => [
        step.querySelector("span").textContent,
        Number(step.querySelector("b").textContent.replace(/\D/g, "")),
      ]),
    ),
  );
const THERE = "there, size and hash checked";

test("a backend is tried, saved and prepared in Settings, and everything goes there by itself", async (t) => {
  const folder = await scratch(t);
  const workspace = await Workspace.create(join(folder, "workspace"));
  await workspace.addStyle("coastal", "Coastal");
  await workspace.atelier("import", "style", "coastal", ...(await makePhotos(join(folder, "photos"), 4)));
  await workspace.atelier("variants", "run");
  const url = await database(t);
  const browser = await openWindow(t, workspace.folder);
  const page = new Page(browser);

  await page.button("Settings").click();
  await page.button("Backend").click();
  await browser.$("input[aria-label='Address of the database']").setValue(url);
  await browser.$("input[aria-label='Address of the store']").setValue(`file://${join(folder, "store")}`);
  await page.button("Test connection").click();
  await browser.$(".checks").waitForExist({ timeout: 30_000 });
  const steps = await browser.execute(() => [...document.querySelectorAll(".checks li")].map((one) => `${one.className}: ${one.querySelector("b").textContent}`));
  assert.ok(steps.includes("ok: Database answers"), steps.join("\n"));
  assert.ok(steps.length >= 4, steps.join("\n"));

  await page.button("Save backend").click();
  await page.button("Prepare the tables").waitForExist();
  await page.button("Prepare the tables").click();
  await page.button("Activity").click();
  await eventually(() => flow(page), (found) => found.waiting === 0 && found[THERE] > 0, { what: "the flow", timeout: 60_000 });
  // A picture is there once all of it is; the style's own row may still be on its way.
  await eventually(() => workspace.atelier("status").then(({ outbox }) => outbox.length), 0, { what: "the outbox", timeout: 60_000 });
});

test("a backend that is away is offline in words, and what waits goes by itself when it is back", async (t) => {
  const folder = await scratch(t);
  const workspace = await Workspace.create(join(folder, "workspace"));
  const wire = await throughWire(t, await database(t));
  await workspace.addStyle("coastal", "Coastal");
  await workspace.atelier("backend", "set", "--database", wire.url, "--store", `file://${join(folder, "store")}`);
  await workspace.atelier("backend", "migrate");
  await workspace.atelier("import", "style", "coastal", ...(await makePhotos(join(folder, "photos"), 3)));
  await workspace.atelier("variants", "run");
  wire.cut();

  const browser = await openWindow(t, workspace.folder);
  const page = new Page(browser);
  await page.button("Activity").click();
  await eventually(() => page.text(".sync-line"), (words) => /^No network, \d+ waiting$/.test(words ?? ""), { what: "the last line", timeout: 30_000 });
  assert.match(await page.text(".activity"), /No network\. Everything is saved here and goes up by itself later\./);
  const away = await flow(page);
  assert.ok(away.waiting > 0, JSON.stringify(away));
  assert.equal(away[THERE], 0);

  wire.join();
  await eventually(() => flow(page), (found) => found.waiting === 0 && found[THERE] > 0, { what: "the flow", timeout: 80_000 });
});
