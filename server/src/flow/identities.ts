/** Who acts: the credential of a client, and the user or tenant that a piece of code knows of. */
import { Op, type Graph } from "../facts/facts.js";
import type { Identity } from "../threats/model.js";
import { isAuthCall } from "./auth-names.js";
import { BOUNDS } from "./bounds.js";
import { definitionOf } from "./definitions.js";
import { stepAt } from "./describe.js";
import { calleeName } from "./file-index.js";
import type { Ref } from "./program.js";
import { rootOf } from "./relations.js";
import type { Resolver } from "./resolve.js";

/** Nodes of a construction that are looked at for its credential. */
const LOOKED_AT = 60;

const ADMIN = /(?:^|_)(?:SERVICE_?ROLE|ADMIN|ROOT|MASTER|SUPER_?USER|SUPERUSER|SA)(?:_|$)/i;
const ADMIN_ROLE = /^(?:root|admin|administrator|postgres|sa|superuser|service_role|cluster-admin)$/i;
/** A database on this machine is the developer's own. */
const ADMIN_ADDRESS = /:\/\/(?:root|admin|postgres|sa|superuser)(?::[^@]*)?@(?!localhost|127\.)/i;
const WILDCARD =
  /^(?:\*|[\w.-]+:\*|https:\/\/(?:www\.googleapis\.com\/auth\/cloud-platform|mail\.google\.com\/?))$/;
const ROLE_OPTIONS = new Set(["user", "username", "role", "login"]);
const SCOPE_OPTIONS = new Set(["scope", "scopes", "permissions"]);
const SECRET_NAME = /KEY|TOKEN|SECRET|PASSWORD|PASSWD|CREDENTIAL|PAT$|_URL$|_URI$|CONNECTION/i;

/** The environment variable that a node reads, or undefined. */
export function environmentName(graph: Graph, node: number): string | undefined {
  if (graph.op(node) !== Op.Member) return undefined;
  const object = rootOf(graph, graph.arg(node, 0));
  if (graph.op(object) !== Op.Member || graph.name(object) !== "env") return undefined;
  return graph.name(node) === "[]" ? undefined : graph.name(node);
}

/** The credential with which a call acts, as its client was constructed; undefined when that cannot be seen. */
export function identityOf(resolver: Resolver, call: Ref): Identity | undefined {
  const made = clientOf(resolver, call);
  if (made === undefined) return undefined;
  const { graph, node } = resolver.split(made);
  let best: Identity | undefined;
  const queue: { ref: Ref; name: string }[] = [...graph.args(node)]
    .slice(1)
    .filter((argument) => argument >= 0)
    .map((argument) => ({ ref: resolver.program.ref(graph, argument), name: "" }));
  for (let at = 0; at < queue.length && at < LOOKED_AT; at++) {
    const { ref, name } = queue[at]!;
    const found = credentialAt(resolver, definitionOf(resolver, ref), name);
    if (found && (!best || (best.privilege === "ordinary" && found.privilege !== "ordinary"))) best = found;
    const target = resolver.split(definitionOf(resolver, ref));
    if (target.graph.op(target.node) === Op.Function) continue;
    for (const part of target.graph.args(target.node)) {
      if (part < 0) continue;
      const isProp = target.graph.op(part) === Op.Prop;
      const inner = isProp ? target.graph.arg(part, 0) : part;
      if (inner >= 0)
        queue.push({
          ref: resolver.program.ref(target.graph, inner),
          name: isProp ? target.graph.name(part) : name,
        });
    }
  }
  return best;
}

function credentialAt(resolver: Resolver, ref: Ref, option: string): Identity | undefined {
  const { graph, node } = resolver.split(ref);
  const step = (what: string) => stepAt(resolver.program, ref, what, "credential");
  const variable = environmentName(graph, node);
  if (variable !== undefined) {
    if (!SECRET_NAME.test(variable)) return undefined;
    const privilege = ADMIN.test(variable) ? "admin" : "ordinary";
    return { what: variable, from: "environment", privilege, step: step(variable) };
  }
  if (graph.op(node) !== Op.String) return undefined;
  const text = graph.name(node);
  if (ROLE_OPTIONS.has(option) && ADMIN_ROLE.test(text))
    return { what: `${option} "${text}"`, from: "literal", privilege: "admin", step: step(text) };
  if (ADMIN_ADDRESS.test(text))
    return {
      what: "an administrator in the address",
      from: "literal",
      privilege: "admin",
      step: step("address"),
    };
  if (SCOPE_OPTIONS.has(option) && WILDCARD.test(text))
    return { what: `scope "${text}"`, from: "literal", privilege: "wildcard", step: step(text) };
  const secret = graph.facts.secrets.find((each) => each.node === node);
  return secret && { what: secret.what, from: "literal", privilege: "ordinary", step: step(secret.what) };
}

