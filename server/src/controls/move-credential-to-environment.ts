/** Moves a credential out of the source: the code reads it from the environment, `.env.example` names the variable. */
import {
  fileStyle,
  hasOtherEnvironment,
  literalSite,
  spanOf,
  type LiteralSite,
} from "../facts/sites/index.js";
import type { Control, ControlEdit, OffsetEdit } from "./control.js";
import { namedInExample } from "./environment-example.js";
import { environmentNameFor } from "./environment-names.js";

export const moveCredentialToEnvironment: Control = {
  id: "move-credential-to-environment",
  title: () => "Move the credential to the environment",
  // Until the variable is set where the program runs, it has no credential.
  safety: "needs-review",
  closes: ["hardcoded-credential"],
  edit(context) {
    const { finding } = context;
    const text = context.text(finding.file);
    if (text === undefined || hasOtherEnvironment(finding.file, text)) return undefined;
    const site = literalSite(finding.file, text, spanOf(text, finding.range));
    if (!site || site.value.trim() === "") return undefined;
    const { scheme, secret } = splitScheme(site.value);
    const name = environmentNameFor(site, secret, finding.sink.label);
    if (finding.file.endsWith(".json")) return reference(finding.file, site, name, scheme);
    const edit = site.setsEnvironment
      ? { ...site.setsEnvironment.line, newText: "" }
      : replacement(site, name, scheme, fileStyle(finding.file, text).quote);
    return { files: [{ file: finding.file, edits: [edit] }, ...namedInExample(context, [name])] };
  },
};

/** `Bearer sk-…` is a scheme and a secret. */
function splitScheme(value: string): { scheme: string; secret: string } {
  const parts = /^((?:Bearer|Basic|Token|Key|token|key|bot|Bot) +)(\S+)$/.exec(value);
  return parts ? { scheme: parts[1]!, secret: parts[2]! } : { scheme: "", secret: value };
}

/** How a configuration of tool servers names a variable of the environment; those left out cannot. */
const REFERENCES: readonly [RegExp, (name: string) => string][] = [
  [/(?:^|\/)\.(?:vscode|cursor|roo)\/[^/]+$|(?:^|\/)mcp_config\.json$/, (name) => `\${env:${name}}`],
  [/(?:^|\/)\.mcp\.json$/, (name) => `\${${name}}`],
];

function reference(file: string, site: LiteralSite, name: string, scheme: string): ControlEdit | undefined {
  const written = REFERENCES.find(([pattern]) => pattern.test(file))?.[1];
  return (
    written && {
      files: [{ file, edits: [{ ...site.replace, newText: JSON.stringify(scheme + written(name)) }] }],
    }
  );
}

function replacement(site: LiteralSite, name: string, scheme: string, quote: string): OffsetEdit {
  const read = /^[A-Za-z_$][\w$]*$/.test(name)
    ? `process.env.${name}`
    : `process.env[${quote}${name}${quote}]`;
  if (scheme) return { ...site.replace, newText: `\`${scheme}\${${read}}\`` };
  if (!site.needsText) return { ...site.replace, newText: read };
  const text = `${read} ?? ${quote}${quote}`;
  return { ...site.replace, newText: site.needsParentheses ? `(${text})` : text };
}
