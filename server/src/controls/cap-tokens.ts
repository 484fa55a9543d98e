/** Limits how long a model's answer may become, by the option of its own SDK. */
import { registrationSite } from "../facts/sites/index.js";
import type { Control } from "./control.js";
import { FileEditor } from "./file-editor.js";

/** What answers of a chat rarely exceed: a start to be adjusted, which the title says. */
const TOKENS = 1024;

/** The option by the call, and the property that it is written before. */
const OPTIONS: readonly { call: RegExp; option: string; before: string }[] = [
  {
    call: /\.chat\.completions\.(?:create|parse|stream)\s*\($/,
    option: "max_completion_tokens",
    before: "messages",
  },
  { call: /\.responses\.(?:create|parse|stream)\s*\($/, option: "max_output_tokens", before: "input" },
  {
    call: /(?:^|[^\w.])(?:generateText|streamText|generateObject|streamObject)\s*\($/,
    option: "maxOutputTokens",
    before: "prompt",
  },
];

export const capTokens: Control = {
  id: "cap-tokens",
  title: () => `Limit the answer to ${TOKENS} tokens`,
  safety: "needs-review",
  closes: ["unbounded-consumption"],
  edit(context) {
    // A loop goes on however short each answer is.
    if (context.finding.path.some(({ kind }) => kind === "loop")) return undefined;
    const editor = FileEditor.of(context);
    const object = editor && registrationSite(editor.file, editor.text, editor.span)?.objects[0];
    if (!editor || !object || object.open) return undefined;
    const called = editor.text.slice(editor.span.start, object.span.start);
    const known = OPTIONS.find(({ call }) => call.test(called));
    if (!known || object.properties.some(({ name }) => name === known.option)) return undefined;
    editor.property(object, `${known.option}: ${TOKENS}`, known.before);
    return editor.done();
  },
};
