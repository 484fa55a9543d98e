import type { TaintFlow } from "./model.js";
import { fromModel, outputDraft, outputFlows } from "./output-flows.js";
import type { Draft, Threat } from "./threat.js";

export const outputToHtml: Threat = {
  id: "output-to-html",
  title: "Model output is rendered as HTML",
  severity: "error",
  stride: ["tampering"],
  references: ["LLM10:2026", "CWE-79", "AML.T0077"],
  local: true,
  *query(model) {
    for (const flow of outputFlows(model, "html")) {
      const found = draft(flow);
      if (found) yield found;
    }
  },
  docs: {
    what: `Text that a model wrote, or other text from outside, becomes HTML without a sanitiser: \`innerHTML\`,
\`dangerouslySetInnerHTML\`, markdown turned into HTML, an HTML response, the address of a link or a frame.`,
    why: `Markup in an answer is run by the reader's browser. A document or message that the model summarises can make it answer
with an image whose address carries the conversation away, or with a script that acts as the signed-in reader.`,
    fix: `Render text as text: JSX escapes it. For markdown, use a renderer that leaves raw HTML out, or pass the result through a
sanitiser such as DOMPurify as the last step before it is shown. Let addresses through only when their scheme is \`https:\`.`,
    bad: `import { useChat } from "@ai-sdk/react";
import { marked } from "marked";

export function Answers() {
  const { messages } = useChat();
  return (
    <ul>
      {messages.map((message) => (
        <li
          key={message.id}
          dangerouslySetInnerHTML={{
            __html: marked.parse(message.parts.map((part) => (part.type === "text" ? part.text : "")).join("")) as string,
          }}
        />
      ))}
    </ul>
  );
}
`,
    good: `import { useChat } from "@ai-sdk/react";
import DOMPurify from "dompurify";
import { marked } from "marked";

export function Answers() {
  const { messages } = useChat();
  return (
    <ul>
      {messages.map((message) => (
        <li
          key={message.id}
          dangerouslySetInnerHTML={{
            __html: DOMPurify.sanitize(
              marked.parse(message.parts.map((part) => (part.type === "text" ? part.text : "")).join("")) as string,
            ),
          }}
        />
      ))}
    </ul>
  );
}
`,
    whenNot: `A strict content security policy lowers what injected markup can do; it is not seen from the code. Sanitisers are trusted
with their default settings: one that allows scripts or all attributes is not noticed.`,
  },
};

function draft(flow: TaintFlow): Draft | undefined {
  const { what } = flow.sink;
  if (what.startsWith("the address of a")) {
    // Links to what a search returned are the normal case; the one a model made up is not.
    if (!fromModel(flow)) return undefined;
    return outputDraft(
      flow,
      "warning",
      "",
      "make it run a script (javascript:) or lead to a page of theirs",
      "Let it through only when its scheme is https: and its host is one you know.",
    );
  }
  const response = what.endsWith("response");
  // What a service that the program asks has answered is handed on: its owner needs no such way.
  const handedOn = response && flow.source.origin === "http-response";
  return outputDraft(
    flow,
    handedOn ? "info" : response ? "warning" : "error",
    response ? ", which browsers read as HTML" : " as HTML",
    "run scripts as the person who looks at the page",
    response
      ? "Answer with JSON, or set a text content type."
      : "Render it as text, or sanitise it as the last step (DOMPurify).",
  );
}
