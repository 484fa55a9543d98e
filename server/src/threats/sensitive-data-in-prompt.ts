import type { Severity } from "../report/contract.js";
import type { ModelCall, TaintFlow } from "./model.js";
import type { Threat } from "./threat.js";
import { flowDraft, subject } from "./wording.js";

/** Models that run on the operator's own machines. */
const OWN_MODELS = /^(?:ollama|lm ?studio|llama\.?cpp|node-llama-cpp|transformers\.js|web-?llm|local)/i;
const OWN_ADDRESS =
  /^https?:\/\/(?:localhost|127(?:\.\d+){3}|\[::1\]|host\.docker\.internal|[^/:.]+)(?:[:/]|$)/i;

export const sensitiveDataInPrompt: Threat = {
  id: "sensitive-data-in-prompt",
  title: "Credentials or personal data are given to a model",
  severity: "warning",
  presets: { recommended: "info" },
  stride: ["information-disclosure"],
  references: ["LLM02:2026", "ASI06:2026", "CWE-201", "CWE-359"],
  needs: [{ labels: ["secret", "personal", "confidential", "caller-token"], sinks: ["prompt"] }],
  reads: { flows: ({ source, sink }) => sink.kind === "prompt" && source.label in KINDS, models: () => true },
  *query(model) {
    const models = new Map(model.models.map((call) => [call.element, call]));
    for (const flow of model.flows) {
      const { label } = flow.source;
      if (flow.sink.kind !== "prompt" || !(label in KINDS)) continue;
      const call = models.get(flow.sink.element);
      if (call && isOwn(call)) continue;
      yield draft(flow, KINDS[label as keyof typeof KINDS], call?.provider);
    }
  },
  docs: {
    what: `A credential of the environment, a token that a caller sent, or a property that by its name and by the name or type of its
object holds personal data (\`user.email\`, \`patient.diagnosis\`, \`customer.phone\`) becomes part of a prompt. So does what a
\`@threat:data\` comment declares to be a credential, personal, confidential or restricted. Models that run on the operator's own machine
are left out.`,
    why: `What is in a prompt leaves the application: the provider stores it, people there may read it, and the model can be talked into
repeating it to whoever asks next. A key in a prompt has to be exchanged; personal data needs a reason, and often a contract.`,
    fix: `Give the model only what the task needs: an id or a pseudonym in place of the person, the field removed or replaced before the
prompt is put together. Credentials belong in the code that calls an API, never in what the model reads.`,
    bad: `import OpenAI from "openai";

const openai = new OpenAI();

export async function summary(patient: { name: string; diagnosis: string; ssn: string }) {
  const response = await openai.responses.create({
    model: "gpt-4.1-2025-04-14",
    instructions: "Write a letter to the insurance company.",
    input: \`Number \${patient.ssn}, diagnosed with \${patient.diagnosis}\`,
    max_output_tokens: 500,
  });
  return response.output_text;
}
`,
    good: `import OpenAI from "openai";

const openai = new OpenAI();

export async function summary(patient: { id: string; ssn: string; visits: number }) {
  const response = await openai.responses.create({
    model: "gpt-4.1-2025-04-14",
    instructions: "Write a letter to the insurance company. Leave {NUMBER} for the number.",
    input: \`Case \${patient.id}, \${patient.visits} visits\`,
    max_output_tokens: 500,
  });
  return response.output_text.replace("{NUMBER}", () => patient.ssn);
}
`,
    whenNot: `Without a declaration only names say what personal data is: a whole record that is given to a model is not seen, nor a field
with an unusual name. Put \`// @threat:data restricted kind=pii\` above the field, or \`// @threat:data public\` where the name misleads.
Where the contract with the provider covers the data, accept the finding and say so. What people write about themselves in a chat
is not reported.`,
  },
};

function isOwn({ provider, endpoint }: ModelCall): boolean {
  return OWN_MODELS.test(provider) || (endpoint?.text !== undefined && OWN_ADDRESS.test(endpoint.text));
}

const KINDS = {
  secret: {
    severity: "error",
    why: "Whoever can make the model repeat its prompt, and everybody who reads the provider's records, can use the credential.",
    todo: "Keep it out of the prompt: use it in the code that calls the API.",
  },
  "caller-token": {
    severity: "error",
    why: "Whoever can make the model repeat its prompt, and everybody who reads the provider's records, can act as that caller.",
    todo: "Keep it out of the prompt: use it in the code that acts for the caller.",
  },
  personal: {
    severity: "warning",
    why: "The provider stores what it is sent, and the model can repeat it to others.",
    todo: "Leave the field out, or give an id or a pseudonym in its place.",
  },
  confidential: {
    severity: "warning",
    why: "It is declared confidential; the provider stores what it is sent, and the model can repeat it to others.",
    todo: "Leave it out or redact it first.",
  },
} as const satisfies Record<string, { severity: Severity; why: string; todo: string }>;

function draft(flow: TaintFlow, kind: (typeof KINDS)[keyof typeof KINDS], provider: string | undefined) {
  const to = provider === undefined ? "" : ` (${provider})`;
  const found = flowDraft(flow, kind.severity, [
    `${subject(flow.source.what)} becomes part of ${flow.sink.what}${to}.`,
    kind.why,
    kind.todo,
  ]);
  // Only a name says that it is personal.
  const { label, origin } = flow.source;
  return label === "personal" && origin !== "declaration" && found.confidence === "high"
    ? { ...found, confidence: "medium" as const }
    : found;
}
