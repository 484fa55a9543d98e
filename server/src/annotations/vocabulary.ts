/** The verbs of the `@threat:` family: what each takes, and what it needs before it counts. Plain data. */

export type ArgumentKind =
  | { is: "threat" }
  | { is: "one-of"; values: readonly string[] }
  | { is: "name"; optional: boolean; what: string }
  | { is: "text"; optional: boolean }
  | { is: "none" };

export type ValueKind =
  { is: "date" } | { is: "one-of"; values: readonly string[]; list?: boolean } | { is: "text"; what: string };

export interface VerbSpec {
  family: "treatment" | "fact" | "question";
  argument: ArgumentKind;
  required: readonly string[];
  keys: Readonly<Record<string, ValueKind>>;
  reason: "required" | "optional";
  /** One line for completion and hover. */
  summary: string;
}

const person: ValueKind = { is: "text", what: "a person or a team" };
const date: ValueKind = { is: "date" };
const ticket: ValueKind = { is: "text", what: "a ticket" };
const threat: ArgumentKind = { is: "threat" };

const EFFECTS = ["read", "write", "exec", "network", "pay"] as const;
export const DATA_LEVELS = ["public", "internal", "confidential", "restricted"] as const;
export const TRUST_LEVELS = ["untrusted", "semi-trusted", "trusted", "highly-trusted"] as const;
export const DATA_KINDS = [
  "pii",
  "phi",
  "pci",
  "financial",
  "credential",
  "ip",
  "business",
  "system-prompt",
  "embedding",
  "model-output",
] as const;

const wrapper = (what: string): VerbSpec => ({
  family: "fact",
  argument: { is: "name", optional: true, what },
  required: [],
  keys: {
    effect: { is: "one-of", values: EFFECTS, list: true },
    provider: { is: "text", what: "a provider" },
    region: { is: "text", what: "a region" },
    retention: { is: "text", what: "how long data is kept" },
  },
  reason: "optional",
  summary: `Declares ${what} that the catalogue does not know.`,
});

export const VERBS = {
  accept: {
    family: "treatment",
    argument: threat,
    required: ["by", "until"],
    keys: {
      by: person,
      until: date,
      ticket,
      residual: { is: "one-of", values: ["low", "medium", "high", "critical"] },
    },
    reason: "required",
    summary: "A named person lives with this threat until a date.",
  },
  mitigate: {
    family: "treatment",
    argument: threat,
    required: ["with"],
    keys: {
      with: { is: "text", what: "the function or control that stops it" },
      test: { is: "text", what: "a test, as path#name" },
    },
    reason: "optional",
    summary: "Something on the path stops this threat; checked against the code.",
  },
  transfer: {
    family: "treatment",
    argument: threat,
    required: ["to"],
    keys: { to: { is: "text", what: "who carries it instead" }, until: date, ticket },
    reason: "required",
    summary: "Someone else carries this threat.",
  },
  avoid: {
    family: "treatment",
    argument: threat,
    required: [],
    keys: {},
    reason: "required",
    summary: "The feature that would carry this threat is not offered.",
  },
  dismiss: {
    family: "treatment",
    argument: threat,
    required: ["kind"],
    keys: { kind: { is: "one-of", values: ["false-positive", "not-applicable"] } },
    reason: "required",
    summary: "The finding is wrong, or does not apply here.",
  },
  review: {
    family: "question",
    argument: { is: "text", optional: false },
    required: [],
    keys: { by: person, until: date },
    reason: "optional",
    summary: "An open question for a reviewer.",
  },
  data: {
    family: "fact",
    argument: { is: "one-of", values: DATA_LEVELS },
    required: [],
    keys: { kind: { is: "one-of", values: DATA_KINDS, list: true } },
    reason: "optional",
    summary: "How sensitive this value, field or parameter is.",
  },
  trust: {
    family: "fact",
    argument: { is: "one-of", values: TRUST_LEVELS },
    required: [],
    keys: {},
    reason: "optional",
    summary: "How far data from here is trusted.",
  },
  boundary: {
    family: "fact",
    argument: { is: "name", optional: false, what: "a zone" },
    required: [],
    keys: {},
    reason: "optional",
    summary: "The trust zone that this module, class or function belongs to.",
  },
  approval: {
    family: "fact",
    argument: { is: "none" },
    required: [],
    keys: {
      scope: { is: "text", what: "what is approved" },
      mode: { is: "one-of", values: ["always", "on-write", "on-risk"] },
      binds: { is: "one-of", values: ["args", "none"] },
      timeout: { is: "one-of", values: ["deny", "allow"] },
    },
    reason: "optional",
    summary: "A person approves what passes here.",
  },
  validates: {
    family: "fact",
    argument: { is: "one-of", values: ["prompt", "output", "tool-args", "url", "path", "schema"] },
    required: [],
    keys: {},
    reason: "optional",
    summary: "This function checks what it is given, and rejects what does not pass.",
  },
  agent: wrapper("an agent"),
  tool: wrapper("a tool"),
  model: wrapper("a model call"),
  store: wrapper("a store"),
  assume: {
    family: "fact",
    argument: { is: "text", optional: false },
    required: [],
    keys: { by: person, until: date },
    reason: "optional",
    summary: "Something the threat model takes for granted.",
  },
  owner: {
    family: "fact",
    argument: { is: "name", optional: false, what: "a person or a team" },
    required: [],
    keys: { by: person, until: date },
    reason: "optional",
    summary: "Who answers for this code.",
  },
} as const satisfies Record<string, VerbSpec>;

export type Verb = keyof typeof VERBS;
export type Treatment = "accept" | "mitigate" | "transfer" | "avoid" | "dismiss";

export function isVerb(word: string): word is Verb {
  return Object.hasOwn(VERBS, word);
}

/** The word of `known` that `word` is most likely a slip of: at most a third of it differs. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  let best: string | undefined;
  let least = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const candidate of known) {
    const cost = distance(word.toLowerCase(), candidate);
    if (cost < least) {
      least = cost;
      best = candidate;
    }
  }
  return best;
}

/** Insertions, deletions, replacements and swaps of neighbours between two words. */
function distance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 8 || a.length > 64) return 99;
  const rows: number[][] = [];
  for (let i = 0; i <= a.length; i++) {
    const row = [i];
    rows.push(row);
    for (let j = 1; j <= b.length; j++) {
      if (i === 0) {
        row.push(j);
        continue;
      }
      const above = rows[i - 1]!;
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min(above[j]! + 1, row[j - 1]! + 1, above[j - 1]! + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        cost = Math.min(cost, rows[i - 2]![j - 2]! + 1);
      }
      row.push(cost);
    }
  }
  return rows[a.length]![b.length]!;
}
