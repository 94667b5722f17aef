// Opens the built window on a workspace, through tauri-driver and WebKitWebDriver, and closes it with the test.
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { remote } from "webdriverio";
import { programs } from "./workspace.mjs";

const START_MS = 30_000;

/** Runs the driver in a home of its own; what the window is told comes by the environment. */
export async function openWindow(test, folder, { environment = {}, ready = ".shell" } = {}) {
  const home = await mkdtemp(join(tmpdir(), "atelier-window-home-"));
  const env = {
    ...process.env,
    XDG_CONFIG_HOME: join(home, "config"),
    XDG_DATA_HOME: join(home, "data"),
    XDG_CACHE_HOME: join(home, "cache"),
    GDK_BACKEND: "x11",
    ATELIER_WORKSPACE: folder,
    ...environment,
  };
  let session;
  let closed = false;
  const close = async () => {
    if (closed) return;
    closed = true;
    await session?.browser.deleteSession().catch(() => {});
    await session?.end();
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
  };
  test?.after(close);
  // The engine's driver sometimes loses the page that it has just started and waits for it for ever; that is before any
  // of our pages is asked for, so a second driver is no second chance for what is tested.
  session = await begin(env).catch((reason) => {
    console.error(`the driver opened no session (${reason.message}); another one is asked`);
    return begin(env);
  });
  const { browser } = session;
  await browser.setTimeout({ script: 600_000 });
  await browser.$(ready).waitForExist({ timeout: START_MS });
  browser.close_ = close;
  return browser;
}

/** Starts a driver and has it open the window. */
async function begin(env) {
  const [port, nativePort] = [await freePort(), await freePort()];
  const driver = spawn("tauri-driver", ["--port", `${port}`, "--native-port", `${nativePort}`], {
    env,
    stdio: ["ignore", "ignore", "inherit"],
    // A group of its own, so that a window without a session ends with it.
    detached: true,
  });
  // A window that outlives its driver keeps every later one from opening: there is one for each person.
  const end = async () => {
    await ended(driver);
    killGroup(driver.pid);
  };
  try {
    await answers(driver, port);
    const browser = await remote({
      hostname: "127.0.0.1",
      port,
      logLevel: "error",
      waitforTimeout: 10_000,
      connectionRetryCount: 0,
      connectionRetryTimeout: 60_000,
      capabilities: { "wdio:enforceWebDriverClassic": true, "tauri:options": { application: programs.window } },
    });
    return { browser, end };
  } catch (reason) {
    killGroup(driver.pid);
    await end();
    throw reason;
  }
}

function killGroup(leader) {
  try {
    process.kill(-leader, "SIGKILL");
  } catch (error) {
    if (error.code !== "ESRCH") throw error;
  }
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

async function answers(driver, port) {
  const until = Date.now() + START_MS;
  while (Date.now() < until && driver.exitCode === null) {
    const status = await fetch(`http://127.0.0.1:${port}/status`).catch(() => null);
    if (status?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("tauri-driver does not answer; `scripts/install.sh --test` installs it");
}

function ended(child) {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once("exit", resolve);
    child.kill();
  });
}
