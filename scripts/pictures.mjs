/** `npm run pictures`: takes the read-me's pictures of the real editor anew, into `docs/images`. */
import { join } from "node:path";
import { root } from "./lib/paths.mjs";
import { run, script } from "./lib/run.mjs";

await script(async () => {
  const vitest = join(root, "node_modules", "vitest", "vitest.mjs");
  await run(process.execPath, [vitest, "run", "--project", "editor", "test/editor/pictures.test.ts"], {
    env: { ...process.env, THREATLINE_KEEP_PICTURES: "1" },
    failure: "taking the pictures",
  });
});
