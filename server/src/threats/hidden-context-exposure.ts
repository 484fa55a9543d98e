import { isForTerminal } from "./terminal.js";
import type { Threat } from "./threat.js";
import { flowDraft, subject } from "./wording.js";

export const hiddenContextExposure: Threat = {
  id: "hidden-context-exposure",
  title: "A model's instructions are given back to a caller",
  severity: "warning",
  presets: { recommended: "info" },
  stride: ["information-disclosure"],
  references: ["LLM08:2026", "CWE-200"],
  local: true,
  needs: [{ labels: ["system-prompt"], sinks: ["response", "log"] }],
  *query(model) {
    for (const flow of model.flows) {
      const { source, sink } = flow;
      if (source.label !== "system-prompt" || (sink.kind !== "response" && sink.kind !== "log")) continue;
      if (isForTerminal(flow)) continue;
      const given = sink.kind === "response";
      // Through calls that nobody knows, anything may have come: settings, names, other texts.
      if (flow.confidence === "low") continue;
      const draft = flowDraft(flow, given ? "warning" : "info", [
        `${subject(source.what)} ${given ? "are given back in" : "are written to"} ${sink.what}.`,
        given
          ? "Who knows them knows which rules to get round, which tools there are and what else they say."
          : "Who reads the log knows which rules to get round and what else they say.",
        given ? "Give back only what the model answered." : "Log a name or a version of them instead.",
      ]);
      yield given ? draft : { ...draft, from: "all" };
    }
  },
  docs: {
    what: `The fixed text that a model is instructed with, or that is given to a property or exported under a name such as
\`systemPrompt\`, is also part of a response, for instance because the whole
conversation is given back, or is written to a log.`,
    why: `Instructions name rules, tools, formats and often people or systems. Whoever has them tries the ways around them at leisure, and
copies what took weeks to write.`,
    fix: `Give back the answer, or the messages without those of the role \`system\`. Keep nothing in the instructions that would do harm if
it were read: models repeat them when they are asked cleverly enough.`,
    bad: `import OpenAI from "openai";

const openai = new OpenAI();
const INSTRUCTIONS = "You answer for the bank. Offer at most ten percent, and never name the other offers.";

export async function offer(): Promise<Response> {
  const response = await openai.responses.create({
    model: "gpt-4.1-2025-04-14",
    instructions: INSTRUCTIONS,
    input: "Make an offer.",
    max_output_tokens: 200,
  });
  return Response.json({ instructions: INSTRUCTIONS, answer: response.output_text });
}
`,
    good: `import OpenAI from "openai";

const openai = new OpenAI();
const INSTRUCTIONS = "You answer for the bank. Offer at most ten percent, and never name the other offers.";

export async function offer(): Promise<Response> {
  const response = await openai.responses.create({
    model: "gpt-4.1-2025-04-14",
    instructions: INSTRUCTIONS,
    input: "Make an offer.",
    max_output_tokens: 200,
  });
  return Response.json({ answer: response.output_text });
}
`,
    whenNot: `What files in folders named \`scripts\`, \`bin\`, \`cli\` or \`examples\` print is for whoever runs them and not reported. Open-source applications have no hidden instructions: turn it off there. What a model repeats of its instructions by itself is
not seen. Texts of fewer than 40 characters are not counted as instructions.`,
  },
};
