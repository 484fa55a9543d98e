/** Names the dated version of a model where a short name stands that its provider moves. */
import { datedVersion } from "../catalog/model-versions.js";
import { constantSite, spanOf } from "../facts/sites/index.js";
import type { Control } from "./control.js";

/**
 * Behind another address a name is whatever its server makes of it (a deployment, a route of a gateway), and the dated one
 * may not be there.
 */
const ELSEWHERE = /azure|base_?(?:url|path)|endpoint|deployment|gateway|openrouter|litellm|ollama|copilot/i;

export const pinModel: Control = {
  id: "pin-model",
  title: () => "Pin the model to the dated version that its name stands for",
  // Which version the name stands for can have changed since; the provider says which.
  safety: "needs-review",
  closes: ["unpinned-model"],
  edit({ finding, text }) {
    const source = text(finding.file);
    const through = new Set(finding.path.map(({ file }) => file));
    if (source === undefined || [...through].some((file) => ELSEWHERE.test(text(file) ?? "")))
      return undefined;
    const site = constantSite(finding.file, source, spanOf(source, finding.range));
    const version = site && datedVersion(site.value);
    if (!site || version === undefined) return undefined;
    // The text between the quotes.
    const edit = { start: site.span.start + 1, end: site.span.end - 1, newText: version };
    return { files: [{ file: finding.file, edits: [edit] }] };
  },
};
