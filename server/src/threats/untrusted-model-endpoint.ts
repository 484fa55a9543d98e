import { isClearText, nearAddress } from "./addresses.js";
import type { ModelCall, ThreatModel } from "./model.js";
import { isOwn } from "./origins.js";
import type { Draft, Threat } from "./threat.js";
import { actor, flowDraft, subject } from "./wording.js";

export const untrustedModelEndpoint: Threat = {
  id: "untrusted-model-endpoint",
  title: "A model is reached at an address that others can read or choose",
  severity: "warning",
  stride: ["spoofing", "tampering"],
  references: ["LLM04:2026", "ASI04:2026", "CWE-319", "CWE-918"],
  local: true,
  needs: [{ labels: ["untrusted", "outside"], sinks: ["model-endpoint"] }],
  *query(model) {
    const told = new Set<string>();
    for (const call of model.models) {
      const found = clearText(call);
      const place = found && `${found.sink.file}:${found.sink.line}:${found.sink.column}`;
      if (!found || told.has(place!)) continue;
      told.add(place!);
      yield found;
    }
    yield* chosen(model);
  },
  docs: {
    what: `The base address of a model's client is clear text (\`http://\`) on another machine, or comes from a request or outside content.`,
    why: `Prompts, answers and the API key travel there. Who reads the network reads them; who answers instead decides what the model says
and which tools it calls. A caller who names the address gets the key that is sent along.`,
    fix: `Use https and a constant address. Where several are needed, let the caller name one of a fixed table of them.`,
    bad: `import OpenAI from "openai";

const openai = new OpenAI({ baseURL: "http://models.example.com/v1" });

export function ask(question: string) {
  return openai.chat.completions.create({
    model: "llama-3.3-70b-versatile",
    messages: [{ role: "user", content: question }],
  });
}
`,
    good: `import OpenAI from "openai";

const openai = new OpenAI({ baseURL: "https://models.example.com/v1" });

export function ask(question: string) {
  return openai.chat.completions.create({
    model: "llama-3.3-70b-versatile",
    messages: [{ role: "user", content: question }],
  });
}
`,
    whenNot: `Addresses of this machine, of a container network and of private networks by name are not reported. A variable of the environment
or the command line is its operator's own choice.`,
  },
};

const NEAR = nearAddress("http", "svc", "cluster");

function clearText({ element, what, endpoint, step }: ModelCall): Draft | undefined {
  const address = endpoint?.text;
  if (!endpoint || address === undefined || !isClearText(address, NEAR)) return undefined;
  return {
    severity: "warning",
    confidence: "high",
    message: [
      `The ${what} goes to ${address} in clear text.`,
      "Anyone on the way reads prompts, answers and the key, and can answer in the model's place.",
      "Use https.",
    ].join(" "),
    source: endpoint.step,
    sink: endpoint.step,
    path: [endpoint.step, step],
    elements: [element],
  };
}

function* chosen({ flows }: ThreatModel): Iterable<Draft> {
  for (const flow of flows)
    if (flow.sink.kind === "model-endpoint" && !isOwn(flow.source))
      yield flowDraft(flow, "warning", [
        `${subject(flow.source.what)} decides where a model is reached (${flow.sink.what}).`,
        `${actor(flow.source)} can name a server of their own: it gets the prompts and the key, and its answers count as the model's.`,
        "Choose the address from a fixed table.",
      ]);
}
