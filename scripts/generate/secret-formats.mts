/**
 * Formats of secrets, from the rules that gitleaks maintains. Taken are those whose secret begins in a way of its own; rules that
 * need words around it are about configuration files as text, which a literal in a program is not.
 */
import { readFileSync } from "node:fs";

const SOURCE = "scripts/generate/gitleaks/gitleaks.toml";

/** What follows a secret in a file; a literal ends there. */
const ENDS = [
  "(?:[\\x60'\"\\s;]|\\\\[nr]|$)",
  "(?:[\\x60'\"\\s;]|\\\\[nr]|$|\\b)",
  "(?:[^\\w-]|\\z)",
  "(?:[^a-zA-Z0-9+/]|\\z)",
  "\\b",
];
/** A shorter beginning says nothing. */
const SHORTEST = 3;
/** What a literal of a program is not, or what is no whole credential. */
const LEFT_OUT = /^(?:jwt|private-key|curl-|kubernetes-|nuget-|age-|aws-amazon-bedrock-api-key-short)/;

/** Rules whose id is no name. */
const NAMES: Record<string, string> = {
  "aws-access-token": "AWS access key id",
  "aws-amazon-bedrock-api-key-long-lived": "Amazon Bedrock API key",
  "github-oauth": "GitHub OAuth token",
  "gitlab-ptt": "GitLab pipeline trigger token",
  "gitlab-rrt": "GitLab runner registration token",
  "sidekiq-sensitive-url": "Sidekiq address with a password",
};

/** How names are written that are no plain words. */
const WORDS: Record<string, string> = {
  ai: "AI",
  ca: "CA",
  clickhouse: "ClickHouse",
  flyio: "Fly.io",
  personnal: "personal",
  api: "API",
  aws: "AWS",
  cicd: "CI/CD",
  digitalocean: "DigitalOcean",
  gcp: "Google",
  github: "GitHub",
  gitlab: "GitLab",
  huggingface: "Hugging Face",
  id: "id",
  newrelic: "New Relic",
  npm: "npm",
  oauth: "OAuth",
  openai: "OpenAI",
  pat: "personal access token",
  planetscale: "PlanetScale",
  pypi: "PyPI",
  readme: "ReadMe",
  rubygems: "RubyGems",
  sendgrid: "SendGrid",
  sendinblue: "Brevo",
};

interface Format {
  what: string;
  /** The whole literal. */
  pattern: string;
  ignoreCase: boolean;
  /** In lower case: how every secret of the format begins. */
  starts: string[];
  /** Bits a character: less is a placeholder. */
  entropy?: number;
}

export async function outputs(): Promise<Record<string, string>> {
  const formats = rulesIn(readFileSync(SOURCE, "utf8")).flatMap(formatOf);
  return { "server/src/facts/secret-formats.json": JSON.stringify(formats) };
}

interface Rule {
  id: string;
  regex: string;
  entropy: number | undefined;
}

/** The rules of the file; its form is fixed enough to be read without a parser of the whole language. */
function rulesIn(toml: string): Rule[] {
  return toml
    .split(/^\[\[rules\]\]$/m)
    .slice(1)
    .flatMap((section) => {
      const [own = ""] = section.split(/^\[\[/m);
      const id = /^id = "(.+)"$/m.exec(own)?.[1];
      const regex = /^regex = '''(.+)'''$/m.exec(own)?.[1];
      const entropy = /^entropy = ([\d.]+)$/m.exec(own)?.[1];
      return id && regex ? [{ id, regex, entropy: entropy === undefined ? undefined : Number(entropy) }] : [];
    });
}

function formatOf({ id, regex, entropy }: Rule): Format[] {
  if (LEFT_OUT.test(id)) return [];
  const ignoreCase = regex.startsWith("(?i)");
  let pattern = (ignoreCase ? regex.slice(4) : regex)
    .replaceAll("[[:alnum:]]", "[A-Za-z0-9]")
    // Groups with flags of their own, as far as they are one class.
    .replaceAll("(?i:[a-z]{34})", "[A-Za-z]{34}")
    .replaceAll("(?i:[a-z0-9]{24})", "[A-Za-z0-9]{24}");
  if (/\(\?(?:[a-z-]*i|s|P)/.test(pattern)) return [];
  const end = ENDS.find((each) => pattern.endsWith(each));
  pattern = pattern.slice(pattern.startsWith("\\b") ? 2 : 0, end ? -end.length : undefined);
  const { starts } = startsOf(pattern);
  if (starts.length === 0 || starts.some((start) => start.length < SHORTEST)) return [];
  return [
    {
      what: nameOf(id),
      pattern: `^(?:${pattern})$`,
      ignoreCase,
      starts: [...new Set(starts.map((start) => start.toLowerCase()))].sort(),
      ...(entropy === undefined ? {} : { entropy }),
    },
  ];
}

/** `anthropic-api-key` is "Anthropic API key". */
function nameOf(id: string): string {
  if (NAMES[id]) return NAMES[id];
  const words = id
    .split("-")
    .map((word, at) => WORDS[word] ?? (at === 0 ? word[0]!.toUpperCase() + word.slice(1) : word));
  return words.join(" ");
}

/** How texts that match begin, as far as the pattern fixes it, and whether it fixes all of them. */
function startsOf(pattern: string): { starts: string[]; whole: boolean } {
  const branches = split(pattern);
  if (branches.length > 1) {
    const all = branches.map(startsOf);
    return { starts: all.flatMap(({ starts }) => starts), whole: all.every(({ whole }) => whole) };
  }
  let starts = [""];
  const add = (next: readonly string[]): void => {
    starts = starts.flatMap((start) => next.map((each) => start + each));
  };
  for (let at = 0; at < pattern.length;) {
    const { text, next } = atom(pattern, at);
    if (/[?*+{]/.test(pattern[next] ?? "")) return { starts, whole: false };
    if (text.startsWith("(")) {
      const inner = startsOf(text.replace(/^\((?:\?:)?/, "").slice(0, -1));
      add(inner.starts);
      if (!inner.whole) return { starts, whole: false };
    } else if (/^\[[\w-]{1,4}\]$/.test(text) && !text.includes("-")) add([...text.slice(1, -1)]);
    else if (text === "\\b") add([""]);
    else if (/^\\[^\w]$/.test(text)) add([text[1]!]);
    else if (/^[^\\[.$^]$/.test(text)) add([text]);
    else return { starts, whole: false };
    if (starts.length > 64) return { starts: [], whole: false };
    at = next;
  }
  return { starts, whole: true };
}

/** The alternatives of a pattern. */
function split(pattern: string): string[] {
  const branches = [""];
  for (let at = 0; at < pattern.length;) {
    const { text, next } = atom(pattern, at);
    if (text === "|") branches.push("");
    else branches[branches.length - 1] += text;
    at = next;
  }
  return branches;
}

/** One character, escape, class or group of a pattern. */
function atom(pattern: string, from: number): { text: string; next: number } {
  let at = from;
  if (pattern[at] === "\\") at += 2;
  else if (pattern[at] === "[") {
    at++;
    while (at < pattern.length && pattern[at] !== "]") at += pattern[at] === "\\" ? 2 : 1;
    at++;
  } else if (pattern[at] === "(") {
    at++;
    while (at < pattern.length && pattern[at] !== ")") at = atom(pattern, at).next;
    at++;
  } else at++;
  return { text: pattern.slice(from, at), next: at };
}
