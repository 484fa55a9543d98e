import type { Severity } from "../report/contract.js";
import type { FlowSink } from "./model.js";
import { fromModel } from "./output-flows.js";
import type { Draft, Threat } from "./threat.js";
import { actor, flowDraft, subject } from "./wording.js";

export const uncheckedDispatch: Threat = {
  id: "unchecked-dispatch",
  title: "A model chooses which function or module runs",
  severity: "warning",
  stride: ["elevation-of-privilege"],
  references: ["LLM03:2026", "ASI02:2026", "CWE-470"],
  local: true,
  needs: [{ labels: ["model-output", "tool-input"], sinks: ["dispatch"] }],
  *query(model) {
    for (const flow of model.flows) {
      const choice = flow.sink.kind === "dispatch" ? CHOICES[flow.sink.among ?? "unknown"] : undefined;
      if (!choice || !fromModel(flow)) continue;
      const draft: Draft = flowDraft(flow, choice.severity, [
        `${subject(flow.source.what)} chooses ${choice.what}.`,
        `${actor(flow.source)} can have ${choice.can}.`,
        choice.todo,
      ]);
      yield choice.severity === "info" ? { ...draft, from: "strict" } : draft;
    }
  },
  docs: {
    what: `A name that a model wrote (the name of a tool, an action, a format) selects what runs: \`service[name]()\`, \`globalThis[name]()\`,
\`import(name)\`, \`require(name)\`, or an entry of a table that was not checked for being one of its own.`,
    why: `Objects have more members than the ones that were meant for the model: \`constructor\`, \`deleteAll\`, whatever a module exports for
others. A module that is chosen by name can be any file or package on the machine.`,
    fix: `Keep a constant table of what the model may choose, and refuse names that are not its own: \`Object.hasOwn(actions, name)\`, a
\`Map\`, or a \`z.enum\` of the names.`,
    bad: `import { generateText } from "ai";
import { openai } from "@ai-sdk/openai";

class Accounts {
  show() {
    return "an account";
  }
  removeAll() {
    return "nothing left";
  }
}

export async function act(request: string) {
  const { text } = await generateText({
    model: openai("gpt-4.1-2025-04-14"),
    prompt: \`Which action does this ask for? \${request}\`,
    maxOutputTokens: 10,
  });
  const accounts = new Accounts() as any;
  return accounts[text]();
}
`,
    good: `import { generateText } from "ai";
import { openai } from "@ai-sdk/openai";

const actions: Record<string, () => string> = {
  show: () => "an account",
};

export async function act(request: string) {
  const { text } = await generateText({
    model: openai("gpt-4.1-2025-04-14"),
    prompt: \`Which action does this ask for? \${request}\`,
    maxOutputTokens: 10,
  });
  if (!Object.hasOwn(actions, text)) throw new Error("no such action");
  return actions[text]!();
}
`,
    whenNot: `A table of functions that a name is looked up in without an own-property check is reported from the preset \`strict\` on: only
what every object inherits (\`constructor\`, \`toString\`) can be chosen besides. Objects of which nothing is known are not judged.`,
  },
};

const CHOICES: Record<
  NonNullable<FlowSink["among"]>,
  { severity: Severity; what: string; can: string; todo: string } | undefined
> = {
  modules: {
    severity: "error",
    what: "the module that is loaded",
    can: "any file or package of this machine run",
    todo: "Load modules from a constant table of names.",
  },
  members: {
    severity: "warning",
    what: "which member of an object is called",
    can: "every function called that the object has, also those that were not meant for the model",
    todo: "Keep a constant table of what may be called, and refuse other names with Object.hasOwn.",
  },
  table: {
    severity: "info",
    what: "an entry of a table, which is called",
    can: "what every object inherits called, such as constructor",
    todo: "Refuse names that are not the table's own with Object.hasOwn, or use a Map.",
  },
  unknown: undefined,
};
