/** What a scan leaves for the next one: the same bytes sooner, and never a wrong or a failed answer. */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { folderWith, LEAKY, threatline } from "./helpers.js";

const CLEAN = `export const sum = (a: number, b: number) => a + b;\n`;

/** A folder of code, and a place for the cache. */
function place(files: Record<string, string> = { "src/a.ts": LEAKY, "src/b.ts": CLEAN }) {
  const code = folderWith(files);
  const cache = join(folderWith({}), "cache");
  const scan = (...args: string[]) => {
    const env = { THREATLINE_CACHE_DIR: cache };
    const { status, stdout, stderr } = threatline(code, ["scan", "--format", "json", ...args], { env });
    return { status, stdout, stderr };
  };
  const kept = () => (existsSync(cache) ? readdirSync(cache).sort() : []);
  return { code, cache, scan, kept };
}

const extensions = (names: string[]) => names.map((name) => name.split(".").pop());

describe("the cache", () => {
  it("gives the same bytes as a scan without it", () => {
    const { scan, kept } = place();
    const plain = scan("--no-cache");
    expect(kept()).toEqual([]);
    expect(scan()).toEqual(plain);
    expect(extensions(kept()).sort()).toEqual(["facts", "result"]);
    expect(scan()).toEqual(plain);
    expect(scan()).toEqual(plain);
  });

  it("is not inside the scanned folder, and readable by its user alone", () => {
    const { code, cache, scan, kept } = place();
    scan();
    expect(readdirSync(code)).toEqual(["src"]);
    if (process.platform === "win32") return;
    for (const name of ["", ...kept()]) expect(statSync(join(cache, name)).mode & 0o077).toBe(0);
  });

  it("sees a text of the same length, written within the clock's resolution", () => {
    const { code, scan } = place();
    expect(scan().status).toBe(1);
    writeFileSync(
      join(code, "src/a.ts"),
      LEAKY.replace(/"[^"]*" }/, (text) => `"${"x".repeat(text.length - 4)}" }`),
    );
    expect(scan().status).toBe(0);
    writeFileSync(join(code, "src/a.ts"), LEAKY);
    expect(scan().status).toBe(1);
  });

  it("sees new, renamed and deleted files, the configuration and the options", () => {
    const { code, scan } = place();
    const count = (...args: string[]) => JSON.parse(scan(...args).stdout).findings.length as number;
    expect(count()).toBe(1);
    writeFileSync(join(code, "src/c.ts"), LEAKY);
    expect(count()).toBe(2);
    expect(count("src/a.ts")).toBe(1);
    writeFileSync(join(code, "threatline.json"), `{ "exclude": ["src/c.ts"] }`);
    expect(count()).toBe(1);
    writeFileSync(join(code, "threatline.json"), `{ "threats": { "hardcoded-credential": "off" } }`);
    expect(count()).toBe(0);
  });

  it("is as good as none when it is damaged", () => {
    const { cache, scan, kept } = place();
    const plain = scan();
    const damages: ((path: string) => void)[] = [
      (path) => truncateSync(path, statSync(path).size >> 1),
      (path) => truncateSync(path, 0),
      (path) => writeFileSync(path, "something else"),
      (path) => {
        const bytes = readFileSync(path);
        bytes[bytes.length - 5]! ^= 1;
        writeFileSync(path, bytes);
      },
    ];
    for (const damage of damages) {
      for (const name of kept()) damage(join(cache, name));
      expect(scan()).toEqual(plain);
    }
    for (const name of kept().filter((each) => each.endsWith(".result"))) damages[1]!(join(cache, name));
    expect(scan()).toEqual(plain);
  });

  it("may be a place where nothing can be kept", () => {
    const { code, scan } = place();
    const plain = scan("--no-cache");
    const asFile = folderWith({ cache: "a file" });
    for (const folder of [
      join(asFile, "cache"),
      join(asFile, "cache", "deeper"),
      "relative",
      "/dev/null/x",
    ]) {
      const env = { THREATLINE_CACHE_DIR: folder };
      const { status, stdout, stderr } = threatline(code, ["scan", "--format", "json"], { env });
      expect({ status, stdout, stderr }).toEqual(plain);
    }
    const locked = folderWith({});
    chmodSync(locked, 0o500);
    const { stdout, stderr } = threatline(code, ["scan", "--format", "json"], {
      env: { THREATLINE_CACHE_DIR: join(locked, "cache") },
    });
    expect({ stdout, stderr }).toEqual({ stdout: plain.stdout, stderr: plain.stderr });
  });

  it("removes what nobody used for long, and only its own files", () => {
    const { cache, scan, kept } = place();
    mkdirSync(cache);
    const [old, draft] = [`${"0".repeat(40)}.facts`, `${"1".repeat(40)}.result.abc`];
    for (const name of ["notes.txt", old, draft]) {
      writeFileSync(join(cache, name), "something");
      utimesSync(join(cache, name), new Date("2020-01-01"), new Date("2020-01-01"));
    }
    scan();
    expect(kept()).not.toContain(old);
    expect(kept()).not.toContain(draft);
    expect(extensions(kept()).sort()).toEqual(["facts", "result", "txt"]);
  });
});

describe("many files", () => {
  // Six scans of a whole workspace: a machine that does something else as well needs longer for them.
  it("give the same bytes whichever thread reads them", { timeout: 180_000 }, () => {
    const part = (index: number) =>
      Array.from(
        { length: 60 },
        (_, at) => `export function part${index}_${at}(items: number[]) {
  const total = items.reduce((sum, item) => sum + item * ${at}, 0);
  return total > 100 ? { total, label: \`over \${total}\` } : { total, label: "fine" };
}
`,
      ).join("");
    const files = Object.fromEntries(
      Array.from({ length: 400 }, (_, at) => [`src/f${at}.ts`, `${at % 40 === 0 ? LEAKY : ""}${part(at)}`]),
    );
    const { code, scan } = place(files);
    const first = scan("--no-cache");
    expect(JSON.parse(first.stdout).findings).toHaveLength(10);
    for (const workers of ["0", "1", "3"]) {
      const run = threatline(code, ["scan", "--format", "json", "--no-cache"], {
        env: { THREATLINE_WORKERS: workers },
      });
      expect(run).toEqual(first);
    }
    expect(scan()).toEqual(first);
    expect(scan()).toEqual(first);
  });
});
