/** Markdown for hovers. Names and labels come from analysed code, which an attacker may have written. */

/** Text that a Markdown renderer shows as it is: no links, images, HTML or formatting come to life. */
export function plain(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-.!|<>~&:@]/g, "\\$&").replace(/\s+/g, " ");
}

/** Text as inline code. */
export function code(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}${longest > 0 ? " " : ""}${text.replace(/\s+/g, " ")}${longest > 0 ? " " : ""}${fence}`;
}

/** The same for a client that shows plain text only. */
export function withoutMarkup(markdown: string): string {
  return markdown
    .replace(/\[([^\]]+)\]\(([^)]+)\)/g, "$1")
    .replace(/\*\*|^#+ /gm, "")
    .replace(/\\([^A-Za-z0-9\s])/g, "$1");
}
