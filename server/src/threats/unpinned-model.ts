import { datedVersion } from "../catalog/model-versions.js";
import type { ModelCall } from "./model.js";
import type { Draft, Threat } from "./threat.js";

export const unpinnedModel: Threat = {
  id: "unpinned-model",
  title: "A model's name may mean another model tomorrow",
  severity: "info",
  presets: { recommended: "off", strict: "info" },
  stride: ["tampering"],
  references: ["LLM04:2026", "ASI04:2026", "CWE-1357"],
  reads: { models: ({ generates, name }) => generates && name.value !== undefined },
  *query({ models }) {
    for (const call of models)
      if (call.generates && call.name.value !== undefined && isFloating(call.name.value) && isProviders(call))
        yield draft(call, models);
  },
  docs: {
    what: `A model is chosen by a name that its provider moves from one version to the next: \`gpt-4o\`, \`claude-sonnet-4-5\`,
\`gemini-flash-latest\`, or an open model without a tag or revision.`,
    why: `Prompts, guards and approvals are tested with one model. When the name starts to mean another, what it refuses, how it calls tools
and how it answers to injected text change overnight, with no commit to look at.`,
    fix: `Name the dated version (\`gpt-4o-2024-11-20\`), keep it in one place, and move to the next one in a change that runs the
evaluations.`,
    bad: `import OpenAI from "openai";

const openai = new OpenAI();

export function ask(question: string) {
  return openai.chat.completions.create({
    model: "gpt-4o",
    max_completion_tokens: 500,
    messages: [{ role: "user", content: question }],
  });
}
`,
    good: `import OpenAI from "openai";

const openai = new OpenAI();

export function ask(question: string) {
  return openai.chat.completions.create({
    model: "gpt-4o-2024-11-20",
    max_completion_tokens: 500,
    messages: [{ role: "user", content: question }],
  });
}
`,
    whenNot: `The preset \`recommended\` leaves it off: many providers announce changes, and some offer no dated names. Names that are not
constant are not judged, nor is what an address of one's own, or a deployment in Azure, makes of a name. Where some calls of a workspace name a dated version, the others stand out and are told so.`,
  },
};

/** Families whose providers publish dated or numbered versions of what the short name moves between. */
const ALIASES: readonly RegExp[] = [
  /^(?:gpt-[345]|o\d|chatgpt|computer-use|codex)[\w.-]*$/,
  /^claude-[\w.-]*$/,
  /^(?:anthropic|openai)\/[\w.-]+$/,
  /^(?:mistral|codestral|ministral|pixtral|magistral|devstral|open-mi[sx]tral)[\w.-]*$/,
  /^(?:models\/)?gemini-[\w.-]*$/,
  /^command[\w.-]*$/,
];

/**
 * Names without a date that their provider does not move: Anthropic's from version 4.6 on, and Google's of a generation that has
 * no numbered versions.
 */
const FIXED: readonly RegExp[] = [
  /^(?:anthropic\/)?claude-[a-z]+-(?:4[-.](?:[6-9]|\d\d)|(?:[5-9]|\d\d)(?:[-.]\d{1,2})?)$/,
  /^(?:models\/|google\/)?gemini-(?:2\.5|[3-9](?:\.\d+)?)-(?:pro|flash|flash-lite)(?:-image)?$/,
];

/** A date, a version that its provider does not move, a digest or a revision. */
const DATED =
  /(?:19|20)\d{2}-?\d{2}(?:-?\d{2})?(?!\d)|-\d{4}(?:-|$)|-\d{3}$|@[\w.-]+$|-v\d+:\d+$|^claude-(?:2|instant-1)\.\d$/;

function isFloating(name: string): boolean {
  if (/(?:^|[-:@])latest$/i.test(name)) return true;
  if (DATED.test(name) || FIXED.some((pattern) => pattern.test(name))) return false;
  return ALIASES.some((pattern) => pattern.test(name));
}

/** Who resolves a name: the provider itself, or a server of one's own that may make anything of it. */
function isProviders({ provider, endpoint, name }: ModelCall): boolean {
  if (/azure/i.test(provider)) return false;
  return endpoint?.text === undefined || name.value!.includes("/") || PROVIDERS.test(endpoint.text);
}

const PROVIDERS =
  /^https:\/\/(?:api\.(?:openai\.com|anthropic\.com|mistral\.ai|cohere\.com)|[\w-]+\.googleapis\.com)(?:[:/]|$)/;

function draft({ name, element, step, endpoint }: ModelCall, models: readonly ModelCall[]): Draft {
  const dated = models.find(
    (other) => other.generates && other.name.value !== undefined && DATED.test(other.name.value),
  );
  const at = name.step ?? step;
  const version = datedVersion(name.value!);
  return {
    severity: "info",
    confidence: dated ? "high" : "medium",
    message: [
      `"${name.value}" is a name that its provider moves to newer models.`,
      "What was tested is then no longer what runs, and no commit says so.",
      dated
        ? `Name a dated version, as "${dated.name.value}" is elsewhere in this workspace.`
        : `Name a dated version${version === undefined ? "" : `, such as "${version}"`}.`,
    ].join(" "),
    source: step,
    sink: at,
    path: [step, ...(endpoint ? [endpoint.step] : []), ...(at === step ? [] : [at])],
    elements: [element],
  };
}
