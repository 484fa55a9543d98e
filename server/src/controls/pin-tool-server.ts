/** Pins what a package runner fetches to the version that is on this machine already. */
import { literalSite, spanOf } from "../facts/sites/index.js";
import type { Control } from "./control.js";

/** Input: `version`, the one that was last fetched or installed here; without it there is nothing to pin to. */
export const pinToolServer: Control = {
  id: "pin-tool-server",
  title: () => "Pin the MCP server to the version that is installed here",
  safety: "needs-review",
  closes: ["untrusted-tool-server"],
  edit({ finding, text, input }) {
    const { version = "" } = input;
    const source = text(finding.file);
    if (source === undefined || !/^\d+\.\d+\.\d+/.test(version)) return undefined;
    const span = spanOf(source, finding.range);
    const site = literalSite(finding.file, source, span);
    const name = site && packageName(finding.sink.label);
    if (!name || !site.value.includes(finding.sink.label)) return undefined;
    const written = source.slice(site.replace.start, site.replace.end);
    const newText = written.replace(finding.sink.label, () => `${name}@${version}`);
    return newText === written
      ? undefined
      : { files: [{ file: finding.file, edits: [{ ...site.replace, newText }] }] };
  },
};

/** The name in an npm specifier without its version or tag: `@acme/mcp@latest` is `@acme/mcp`. */
export function packageName(specifier: string): string | undefined {
  return /^((?:@[\w.-]+\/)?[\w.-]+)(?:@[^/@]*)?$/.exec(specifier)?.[1];
}
