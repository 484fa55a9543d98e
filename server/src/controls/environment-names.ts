/** Which environment variable a credential belongs in: the one its SDK reads, else one named after the code. */
import type { LiteralSite } from "../facts/sites/index.js";

/** By the issuer's prefix of the credential itself. */
const BY_PREFIX: readonly [RegExp, string][] = [
  [/^sk-ant-/, "ANTHROPIC_API_KEY"],
  [/^sk-or-/, "OPENROUTER_API_KEY"],
  [/^sk-(proj|svcacct|admin)-/, "OPENAI_API_KEY"],
  [/^gsk_/, "GROQ_API_KEY"],
  [/^hf_/, "HF_TOKEN"],
  [/^r8_/, "REPLICATE_API_TOKEN"],
  [/^xai-/, "XAI_API_KEY"],
  [/^pplx-/, "PERPLEXITY_API_KEY"],
  [/^tvly-/, "TAVILY_API_KEY"],
  [/^pcsk_/, "PINECONE_API_KEY"],
  [/^lsv2_/, "LANGSMITH_API_KEY"],
  [/^(gh[pousr]_|github_pat_)/, "GITHUB_TOKEN"],
  [/^glpat-/, "GITLAB_TOKEN"],
  [/^xoxb-/, "SLACK_BOT_TOKEN"],
  [/^xox/, "SLACK_TOKEN"],
  [/^(sk|rk)_live_/, "STRIPE_SECRET_KEY"],
  [/^(AKIA|ASIA)/, "AWS_ACCESS_KEY_ID"],
  [/^npm_/, "NPM_TOKEN"],
  [/^SG\./, "SENDGRID_API_KEY"],
];

/** By the class or function that receives it: what that SDK reads by itself. */
const BY_RECEIVER: readonly [RegExp, string][] = [
  [/^createGoogleGenerativeAI$/, "GOOGLE_GENERATIVE_AI_API_KEY"],
  [/Google|Gemini/, "GOOGLE_API_KEY"],
  [/AzureOpenAI|AzureChatOpenAI|createAzure/, "AZURE_OPENAI_API_KEY"],
  [/OpenRouter/, "OPENROUTER_API_KEY"],
  [/OpenAI/, "OPENAI_API_KEY"],
  [/Anthropic/, "ANTHROPIC_API_KEY"],
  [/Mistral/, "MISTRAL_API_KEY"],
  [/Groq/, "GROQ_API_KEY"],
  [/Cohere/, "COHERE_API_KEY"],
  [/Together/, "TOGETHER_API_KEY"],
  [/Replicate/, "REPLICATE_API_TOKEN"],
  [/Pinecone/, "PINECONE_API_KEY"],
  [/Tavily/, "TAVILY_API_KEY"],
  [/^createXai$/, "XAI_API_KEY"],
  [/^HfInference|InferenceClient$/, "HF_TOKEN"],
];

/** Second-level domains under which others are registered. */
const SHARED_DOMAIN = /^(?:co|com|org|net|gov|ac|edu)$/;

/** The variable for a credential that a server asks for: `GITHUB_TOKEN` for `api.github.com`. */
export function environmentNameOfHost(host: string, kind: "TOKEN" | "API_KEY"): string {
  const [, second = "", third] = host.replace(/:\d+$/, "").split(".").reverse();
  const owner = SHARED_DOMAIN.test(second) && third ? third : second;
  const known = BY_RECEIVER.find(([pattern]) => pattern.test(RECEIVERS[owner.toLowerCase()] ?? ""))?.[1];
  return known ?? (screaming(owner) ? `${screaming(owner)}_${kind}` : `SERVICE_${kind}`);
}

/** What the SDK of an owner of a domain is called. */
const RECEIVERS: Readonly<Record<string, string>> = {
  openai: "OpenAI",
  anthropic: "Anthropic",
  mistral: "Mistral",
  groq: "Groq",
  cohere: "Cohere",
  openrouter: "OpenRouter",
};

/** Names that say what a value is, but not whose. */
const GENERIC =
  /^(the|my)?_?(api_?key|key|token|secret|auth|password|credentials?|value|authorization|bearer|x_api_key)$/i;

/** The variable for a credential. `label` is what the finding calls it, such as "OpenAI API key". */
export function environmentNameFor(site: LiteralSite, secret: string, label: string): string {
  if (site.environment !== undefined) return site.environment;
  if (site.setsEnvironment) return site.setsEnvironment.name;
  const name = site.name && screaming(site.name);
  if (site.name && /^[A-Z][A-Z0-9_]*$/.test(site.name) && !GENERIC.test(site.name)) return site.name;
  const receiver = site.receiver?.name ?? "";
  return (
    BY_PREFIX.find(([prefix]) => prefix.test(secret))?.[1] ??
    BY_RECEIVER.find(([pattern]) => pattern.test(receiver))?.[1] ??
    (name && !GENERIC.test(name) ? name : undefined) ??
    fromLabel(label) ??
    name ??
    "API_KEY"
  );
}

function fromLabel(label: string): string | undefined {
  const words = /^[\w ]*\b(key|token|secret|key id)$/i.test(label.trim()) ? label.trim() : undefined;
  return words && screaming(words.replace(/ /g, "_"));
}

/** `openaiApiKey` → `OPENAI_API_KEY`; `x-api-key` → `X_API_KEY`; `OpenAI_API_key` → `OPENAI_API_KEY`. */
function screaming(name: string): string {
  return name
    .replace(/OpenAI/g, "Openai")
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replace(/[^A-Za-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "")
    .replace(/^(?=\d)/, "KEY_")
    .toUpperCase();
}
