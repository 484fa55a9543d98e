/** The page that the map's webview starts from: one script, one style, and a policy that allows nothing else. */
import { randomBytes } from "node:crypto";
import type { MapStrings } from "./strings.js";

export interface PageParts {
  /** Origin that the webview may load scripts and styles from. */
  cspSource: string;
  script: string;
  style: string;
  strings: MapStrings;
  language: string;
}

export function mapPage(parts: PageParts): string {
  const nonce = randomBytes(18).toString("base64");
  // Setting styles from script is allowed by this policy; style attributes in markup are not.
  const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src ${parts.cspSource};`;
  return `<!DOCTYPE html>
<html lang="${escapeAttribute(parts.language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeAttribute(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${escapeAttribute(parts.style)}">
<title>${escapeAttribute(parts.strings.title)}</title>
</head>
<body data-strings="${escapeAttribute(JSON.stringify(parts.strings))}">
<script nonce="${nonce}" src="${escapeAttribute(parts.script)}"></script>
</body>
</html>`;
}

function escapeAttribute(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/"/g, "&quot;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
}
