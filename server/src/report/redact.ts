/** Keeps the secrets that were found out of reports: those end up in build logs and tickets. */
import type { Finding } from "./contract.js";

const CREDENTIAL_THREATS = new Set(["hardcoded-credential", "credential-in-client"]);
/** Characters of a secret that stay: enough to recognise whose format it is. */
const SHOWN = 7;
const LITERAL = /(["'`])((?:(?!\1)[^\\\n]|\\.){12,})\1/g;

/**
 * A view of texts in which the secrets of these findings are replaced by dots, one for each UTF-16 unit, so that every
 * line and column stays where it is.
 */
export function redacted(
  findings: readonly Finding[],
  text: (file: string) => string | undefined,
): (file: string) => string | undefined {
  const places = new Map<string, Finding[]>();
  for (const finding of findings) {
    if (!CREDENTIAL_THREATS.has(finding.threat)) continue;
    places.set(finding.file, [...(places.get(finding.file) ?? []), finding]);
  }
  const texts = new Map<string, string | undefined>();
  return (file) => {
    const secrets = places.get(file);
    if (secrets === undefined) return text(file);
    if (!texts.has(file)) texts.set(file, withoutSecrets(text(file), secrets));
    return texts.get(file);
  };
}

function withoutSecrets(text: string | undefined, findings: readonly Finding[]): string | undefined {
  if (text === undefined) return undefined;
  const lines = text.split("\n");
  for (const { range } of findings) {
    for (let number = range.start.line; number <= range.end.line; number++) {
      const line = lines[number - 1];
      if (line === undefined) continue;
      // One more on both sides, should the range leave out the quotes.
      const from = number === range.start.line ? Math.max(0, range.start.column - 2) : 0;
      const to = number === range.end.line ? range.end.column : line.length;
      lines[number - 1] = line.slice(0, from) + hide(line.slice(from, to)) + line.slice(to);
    }
  }
  return lines.join("\n");
}

function hide(code: string): string {
  return code.replace(LITERAL, (_, quote: string, secret: string) => {
    return quote + secret.slice(0, SHOWN) + "•".repeat(secret.length - SHOWN) + quote;
  });
}
