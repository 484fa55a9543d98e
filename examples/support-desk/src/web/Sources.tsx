import { useCompletion } from "@ai-sdk/react";
import DOMPurify from "dompurify";
import { marked } from "marked";

/** Articles that belong to the question, as a short list. */
export function Sources() {
  const { completion } = useCompletion({ api: "/api/chat/ask" });
  const html = DOMPurify.sanitize(marked.parse(completion, { async: false }));
  return <aside dangerouslySetInnerHTML={{ __html: html }} />;
}
