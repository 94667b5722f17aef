// The Postgres that `make run` uses too, with a database of the test's own.
import { execFile } from "node:child_process";
import { connect, createServer } from "node:net";
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

/** A way to the database that can be cut and joined again, as a network can. */
export async function throughWire(test, url) {
  const target = new URL(url);
  const open = new Set();
  let cut = false;
  const wire = createServer((near) => {
    if (cut) return near.destroy();
    const far = connect(Number(target.port), target.hostname);
    for (const [one, other] of [[near, far], [far, near]]) {
      open.add(one);
      one.on("error", () => {}).on("close", () => {
        open.delete(one);
        other.destroy();
      });
    }
    near.pipe(far).pipe(near);
  });
  await new Promise((ready) => wire.listen(0, "127.0.0.1", ready));
  const sever = () => {
    cut = true;
    for (const one of open) one.destroy();
  };
  test.after(() => {
    sever();
    wire.close();
  });
  const near = new URL(url);
  near.port = `${wire.address().port}`;
  return { url: near.href, cut: sever, join: () => (cut = false) };
}
