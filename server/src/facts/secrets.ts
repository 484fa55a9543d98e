/** Credentials written in source: recognised by the text's own format, or by the name it is given. */
import { Op } from "./facts.js";
import maintained from "./secret-formats.json";
import type { Walker } from "./walker.js";

interface Format {
  what: string;
  pattern: RegExp;
  /** In lower case: how every one of them begins. */
  starts: readonly string[];
  /** Bits a character: less is a placeholder. */
  entropy: number;
  /** It says so little of the key that words would fit: `sk-no-key-here` is none. */
  open: boolean;
}

/** Letters by which formats are looked up. */
const KEY = 3;
const LEAST_ENTROPY = 3;

/**
 * Issuers whose keys the maintained list does not know, or only in their newest form: the beginning is what the issuer's own
 * documentation shows, the rest is left as open as that.
 */
const DOCUMENTED: readonly Format[] = (
  [
    ["OpenRouter API key", "sk-or-v1-", /^sk-or-v1-[0-9a-f]{32,}$/],
    ["Anthropic API key", "sk-ant-", /^sk-ant-(?:api|admin)\d{2}-[\w-]{20,}$/],
    ["OpenAI API key", "sk-", /^sk-(?:proj-|svcacct-|admin-)?[A-Za-z0-9_-]{20,}$/],
    ["Groq API key", "gsk_", /^gsk_[A-Za-z0-9]{40,}$/],
    ["Replicate API token", "r8_", /^r8_[A-Za-z0-9]{30,}$/],
    ["xAI API key", "xai-", /^xai-[A-Za-z0-9]{40,}$/],
    ["Tavily API key", "tvly-", /^tvly-(?:dev-|prod-)?[A-Za-z0-9]{20,}$/],
    ["Pinecone API key", "pcsk_", /^pcsk_[\w-]{40,}$/],
    ["LangSmith API key", "lsv2_", /^lsv2_(?:pt|sk)_[0-9a-f]{32}_[0-9a-f]{10}$/],
    ["SendGrid API key", "sg.", /^SG\.[\w-]{16,32}\.[\w-]{30,}$/],
  ] as const
).map(([what, start, pattern]) => ({ what, pattern, starts: [start], entropy: LEAST_ENTROPY, open: true }));

const FORMATS = new Map<string, Format[]>();
for (const { what, pattern, ignoreCase, starts, entropy = LEAST_ENTROPY } of maintained as readonly {
  what: string;
  pattern: string;
  ignoreCase: boolean;
  starts: readonly string[];
  entropy?: number;
}[])
  enter({ what, pattern: new RegExp(pattern, ignoreCase ? "i" : ""), starts, entropy, open: false });
for (const format of DOCUMENTED) enter(format);

function enter(format: Format): void {
  for (const key of new Set(format.starts.map((start) => start.slice(0, KEY))))
    FORMATS.set(key, [...(FORMATS.get(key) ?? []), format]);
}

/** Names that hold a credential when they hold a constant text. */
const SECRET_NAME =
  /^(?:.*[_-])?(?:api[_-]?key|apikey|secret[_-]?key|access[_-]?token|auth[_-]?token|client[_-]?secret|private[_-]?key)$/i;
/** Variables of the environment, as configurations and launchers set them. */
const VARIABLE_NAME = /^(?:[A-Z0-9]+_)*(?:TOKEN|SECRET|PASSWORD|PASSPHRASE)$/;
const CAMEL_NAME = /(?:apiKey|secretKey|accessToken|authToken|clientSecret|ApiKey|SecretKey)$/;

/** Text that stands in for a secret: examples, placeholders, templates, and what local servers accept. */
const PLACEHOLDER =
  /^$|your|xxx|example|placeholder|change[-_]?(?:me|this|in)|insecure|dummy|fake|test|sample|insert|replace|redacted|\.\.\.|[<>{}$*\s]|^(?:sk-)?(.)\1+$|not[-_]?(?:needed|used|required)|ollama|lm-?studio|unused|none|null|undefined|1234567|abcdef/i;

/** How keys begin that their issuers mean for everybody who has the page or the app: Stripe, Clerk, PostHog, Supabase, Mapbox, RevenueCat. */
const FOR_EVERYBODY = /^(?:pk_(?:live|test)_|phc_|sb_publishable_|pk\.eyJ|appl_|goog_)/;

/** A token that says whom it stands for: Supabase gives every visitor of a page the one of `anon`. */
const ROLE = /^eyJ[\w-]+\.(eyJ[\w-]+)\.[\w-]+$/;

/** Whether a key is one that everybody who has the page or the app is given. */
function isForEverybody(text: string): boolean {
  const claims = ROLE.exec(text)?.[1];
  if (claims === undefined) return FOR_EVERYBODY.test(text);
  return /"role":\s*"anon"/.test(Buffer.from(claims, "base64url").toString());
}

