/** What a policy says against something, in words, and which of its lists would have to name what. */
import type { Policy } from "./policy.js";

/** The lists of a policy by which something can be allowed. */
export type PolicyList = "providers" | "models" | "tools" | "effects" | "toolServers";

export interface Violation {
  list: PolicyList;
  /** What the list does not name. */
  name: string;
}

/** Each sentence stands beside the pattern that reads it. */
const SENTENCES: Readonly<
  Record<PolicyList, { says: (allowed: string, name: string, whose: string) => string; names: RegExp }>
> = {
  providers: {
    says: (allowed, name) => `The policy allows models of ${allowed}; this one is called at ${name}.`,
    names: /^The policy allows models of .*?; this one is called at (.+?)\.(?: Somebody|$)/,
  },
  models: {
    says: (allowed, name) => `The policy allows the models ${allowed}; this calls ${name}.`,
    names: /^The policy allows the models .*?; this calls (.+?)\.(?: Somebody|$)/,
  },
  tools: {
    says: (allowed, name) => `The policy allows the tools ${allowed}; this one is ${name}.`,
    names: /^The policy allows the tools .*?; this one is (.+?)\.(?: Somebody|$)/,
  },
  effects: {
    says: (allowed, name, whose) => `The policy allows tools to ${allowed}; ${whose.replace("()", name)}.`,
    names: /^The policy allows tools to .*?; .*? can (\w+) \(.*\)\.(?: Somebody|$)/,
  },
  toolServers: {
    says: (allowed, name, whose) => `The policy allows the MCP servers ${allowed}; ${whose} is ${name}.`,
    names: /^The policy allows the MCP servers .*?; .*? is (.+?)\.(?: Somebody|$)/,
  },
};

/**
 * The sentence of a violation.
 * @param whose for `effects` what the tool can do, with `()` for the effect; for `toolServers` the server's name
 */
export function sentenceOf({ list, name }: Violation, policy: Policy, whose = ""): string {
  const allowed: readonly string[] = policy[list] ?? [];
  return SENTENCES[list].says(allowed.length === 0 ? "(none)" : allowed.join(", "), name, whose);
}

/** The violation that a finding's message begins with; undefined where no list could allow it. */
export function violationIn(message: string): Violation | undefined {
  for (const [list, { names }] of Object.entries(SENTENCES)) {
    const name = names.exec(message)?.[1];
    if (name !== undefined) return { list: list as PolicyList, name };
  }
  return undefined;
}

/** What a tool does that nobody approves, although the policy wants it. */
export function sentenceOfUnapproved(tool: string, effect: string, what: string): string {
  return `The policy wants a person to approve what the tool ${tool} does (${effect}: ${what}).`;
}

export function isUnapproved(message: string): boolean {
  return message.startsWith("The policy wants a person to approve ");
}

/** What says that a line of the surface was not reviewed, and the line in it. */
export function sentenceOfUnreviewed(key: string): string {
  return `This is not in the reviewed threat model: ${key}.`;
}

export function unreviewedIn(message: string): string | undefined {
  return /^This is not in the reviewed threat model: (.*?)\.(?: What an AI|$)/s.exec(message)?.[1];
}
