/** `l10n/bundle.l10n.json`: every text the client shows, for translators to start from. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const CLIENT = join(process.cwd(), "client", "src");
/** A call with its text as a literal; a text made at run time could not be translated. */
const CALL = /\bl10n\s*\.t\(\s*(?:("(?:[^"\\\n]|\\.)*")|([^)\s]))/g;

export async function outputs(): Promise<Record<string, string>> {
  const texts = new Set<string>();
  for (const path of (readdirSync(CLIENT, { recursive: true }) as string[]).sort()) {
    if (!path.endsWith(".ts")) continue;
    for (const [call, literal] of readFileSync(join(CLIENT, path), "utf8").matchAll(CALL)) {
      if (literal === undefined) throw new Error(`client/src/${path}: ${call}… is not a literal`);
      texts.add(JSON.parse(literal) as string);
    }
  }
  const sorted = [...texts].sort().map((text) => [text, text]);
  return { "l10n/bundle.l10n.json": JSON.stringify(Object.fromEntries(sorted)) };
}
