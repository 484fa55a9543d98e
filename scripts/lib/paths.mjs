/** Where things are, so that every script means the same folder by the same name. Absolute paths. */
import { fileURLToPath } from "node:url";
import { join } from "node:path";

export const root = fileURLToPath(new URL("../../", import.meta.url)).replace(/[\\/]$/, "");
export const dist = join(root, "dist");
/** The packaged extension that `npm run package` writes and the editor tests install. */
export const vsix = join(dist, "threatline.vsix");
/** Everything downloaded for tests and for the served editor; never committed, safe to delete. */
export const vscodeTest = join(root, ".vscode-test");
export const sampleApp = join(root, "examples", "support-desk");
