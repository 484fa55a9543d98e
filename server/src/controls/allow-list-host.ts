/** Lets an address pass only when its host is on a list, and its scheme is https. */
import { addressSite } from "../facts/sites/index.js";
import type { Control } from "./control.js";
import { FileEditor } from "./file-editor.js";

export const allowListHost: Control = {
  id: "allow-list-host",
  title: ({ threat }) =>
    threat === "output-to-navigation"
      ? "Open only addresses whose host is on a list"
      : threat === "output-to-request"
        ? "Call only hosts that are on a list"
        : "Connect only to hosts that are on a list",
  // Nothing passes until a person names the hosts.
  safety: "needs-review",
  closes: ["output-to-request", "output-to-navigation", "untrusted-model-endpoint", "untrusted-tool-server"],
  edit(context) {
    const { threat, source } = context.finding;
    // Where the code itself names a server, nobody chooses its host.
    if (threat.startsWith("untrusted-") && source.kind !== "source") return undefined;
    const editor = FileEditor.of(context);
    const site = editor && addressSite(editor.file, editor.text, editor.span);
    if (!editor || !site || site.drawn) return undefined;
    const hosts = existingList(editor.text) ?? editor.declare("ALLOWED_HOSTS", hostList);
    const allowed = editor.declare("allowedAddress", (name) => allowedAddress(name, hosts));
    // Without an address of its own a client has that of its provider.
    const isLeftOut = threat === "untrusted-model-endpoint" && site.isOptional;
    const write = (source: string) =>
      site.object
        ? `new URL(${allowed}(${source}))`
        : `${isLeftOut ? `${source} && ` : ""}${allowed}(${source})`;
    return editor.wrap(site.whole, write) ? editor.done() : undefined;
  },
};

/** A set of hosts that the file has already. */
function existingList(text: string): string | undefined {
  return /^(?:export )?const (\w*allow\w*host\w*)\b[^=\n]*= new Set\b/im.exec(text)?.[1];
}

function hostList(name: string): string {
  return `// The hosts that may be reached. Nothing passes until they are named here, such as "api.example.com".
const ${name} = new Set«<string>»([]);`;
}

function allowedAddress(name: string, hosts: string): string {
  return `/** The address when it is encrypted and its host is allowed; an error otherwise. */
function ${name}(address«: string | URL»)«: string» {
  const url = new URL(address);
  if (url.protocol !== "https:" || !${hosts}.has(url.host)) {
    throw new Error(\`\${url.host} is not an allowed host\`);
  }
  return url.href;
}`;
}
