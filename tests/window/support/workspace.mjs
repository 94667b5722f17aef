// Workspaces that are thrown away, filled through the command line: what the window shows was made by the same core.
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
export const root = resolve(dirname(fileURLToPath(import.meta.url)), "../../..");
export const photos = join(root, "tests/fixtures/photos");
export const renders = join(root, "tests/fixtures/renders");
export const programs = {
  window: process.env.ATELIER_DESKTOP ?? join(root, "target/debug/atelier-desktop"),
  commandLine: process.env.ATELIER_CLI ?? join(root, "target/debug/atelier"),
};

/** A folder that goes when the test ends. */
export async function scratch(test) {
  const folder = await mkdtemp(join(tmpdir(), "atelier-window-"));
  test.after(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}

/** A workspace, and the command line in it. */
export class Workspace {
  constructor(folder) {
    this.folder = folder;
  }

  static async create(folder) {
    const workspace = new Workspace(folder);
    await workspace.atelier("init", folder);
    return workspace;
  }

  /** Runs a command and gives its answer. One that lists refusals has answered. */
  async atelier(...words) {
    const env = { ...process.env, ATELIER_WORKSPACE: this.folder };
    const options = { env, cwd: root, maxBuffer: 256 * 1024 * 1024 };
    const { stdout } = await run(programs.commandLine, ["--json", ...words], options).catch((failed) => {
      if (failed.code === 1 && failed.stdout) return failed;
      throw new Error(`atelier ${words.join(" ")}: ${failed.stdout ?? ""}${failed.stderr ?? failed.message}`);
    });
    const answer = JSON.parse(stdout);
    // Work that broke off has answered too, but whoever asked for variants wants them all.
    if (words.join(" ") === "variants run" && answer.waiting > 0) throw new Error(`${answer.waiting} variants wait still: ${stdout}`);
    return answer;
  }

  addStyle(slug, name) {
    return this.atelier("style", "add", slug, "--name", name);
  }

  /** One row of the catalogue as it lies on the disk. */
  async read(sql) {
    const { stdout } = await run("/usr/bin/python3", ["-c", READ, join(this.folder, "catalogue.db"), sql]);
    return JSON.parse(stdout);
  }
}

// Read-only, so that a test cannot mend what it looks at.
const READ = `
import json, sqlite3, sys
rows = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True)
rows.row_factory = sqlite3.Row
print(json.dumps([dict(row) for row in rows.execute(sys.argv[2])]))
`;

/** Distinct photos, each with a place in it. */
export async function makePhotos(folder, count) {
  await run("/usr/bin/python3", [join(root, "scripts/many-photos.py"), "--out", folder, "--count", `${count}`]);
  return Array.from({ length: count }, (_, at) => join(folder, `IMG_${`${at + 1}`.padStart(5, "0")}.jpg`));
}
