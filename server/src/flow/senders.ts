/** Who can send what a handler receives: whether it, or what runs before it, lets only some senders pass. */
import { Op, type Graph } from "../facts/facts.js";
import { BOUNDS } from "./bounds.js";
import { calleeName } from "./file-index.js";
import type { Ref } from "./program.js";
import { rootOf, usersOf } from "./relations.js";
import type { Resolver } from "./resolve.js";

/** What an event says of who sent it. */
const SENDER = new Set(["origin", "source", "senderFrame", "sender"]);
/** Names of functions that refuse. */
const REFUSES = /assert|check|verif|validat|ensure|guard|authori[sz]|trust|allow/i;
/** Calls that work out a signature, or compare one. */
const SIGNS = /^(?:createHmac|createVerify|timingSafeEqual|constructEvent(?:Async)?)$/;
const VERIFIES = /verif|signature|integrity/i;
const BODY = /^(?:body|rawBody|payload)$/;
const READS_BODY = /^(?:text|json|arrayBuffer|rawBody)$/;

/** Whether a node is what the event says of its sender: `event.origin`, `event.senderFrame.url`. */
function isSenderOf(graph: Graph, node: number, event: number): boolean {
  let at = rootOf(graph, node);
  for (let guard = 0; guard < 4 && graph.op(at) === Op.Member; guard++) {
    const object = rootOf(graph, graph.arg(at, 0));
    if (object === event) return SENDER.has(graph.name(at));
    at = object;
  }
  return false;
}

/**
 * Whether a handler of messages looks at who sent the event, its first parameter: `assertTrusted(event)`, or a comparison of
 * `event.origin` or `event.senderFrame.url`.
 */
export function checksSender(resolver: Resolver, handler: Ref): boolean {
  const { graph, node } = resolver.split(handler);
  const fn = graph.aux(node);
  const event = graph.facts.functions[fn]!.params[0];
  if (event === undefined) return false;
  const index = resolver.program.index(graph);
  for (const call of index.callsOf.get(fn)) {
    const args = [...graph.args(call)].slice(1);
    const about = args.filter((arg) => rootOf(graph, arg) === event || isSenderOf(graph, arg, event));
    if (about.length === 0) continue;
    // What hands the event on with the rest of the message checks nothing.
    if (about.length === args.length && REFUSES.test(calleeName(graph, graph.arg(call, 0)))) return true;
  }
  for (const name of SENDER)
    for (const member of index.members.get(name))
      if (isSenderOf(graph, member, event) && isCompared(graph, member)) return true;
  return false;
}

function isCompared(graph: Graph, node: number, depth = 0): boolean {
  return [...graph.uses(node)].some((use) => {
    if (graph.op(use) === Op.Compare) return true;
    return graph.op(use) === Op.Member && depth < 3 && isCompared(graph, use, depth + 1);
  });
}

/**
 * Whether requests come to a handler only with a signature over their body: what is registered beside it checks that, or the
 * handler asks a function that does.
 */
export function isSigned(resolver: Resolver, handler: Ref): boolean {
  const { graph, node } = resolver.split(handler);
  if (asksForSignature(resolver, graph, graph.aux(node))) return true;
  const given = usersOf(graph, node);
  return given.some((call) => {
    if (graph.op(call) !== Op.Call || graph.op(graph.arg(call, 0)) !== Op.Member) return false;
    const beside = [...graph.args(call)].slice(1).filter((argument) => rootOf(graph, argument) !== node);
    return beside.some((argument) =>
      functionsOf(resolver, graph, argument).some((fn) => verifiesBody(resolver, fn)),
    );
  });
}

/** `if (!verifyRequest(secret, body, signature)) return`, of a function that works the signature out. */
function asksForSignature(resolver: Resolver, graph: Graph, fn: number): boolean {
  return resolver.program
    .index(graph)
    .callsOf.get(fn)
    .some((call) => {
      if (graph.uses(call).length === 0 || !isVerifier(graph, call)) return false;
      const hasBody = isGivenBody(graph, call);
      const hasRequest = [...graph.args(call)].slice(1).some((value) => isRequestOf(graph, fn, value));
      if (!hasBody && !hasRequest) return false;
      return functionsOf(resolver, graph, graph.arg(call, 0)).some((each) => {
        const { graph: verifier, node } = resolver.split(each);
        const calls = resolver.program.index(verifier).callsOf.get(verifier.aux(node));
        return (
          calls.some((inner) => signs(verifier, inner)) &&
          (hasBody || readsBody(resolver, verifier, verifier.aux(node)))
        );
      });
    });
}

