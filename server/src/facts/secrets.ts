/** Credentials written in source: recognised by the text's own format, or by the name it is given. */
import { Op } from "./facts.js";
import type { Walker } from "./walker.js";

/**
 * Key formats as their issuers document them. Sources: the providers' API documentation and the public rule sets of
 * secret scanners such as gitleaks; each pattern needs the issuer's own prefix.
 */
const FORMATS: readonly { what: string; pattern: RegExp }[] = [
  { what: "Anthropic API key", pattern: /^sk-ant-(?:api|admin)\d{2}-[\w-]{20,}$/ },
  { what: "OpenRouter API key", pattern: /^sk-or-v1-[0-9a-f]{32,}$/ },
  { what: "OpenAI API key", pattern: /^sk-(?:proj-|svcacct-|admin-)?[A-Za-z0-9_-]{20,}$/ },
  { what: "Google API key", pattern: /^AIza[\w-]{35}$/ },
  { what: "Groq API key", pattern: /^gsk_[A-Za-z0-9]{40,}$/ },
  { what: "Hugging Face token", pattern: /^hf_[A-Za-z0-9]{30,}$/ },
  { what: "Replicate API token", pattern: /^r8_[A-Za-z0-9]{30,}$/ },
  { what: "xAI API key", pattern: /^xai-[A-Za-z0-9]{40,}$/ },
  { what: "Perplexity API key", pattern: /^pplx-[A-Za-z0-9]{40,}$/ },
  { what: "Tavily API key", pattern: /^tvly-(?:dev-|prod-)?[A-Za-z0-9]{20,}$/ },
  { what: "Pinecone API key", pattern: /^pcsk_[\w-]{40,}$/ },
  { what: "LangSmith API key", pattern: /^lsv2_(?:pt|sk)_[0-9a-f]{32}_[0-9a-f]{10}$/ },
  { what: "GitHub token", pattern: /^(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{50,})$/ },
  { what: "GitLab token", pattern: /^glpat-[\w-]{20,}$/ },
  { what: "Slack token", pattern: /^xox[abpers]-[A-Za-z0-9-]{20,}$/ },
  { what: "Stripe secret key", pattern: /^(?:sk|rk)_live_[A-Za-z0-9]{20,}$/ },
  { what: "AWS access key id", pattern: /^(?:AKIA|ASIA)[A-Z2-7]{16}$/ },
  { what: "npm token", pattern: /^npm_[A-Za-z0-9]{36}$/ },
  { what: "SendGrid API key", pattern: /^SG\.[\w-]{16,32}\.[\w-]{30,}$/ },
];

/** How every one of them begins: most texts need no closer look. */
const ISSUED =
  /^(?:sk-|AIza|gsk_|hf_|r8_|xai-|pplx-|tvly-|pcsk_|lsv2_|gh[pousr]_|github_pat_|glpat-|xox|sk_|rk_|AKIA|ASIA|npm_|SG\.)/;

/** Names that hold a credential when they hold a constant text. */
const SECRET_NAME =
  /^(?:.*[_-])?(?:api[_-]?key|apikey|secret[_-]?key|access[_-]?token|auth[_-]?token|client[_-]?secret|private[_-]?key)$/i;
const CAMEL_NAME = /(?:apiKey|secretKey|accessToken|authToken|clientSecret|ApiKey|SecretKey)$/;

/** Text that stands in for a secret: examples, placeholders, templates, and what local servers accept. */
const PLACEHOLDER =
  /^$|your|xxx|example|placeholder|change[-_]?me|dummy|fake|test|sample|insert|replace|redacted|\.\.\.|[<>{}$*\s]|^(?:sk-)?(.)\1+$|not[-_]?(?:needed|used|required)|ollama|lm-?studio|unused|none|null|undefined|1234567|abcdef/i;

/** Records the literal when its own text has the format of a known credential. */
export function formatSecret(walker: Walker, node: number, text: string): void {
  if (text.length < 16 || text.length > 300) return;
  if (text.startsWith("Bearer ")) return formatSecret(walker, node, text.slice(7).trim());
  if (!ISSUED.test(text)) return;
  const match = FORMATS.find(({ pattern }) => pattern.test(text));
  if (!match || PLACEHOLDER.test(text) || entropy(text) < 3) return;
  // Issuers draw keys at random: one of words alone, such as `sk-no-key-here`, is none.
  if (!/\d/.test(text.replace(/^[a-z]+\d?_/, ""))) return;
  record(walker, node, match.what, text, "format");
}

/** Records a constant text that is given the name of a credential. */
export function nameSecret(walker: Walker, name: string, node: number): void {
  const { graph } = walker;
  if (node < 0 || graph.op(node) !== Op.String) return;
  if (!SECRET_NAME.test(name) && !CAMEL_NAME.test(name)) return;
  const text = graph.name(node);
  // A secret is one long mixed token; words, URLs, header names and selectors are not.
  if (text.length < 20 || text.length > 300 || !/^[\w+/=.-]+$/.test(text)) return;
  if (!/\d/.test(text) || !/[A-Za-z]/.test(text) || /^[A-Z_]+$/.test(text)) return;
  if (PLACEHOLDER.test(text) || entropy(text) < 3.5) return;
  record(walker, node, `value of \`${name}\``, text, "name");
}

function record(walker: Walker, node: number, what: string, text: string, by: "format" | "name"): void {
  if (walker.secrets.some((secret) => secret.node === node)) return;
  const preview = `${text.slice(0, Math.min(8, text.length >> 2))}…`;
  walker.secrets.push({
    node,
    start: walker.graph.start(node),
    end: walker.graph.end(node),
    what,
    preview,
    by,
  });
}

/** Shannon entropy in bits a character. */
function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}
