import { marked } from "marked";

/** An answer of the assistant, with its lists and links. */
export function Answer({ markdown }: { markdown: string }) {
  const html = marked.parse(markdown, { async: false });
  return <article className="answer" dangerouslySetInnerHTML={{ __html: html }} />;
}
