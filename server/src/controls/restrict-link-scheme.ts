/** Lets only web addresses become links: `javascript:` and its like are text that runs. */
import { addressSite } from "../facts/sites/index.js";
import type { Control } from "./control.js";
import { FileEditor } from "./file-editor.js";

export const restrictLinkScheme: Control = {
  id: "restrict-link-scheme",
  title: () => "Let only web addresses (https, http) become links",
  // An address of another kind, and one without a host, is no link any more.
  safety: "needs-review",
  closes: ["output-to-html"],
  edit(context) {
    const editor = FileEditor.of(context);
    const site = editor && addressSite(editor.file, editor.text, editor.span);
    if (!editor || !site?.drawn || !/^(href|src)$/.test(site.attribute ?? "")) return undefined;
    const link = editor.declare("webLink", webLink);
    return editor.wrap(site.whole, (source) => `${link}(${source})`) ? editor.done() : undefined;
  },
};

function webLink(name: string): string {
  return `/** The address when a browser opens it as a page; no address otherwise. */
function ${name}(address«: string | undefined»)«: string | undefined» {
  if (!address || !URL.canParse(address)) return undefined;
  const url = new URL(address);
  return url.protocol === "https:" || url.protocol === "http:" ? url.href : undefined;
}`;
}
