import type { Given, ModelCall } from "./model.js";
import type { Draft, Threat } from "./threat.js";

export const unboundedConsumption: Threat = {
  id: "unbounded-consumption",
  title: "A model call or agent loop has no limit",
  severity: "info",
  presets: { recommended: "off", strict: "info" },
  stride: ["denial-of-service"],
  references: ["LLM06:2026", "ASI08:2026", "CWE-770"],
  local: true,
  *query(model) {
    for (const call of model.models) {
      const found = draft(call);
      if (found) yield found;
    }
  },
  docs: {
    what: `A model is called with no limit on the length of its answer, a model that calls tools has no limit on its steps, or a model is
called in a loop whose end the model itself decides. Only what is known to be missing is reported: options that come from elsewhere
count as given.`,
    why: `Whoever can make the model write, or keep it going round, spends money and time of the operator's: long answers, tools called
again and again, an agent that two documents send back and forth.`,
    fix: `Give every call a limit of tokens that fits its purpose, every agent a number of steps, and the whole a time after which it
is aborted. Limit what one user may spend in a day.`,
    bad: `import OpenAI from "openai";

const openai = new OpenAI();

export async function work(task: string): Promise<string[]> {
  const notes: string[] = [];
  for (;;) {
    const answer = await openai.chat.completions.create({
      model: "gpt-4.1-2025-04-14",
      messages: [{ role: "user", content: task + notes.join(" ") }],
    });
    const text = answer.choices[0]?.message.content ?? "";
    if (text === "done") return notes;
    notes.push(text);
  }
}
`,
    good: `import OpenAI from "openai";

const openai = new OpenAI({ timeout: 30_000 });

export async function work(task: string): Promise<string[]> {
  const notes: string[] = [];
  for (let step = 0; step < 8; step++) {
    const answer = await openai.chat.completions.create({
      model: "gpt-4.1-2025-04-14",
      max_completion_tokens: 800,
      messages: [{ role: "user", content: task + notes.join(" ") }],
    });
    const text = answer.choices[0]?.message.content ?? "";
    if (text === "done") break;
    notes.push(text);
  }
  return notes;
}
`,
    whenNot: `The preset \`recommended\` leaves it off: a provider's own maximum is enough for many programs, and limits that a gateway or the
provider's console sets cannot be seen. Switch it on where strangers decide how often a model runs.`,
  },
};

function isAbsent({ presence }: Given): boolean {
  return presence === "absent";
}

function draft({ element, what, step, limits, loop, generates }: ModelCall): Draft | undefined {
  if (!generates) return undefined;
  const endless = loop !== undefined && !loop.bounded;
  if (!endless && !isAbsent(limits.tokens)) return undefined;
  const missing = [
    ...(isAbsent(limits.tokens) ? ["the length of the answer"] : []),
    ...(endless ? ["the number of rounds"] : []),
    ...(isAbsent(limits.time) && endless ? ["the time"] : []),
  ];
  return {
    severity: "info",
    confidence: endless ? "medium" : "high",
    message: [
      `The ${what} has no limit on ${list(missing)}.`,
      "Whoever can make the model write, or keep it going round, spends the operator's money and time.",
      endless
        ? "Count the rounds and stop, and limit the tokens of each."
        : "Limit the tokens to what the answer is for.",
    ].join(" "),
    source: step,
    sink: step,
    path: endless ? [loop.step, step] : [step],
    elements: [element],
  };
}

function list(items: readonly string[]): string {
  return items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} or ${items.at(-1)}`;
}