/** `verifySignature(request.body, signature)` */
function isToldToVerify(graph: Graph, call: number): boolean {
  return isVerifier(graph, call) && isGivenBody(graph, call);
}

function isVerifier(graph: Graph, call: number): boolean {
  return VERIFIES.test(calleeName(graph, graph.arg(call, 0)));
}

function isGivenBody(graph: Graph, call: number): boolean {
  return [...graph.args(call)].slice(1).some((value) => isBody(graph, value));
}

/** Whether a value is what a handler gets first: the request. */
function isRequestOf(graph: Graph, fn: number, value: number): boolean {
  return rootOf(graph, value) === graph.facts.functions[fn]!.params[0];
}

/** Whether a function reads what the request that it is given sends. */
function readsBody(resolver: Resolver, graph: Graph, fn: number): boolean {
  const { members } = resolver.program.index(graph);
  return ["rawBody", "body", "text"].some((name) =>
    members.get(name).some((member) => isRequestOf(graph, fn, graph.arg(member, 0))),
  );
}

/** A signature is worked out or compared, or whoever knows the secret is asked: `receiver.verify({ body, signature })`. */
function signs(graph: Graph, call: number): boolean {
  const name = calleeName(graph, graph.arg(call, 0));
  if (SIGNS.test(name)) return true;
  if (name !== "verify" || graph.op(graph.arg(call, 0)) !== Op.Member) return false;
  const given = rootOf(graph, graph.arg(call, 1));
  const names = new Set(
    given >= 0 && graph.op(given) === Op.Object ? [...graph.args(given)].map((part) => graph.name(part)) : [],
  );
  return names.has("signature") && [...names].some((each) => BODY.test(each));
}

/** What a request sends, as it is read: `request.body`, `await request.text()`. */
function isBody(graph: Graph, node: number): boolean {
  const root = rootOf(graph, node);
  const op = graph.op(root);
  if (op === Op.Member || op === Op.Param) return BODY.test(graph.name(root));
  return op === Op.Call && READS_BODY.test(calleeName(graph, graph.arg(root, 0)));
}

/** Functions that an argument is, or that a list in it holds. */
function functionsOf(resolver: Resolver, graph: Graph, argument: number): Ref[] {
  const root = rootOf(graph, argument);
  const items = graph.op(root) === Op.Array ? [...graph.args(root)] : [argument];
  return items.flatMap((item) => resolver.functions(resolver.program.ref(graph, item)));
}

/**
 * Whether a value is a signature over another, worked out with a secret: `createHmac("sha256", secret).update(`v0:${body}`)`.
 * Whoever sends what equals it has the secret.
 */
export function signsOver(graph: Graph, node: number, subject: number): boolean {
  const seen = new Set<number>();
  const queue = [node];
  let [signs, covers] = [false, false];
  for (let at = 0; at < queue.length && at < BOUNDS.signature && !(signs && covers); at++) {
    const value = queue[at]!;
    if (value < 0 || seen.has(value)) continue;
    seen.add(value);
    if (graph.op(value) === Op.Call && calleeName(graph, graph.arg(value, 0)) === "createHmac") signs = true;
    if (rootOf(graph, value) === subject) covers = true;
    queue.push(...graph.args(value));
  }
  return signs && covers;
}

function verifiesBody(resolver: Resolver, fn: Ref): boolean {
  const { graph, node } = resolver.split(fn);
  const calls = resolver.program.index(graph).callsOf.get(graph.aux(node));
  if (calls.some((call) => isToldToVerify(graph, call))) return true;
  if (!calls.some((call) => signs(graph, call))) return false;
  return calls.some((call) => [...graph.args(call)].some((value) => isBody(graph, value)));
}
