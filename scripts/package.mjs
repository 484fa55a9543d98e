/**
 * Builds and packages the extension into `dist/threatline.vsix`. What goes in is the allow-list of `.vscodeignore`;
 * dependencies are left out because the bundles contain them.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { dist, root, vsix } from "./lib/paths.mjs";
import { run, runNode, script } from "./lib/run.mjs";

await script(async () => {
  await runNode(join(root, "scripts", "build.mjs"), [], { failure: "build" });
  mkdirSync(dist, { recursive: true });
  const vsce = join(root, "node_modules", "@vscode", "vsce", "vsce");
  await run(
    process.execPath,
    [
      vsce,
      "package",
      "--no-dependencies",
      "--no-rewrite-relative-links",
      "--allow-missing-repository",
      "--out",
      vsix,
    ],
    { failure: "vsce package" },
  );
});
