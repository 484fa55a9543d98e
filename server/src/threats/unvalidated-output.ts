import { fromModel } from "./output-flows.js";
import type { Threat } from "./threat.js";
import { flowDraft, subject } from "./wording.js";

export const unvalidatedOutput: Threat = {
  id: "unvalidated-output",
  title: "Model output is used as data without a schema",
  severity: "warning",
  stride: ["tampering"],
  references: ["LLM10:2026", "CWE-20", "CWE-1426"],
  local: true,
  *query(model) {
    for (const flow of model.flows) {
      if (flow.sink.kind !== "parse" || !fromModel(flow)) continue;
      // What matters by what is done with the answer afterwards is worth a look only where the answer surely gets here.
      const sure = flow.source.label !== "tool-input" && flow.confidence === "high";
      yield flowDraft(flow, sure ? "warning" : "info", [
        `${subject(flow.source.what)} is parsed by ${flow.sink.what} and used without a check of its shape.`,
        "A model can leave out fields, change types or be talked into other values, and the code goes on with them.",
        "Parse it with a schema and handle the case where it does not fit.",
      ]);
    }
  },
  docs: {
    what: `A model's answer is turned into data (\`JSON.parse\`, a YAML or lenient JSON parser) and its fields are used with no schema
in between. A type annotation or a cast is not a check: it is gone when the code runs. Where a step on the way is taken for granted, it
is information.`,
    why: `Answers vary. A missing field fails far from its cause; a number that is a text, or a role that should not exist, passes
quietly into decisions. When the model reads text that others wrote, they choose the values: an amount, an account, \`"isAdmin": true\`.`,
    fix: `Describe the shape once with a schema, use the SDK's structured output where it has one, and parse with it: \`safeParse\`,
then handle the failure (ask again, or answer that it did not work). Use enums and ranges, not only types.`,
    bad: `import Anthropic from "@anthropic-ai/sdk";

const anthropic = new Anthropic();

interface Triage {
  queue: string;
  refund: number;
}

export async function triage(ticket: string): Promise<Triage> {
  const message = await anthropic.messages.create({
    model: "claude-sonnet-4-20250514",
    max_tokens: 300,
    system: "Answer with JSON: queue, refund.",
    messages: [{ role: "user", content: ticket }],
  });
  const [block] = message.content;
  return JSON.parse(block?.type === "text" ? block.text : "{}") as Triage;
}
`,
    good: `import Anthropic from "@anthropic-ai/sdk";
import { z } from "zod";

const anthropic = new Anthropic();

const Triage = z.object({
  queue: z.enum(["billing", "technical", "sales"]),
  refund: z.number().min(0).max(100),
});

export async function triage(ticket: string) {
  const message = await anthropic.messages.create({
    model: "claude-sonnet-4-20250514",
    max_tokens: 300,
    system: "Answer with JSON: queue, refund.",
    messages: [{ role: "user", content: ticket }],
  });
  const [block] = message.content;
  const answer = Triage.safeParse(JSON.parse(block?.type === "text" ? block.text : "{}"));
  if (!answer.success) throw new Error("the answer does not have the expected shape");
  return answer.data;
}
`,
    whenNot: `Data that is only shown or stored as it came needs no schema. A hand-written check that looks at every field is seen when
it is a guard in the same workspace; otherwise dismiss the finding with a reason.`,
  },
};
