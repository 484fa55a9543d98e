/** What says that a caller is known: names of functions and middleware, headers, secrets that are compared. It only silences. */
import { Op, type Graph } from "../facts/facts.js";
import type { FileIndex } from "./file-index.js";

/** "getApiKeysFromCookie" as "get api keys from cookie". */
function words(name: string): string {
  return name
    .replace(/([a-z\d])([A-Z])|([A-Z]+)(?=[A-Z][a-z])/g, "$1$3 $2")
    .replace(/[_\-.]+/g, " ")
    .toLowerCase();
}

/** What establishes it by itself, whatever stands around it. */
const SAYS =
  /\b(?:(?:[a-z]*)auth(?!ors?\b|ored\b|oring\b)[a-z]*|verif\w*|permissions?|protect\w*|\w*guard\w*|signatures?|jwt|principal|log ?in|sign ?in|is ?admin|bearer)\b/;
const CHECKED = String.raw`(?:check|validat\w*|valid|require|assert|ensure|decode|with|is|has|use|introspect|unseal)`;
/** What does so only where it is checked: programs have keys, tokens and sessions of their own. */
const CHECKS = new RegExp(
  [
    String.raw`\b${CHECKED}\b.*\b(?:api ?keys?|tokens?|credentials?|secret|access|session|roles?|user|allowed)\b`,
    String.raw`\b(?:api ?key|token|credentials?|secret|access|session|role|user)\b.*\b(?:check|valid\w*|required?|middleware)\b`,
    String.raw`\b(?:get|current|server|fetch|load|read|find|retrieve|resolve)\b.*\b(?:sessions?|user|role|identity)\b`,
    String.raw`^(?:get )?token$|^session$|^(?:current )?user$|^access control$|\ballowed (?:user|caller|ip|email)`,
  ].join("|"),
);

/** The name of a function that is called on the way to what it guards. */
export function isAuthCall(name: string): boolean {
  const said = words(name);
  return SAYS.test(said) || CHECKS.test(said);
}

/** The name of something that a route is registered with: it does nothing but let pass or refuse. */
export function isAuthMiddleware(name: string): boolean {
  return (
    isAuthCall(name) ||
    /\b(?:api ?keys?|tokens?|sessions?|credentials?|access|users?|allowed)\b/.test(words(name))
  );
}

/** Headers that tell who sends a request. */
const CALLER_HEADER =
  /^(?:authorization|cookie|api-?key|x-.*(?:key|token|secret|signature|auth|user).*|.*-signature|stripe-signature)$/i;

export function isCallerHeader(name: string): boolean {
  return CALLER_HEADER.test(name);
}

/** Variables of the environment that hold what a caller has to know. */
export function isSharedSecret(name: string): boolean {
  return /SECRET|TOKEN|PASSWORD|PASSCODE|ACCESS_CODE|(?:^|_)(?:API_?)?KEY$/i.test(name);
}

const proofs = new WeakMap<Graph, readonly { what: string; node: number }[]>();

/** Reads of what only a known caller sends: a header, or something that is compared with a shared secret. */
export function callersProof(graph: Graph, index: FileIndex): readonly { what: string; node: number }[] {
  let found = proofs.get(graph);
  if (!found) proofs.set(graph, (found = [...proofsIn(graph, index)]));
  return found;
}

function* proofsIn(graph: Graph, index: FileIndex): Iterable<{ what: string; node: number }> {
  for (const [name, members] of index.members)
    if (isCallerHeader(name)) for (const node of members) yield { what: `the header ${name}`, node };
    else if (isSharedSecret(name))
      for (const node of members)
        if (graph.uses(node).some((use) => graph.op(use) === Op.Compare))
          yield { what: `the secret ${name}`, node };
  for (const reader of ["get", "header", "getHeader"])
    for (const node of index.calls.get(reader)) {
      const key = graph.arg(node, 1);
      if (key >= 0 && graph.op(key) === Op.String && isCallerHeader(graph.name(key)))
        yield { what: `the header ${graph.name(key)}`, node };
    }
}