/** The construction of the object whose method is called: `client.from("x").delete()` is `client`'s. */
function clientOf(resolver: Resolver, call: Ref): Ref | undefined {
  let at = call;
  for (let guard = 0; guard < 10; guard++) {
    const { graph, node } = resolver.split(at);
    const callee = graph.arg(node, 0);
    if (graph.op(node) !== Op.Call || callee < 0 || graph.op(callee) !== Op.Member)
      return at === call ? undefined : at;
    let object = rootOf(graph, graph.arg(callee, 0));
    let made = definitionOf(resolver, resolver.program.ref(graph, object));
    // `client.users.create()`: the client holds what the method is of.
    for (let depth = 0; depth < 5; depth++) {
      const target = resolver.split(made);
      if (target.graph.op(target.node) !== Op.Member) break;
      object = rootOf(target.graph, target.graph.arg(target.node, 0));
      made = definitionOf(resolver, resolver.program.ref(target.graph, object));
    }
    const { graph: where, node: what } = resolver.split(made);
    if (where.op(what) === Op.New) return made;
    if (where.op(what) !== Op.Call) return undefined;
    at = made;
  }
  return undefined;
}

const IDENTITY =
  /^(?:user|tenant|org|organi[sz]ation|account|customer|workspace|team|owner|member|company|project)_?id$|^(?:currentUser|userEmail|tenant|actor|principal|onBehalfOf)$/i;
/** Holders whose `user` is the one who calls, besides what a function gives that says who calls: `await auth()`. */
const HOLDERS = /^(?:session|req|request|ctx|context|locals|auth|state)$/;

const known = new WeakMap<Graph, readonly number[]>();

/** Nodes of a file that hold a user's or tenant's identity, by their names. */
export function identities(graph: Graph, members: ReadonlyMap<string, readonly number[]>): readonly number[] {
  const before = known.get(graph);
  if (before) return before;
  const found: number[] = [];
  for (const [name, nodes] of members) {
    if (IDENTITY.test(name)) found.push(...nodes);
    // What an MCP server knows of the caller.
    else if (name === "authInfo") found.push(...nodes.filter((node) => isMoreThanLookedAt(graph, node)));
    else if (name === "user" || name === "userinfo")
      for (const node of nodes) {
        const holder = rootOf(graph, graph.arg(node, 0));
        const asked =
          graph.op(holder) === Op.Call &&
          isAuthCall(calleeName(graph, graph.arg(holder, 0))) &&
          isMoreThanLookedAt(graph, node);
        if (!asked && !HOLDERS.test(graph.variables.get(holder) ?? graph.name(holder))) continue;
        found.push(node);
        // `const id = session.user.id`, which a function inside uses.
        for (const use of graph.uses(node))
          if (graph.op(use) === Op.Member && graph.name(use) === "id") found.push(use);
      }
  }
  for (const { params } of graph.facts.functions)
    for (const param of params) if (IDENTITY.test(graph.name(param))) found.push(param);
  found.sort((a, b) => a - b);
  known.set(graph, found);
  return found;
}

/** `if (!session.user) return` says that somebody is there, not who. */
function isMoreThanLookedAt(graph: Graph, node: number): boolean {
  const root = rootOf(graph, node);
  const versions = [node];
  for (let at = 0; at < versions.length && at < BOUNDS.versions; at++)
    for (const use of graph.uses(versions[at]!)) {
      if (graph.op(use) === Op.Not || graph.op(use) === Op.Compare) continue;
      if (rootOf(graph, use) !== root) return true;
      if (!versions.includes(use)) versions.push(use);
    }
  return false;
}