/** The private half of a pair of keys, in armour: `-----BEGIN PRIVATE KEY-----`. What stands for one has dots or words in it. */
const PRIVATE_KEY =
  /^\s*-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----((?:[A-Za-z0-9+/=]|\s|\\[rn]){64,})-----END [A-Z0-9 ]*KEY(?: BLOCK)?-----\s*$/;
const BASE64_ENTROPY = 4.5;

/** A server's address with who signs in there: `postgres://app:secret@db.example.com/app`. */
const SIGNED_IN =
  /^(?:postgres(?:ql)?|mysql|mariadb|mongodb(?:\+srv)?|rediss?|amqps?|mssql):\/\/[^\s:@/]*:([^\s@/]{8,})@([^\s:/?]+)/i;
/** Machines that nobody else reaches, and names that stand for one. */
const NEAR = /^(?:localhost|\d+(?:\.\d+){3}|[^.]+|.*\.(?:local|internal))$/i;
const COMMON_PASSWORD = /pass|secret|postgres|mysql|mongo|redis|admin|root|user|guest|rabbit|pwd/i;
/** An address that brings its own key: `https://tools.example.com/mcp?apiKey=…`. */
const KEY_IN_ADDRESS =
  /^(?:https?|wss?):\/\/[^\s?]+\?(?:[^\s#]*&)?(?:api_?key|access_?token|token|secret)=([^\s&#]+)/i;

/** Records the literal when its own text has the format of a known credential. */
export function formatSecret(walker: Walker, node: number, text: string): void {
  if (text.includes("-----BEGIN")) {
    const [, body = ""] = PRIVATE_KEY.exec(text) ?? [];
    if (entropy(body) >= BASE64_ENTROPY) record(walker, node, "private key", text.trim(), "format");
    return;
  }
  if (text.length < 16 || text.length > 300) return;
  if (text.includes("://")) return addressSecret(walker, node, text);
  if (text.startsWith("Bearer ")) return formatSecret(walker, node, text.slice(7).trim());
  const start = text.slice(0, 24).toLowerCase();
  const match = FORMATS.get(start.slice(0, KEY))?.find(
    ({ starts, pattern }) => starts.some((each) => start.startsWith(each)) && pattern.test(text),
  );
  if (!match || PLACEHOLDER.test(text) || isForEverybody(text) || entropy(text) < match.entropy) return;
  // Issuers draw keys at random.
  if (match.open && !/\d/.test(text.replace(/^[a-z]+\d?_/, ""))) return;
  record(walker, node, match.what, text, "format");
}

/** Records an address that a credential is part of. */
function addressSecret(walker: Walker, node: number, text: string): void {
  const [, key = ""] = KEY_IN_ADDRESS.exec(text) ?? [];
  if (isToken(key)) return record(walker, node, "key in an address", key, "name");
  const [, password = "", host = ""] = SIGNED_IN.exec(text) ?? [];
  if (password === "" || NEAR.test(host) || PLACEHOLDER.test(password) || COMMON_PASSWORD.test(password))
    return;
  if (!/^db\.host|example/i.test(host)) record(walker, node, "password in an address", password, "name");
}

/** What a flag of a command line, or a header, is given. */
const FLAG = /^--?(?:api[-_]?key|api[-_]?token|access[-_]?token|auth[-_]?token|token|secret)$/i;
const SCHEME = /^(?:Bearer|Token|Basic)\s+/i;

/** Records arguments of a command line that are credentials: `["--api-key", "…"]`. */
export function flagSecrets(walker: Walker, items: readonly number[]): void {
  const { graph } = walker;
  items.forEach((item, index) => {
    const flag = items[index - 1] ?? -1;
    if (item < 0 || flag < 0 || graph.op(item) !== Op.String || graph.op(flag) !== Op.String) return;
    const text = graph.name(item);
    if (FLAG.test(graph.name(flag)) && isToken(text))
      record(walker, item, `value of ${graph.name(flag)}`, text, "name");
  });
}

/** Records a constant text that is given the name of a credential. */
export function nameSecret(walker: Walker, name: string, node: number): void {
  const { graph } = walker;
  if (node < 0 || graph.op(node) !== Op.String) return;
  const given = graph.name(node);
  const isHeader = /^authorization$/i.test(name) && SCHEME.test(given);
  if (!isHeader && !SECRET_NAME.test(name) && !CAMEL_NAME.test(name) && !VARIABLE_NAME.test(name)) return;
  const text = isHeader ? given.replace(SCHEME, "") : given;
  if (isToken(text)) record(walker, node, `value of \`${name}\``, text, "name");
}

/** Whether a text may be a key that somebody drew at random. */
function isToken(text: string): boolean {
  // A secret is one long mixed token; words, URLs, header names and selectors are not.
  if (text.length < 20 || text.length > 300 || !/^[\w+/=.-]+$/.test(text)) return false;
  if (!/\d/.test(text) || !/[A-Za-z]/.test(text)) return false;
  return !PLACEHOLDER.test(text) && !isForEverybody(text) && entropy(text) >= 3.5;
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
