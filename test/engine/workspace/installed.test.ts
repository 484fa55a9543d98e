import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { installedVersion } from "../../../server/src/workspace/installed.js";

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "threatline-"))));
afterEach(() => rmSync(folder, { recursive: true }));

function install(under: string, name: string, version: string, time = 1): void {
  const target = join(folder, under, "node_modules", name);
  mkdirSync(target, { recursive: true });
  writeFileSync(join(target, "package.json"), JSON.stringify({ name, version }));
  utimesSync(join(folder, under), time, time);
}

it("the workspace's own copy comes first, then the one that npx fetched last", () => {
  const version = () => installedVersion("@acme/mcp", join(folder, "app"), join(folder, "npm"));
  expect(version()).toBeUndefined();
  install("npm/_npx/one", "@acme/mcp", "1.2.0", 100);
  install("npm/_npx/two", "@acme/mcp", "1.3.0", 200);
  install("npm/_npx/three", "other", "9.0.0", 300);
  expect(version()).toBe("1.3.0");
  install("app", "@acme/mcp", "1.1.0");
  expect(version()).toBe("1.1.0");
});

it("a manifest that is no manifest is no version", () => {
  const target = join(folder, "node_modules", "acme");
  mkdirSync(target, { recursive: true });
  writeFileSync(join(target, "package.json"), "{ broken");
  expect(installedVersion("acme", folder, folder)).toBeUndefined();
});
