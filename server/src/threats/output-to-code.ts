import { outputDraft, outputFlows } from "./output-flows.js";
import type { Threat } from "./threat.js";

export const outputToCode: Threat = {
  id: "output-to-code",
  title: "Model output runs as code",
  severity: "error",
  stride: ["elevation-of-privilege"],
  references: ["LLM10:2026", "ASI05:2026", "CWE-94", "CWE-95", "AML.T0050"],
  local: true,
  *query(model) {
    for (const flow of outputFlows(model, "code"))
      yield outputDraft(
        flow,
        "error",
        ", which runs it as code",
        "run code of their own in this process",
        "Let the model choose from named operations instead, or run its code in a sandbox without secrets or network.",
      );
  },
  docs: {
    what: `Text that a model wrote, or other text from outside, is run as code: \`eval\`, \`new Function\`, \`node:vm\`, a template compiler,
a script in a browser page, or an interpreter's run call.`,
    why: `Code that runs in the process has all of it: environment variables, open connections, files. \`node:vm\` is not a security
boundary, and template compilers turn text into JavaScript. One instruction hidden in a page or a document that the model reads
is enough to have it write the attacker's code instead of the expected expression.`,
    fix: `Have the model choose: an operation from a \`z.enum\` and typed operands, which your code carries out. Where free code is
the feature, run it in an isolated machine or container with no credentials, no network it does not need, and limits on time and
memory.`,
    bad: `import OpenAI from "openai";

const openai = new OpenAI();

export async function plot(question: string, rows: number[]) {
  const completion = await openai.chat.completions.create({
    model: "gpt-4.1-2025-04-14",
    messages: [
      { role: "system", content: "Answer with a JavaScript expression over the array rows. No prose." },
      { role: "user", content: question },
    ],
  });
  const expression = completion.choices[0]?.message.content ?? "0";
  return new Function("rows", "return " + expression)(rows);
}
`,
    good: `import OpenAI from "openai";
import { zodResponseFormat } from "openai/helpers/zod";
import { z } from "zod";

const openai = new OpenAI();
const Answer = z.object({ operation: z.enum(["sum", "max", "count"]) });
const operations = {
  sum: (rows: number[]) => rows.reduce((total, row) => total + row, 0),
  max: (rows: number[]) => Math.max(...rows),
  count: (rows: number[]) => rows.length,
};

export async function plot(question: string, rows: number[]) {
  const completion = await openai.chat.completions.parse({
    model: "gpt-4.1-2025-04-14",
    messages: [
      { role: "system", content: "Choose the operation that answers the question." },
      { role: "user", content: question },
    ],
    response_format: zodResponseFormat(Answer, "answer"),
  });
  const answer = Answer.parse(completion.choices[0]?.message.parsed);
  return operations[answer.operation](rows);
}
`,
    whenNot: `Hosted sandboxes made for model-written code are known as tools that execute, not as this sink. A sandbox the catalogue
does not know is reported until a row for it is added.`,
  },
};
