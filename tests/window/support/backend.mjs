// The Postgres that `make run` uses too, with a database of the test's own.
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { root } from "./workspace.mjs";

const run = promisify(execFile);

/** Makes an empty database that goes with the test, and gives its address. */
export async function database(test) {
  const { stdout } = await run(join(root, "scripts/postgres.sh"), ["start"]);
  const url = stdout.trim();
  const name = `window_${process.pid}_${Date.now()}`;
  await run("psql", ["-XAtq", "-d", url, "-c", `create database ${name}`]);
  test.after(() => run("psql", ["-XAtq", "-d", url, "-c", `drop database ${name} with (force)`]));
  const own = new URL(url);
  own.pathname = name;
  return own.href;
}
