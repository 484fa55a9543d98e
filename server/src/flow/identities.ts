/** Who acts: the credential of a client, and the user or tenant that a piece of code knows of. */
import { Op, type Graph } from "../facts/facts.js";
import type { Identity } from "../threats/model.js";
import { isAuthCall } from "./auth-names.js";
import { BOUNDS } from "./bounds.js";
import { clientsOf, passedFor } from "./constructions.js";
import { definitionOf } from "./definitions.js";
import { stepAt } from "./describe.js";
import { calleeName } from "./file-index.js";
import type { ByName } from "./flat-lists.js";
import type { Ref } from "./program.js";
import { rootOf } from "./relations.js";
import type { Resolver } from "./resolve.js";

const ADMIN =
  /(?:^|_)(?:SERVICE_?ROLE|ADMIN|ROOT|MASTER|SUPER_?USER|SUPERUSER|SA|SUPABASE_(?:SERVICE|SECRET))(?:_|$)/i;
const ADMIN_ROLE = /^(?:root|admin|administrator|postgres|sa|superuser|service_role|cluster-admin)$/i;
/** A database on this machine is the developer's own. */
const ADMIN_ADDRESS = /:\/\/(?:root|admin|postgres|sa|superuser)(?::[^@]*)?@(?!localhost|127\.)/i;
const WILDCARD =
  /^(?:\*|[\w.-]+:\*|https:\/\/(?:www\.googleapis\.com\/auth\/cloud-platform|mail\.google\.com\/?))$/;
const ROLE_OPTIONS = new Set(["user", "username", "role", "login"]);
const SCOPE_OPTIONS = new Set(["scope", "scopes", "permissions"]);
/** Names of what lets somebody in; the address of a database is given with who logs in there, another one is not. */
const SECRET_NAME =
  /KEY|TOKEN|SECRET|PASSWORD|PASSWD|CREDENTIAL|PAT$|CONNECTION|(?:DATABASE|DB|POSTGRES|PG|MYSQL|MONGO|REDIS|AMQP|RABBITMQ|SQL)\w*UR[LI]$|DSN$/i;

/** The environment variable that a node reads, or undefined: `process.env.KEY`, `Deno.env.get("KEY")`. */
export function environmentName(graph: Graph, node: number): string | undefined {
  const isEnvironment = (member: number): boolean => {
    const object = graph.op(member) === Op.Member ? rootOf(graph, graph.arg(member, 0)) : -1;
    return object >= 0 && graph.op(object) === Op.Member && graph.name(object) === "env";
  };
  if (graph.op(node) === Op.Call) {
    const [callee, key] = [graph.arg(node, 0), graph.arg(node, 1)];
    const isRead = key >= 0 && graph.op(key) === Op.String && graph.name(callee) === "get";
    return isRead && isEnvironment(callee) ? graph.name(key) : undefined;
  }
  return isEnvironment(node) && graph.name(node) !== "[]" ? graph.name(node) : undefined;
}

/**
 * The credential with which a call acts, as its client was constructed; undefined when that cannot be seen. Of several clients that it
 * may be, one with an ordinary credential goes first: that the call has more rights is then not known.
 */
export function identityOf(resolver: Resolver, call: Ref): Identity | undefined {
  const found = clientsOf(resolver, call).map((made) => credentialIn(resolver, made));
  return found.every((each) => each !== undefined && each.privilege !== "ordinary")
    ? found[0]
    : found.find((each) => each?.privilege === "ordinary");
}

/** The credential that a construction is given: the one that allows most. */
function credentialIn(resolver: Resolver, made: Ref): Identity | undefined {
  const { graph, node } = resolver.split(made);
  let best: Identity | undefined;
  const queue: { ref: Ref; name: string }[] = [...graph.args(node)]
    .slice(1)
    .filter((argument) => argument >= 0)
    .map((argument) => ({ ref: resolver.program.ref(graph, argument), name: "" }));
  for (let at = 0; at < queue.length && at < BOUNDS.constructions; at++) {
    const { ref, name } = queue[at]!;
    const found = credentialAt(resolver, definitionOf(resolver, ref), name);
    if (found && (!best || (best.privilege === "ordinary" && found.privilege !== "ordinary"))) best = found;
    const target = resolver.split(definitionOf(resolver, ref));
    if (target.graph.op(target.node) === Op.Function) continue;
    if (target.graph.op(target.node) === Op.Param) {
      const passed = passedFor(resolver, target.graph, target.node);
      // One of several keys is not the one that it has.
      if (passed.length === 1) queue.push({ ref: passed[0]!, name });
      continue;
    }
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

const IDENTITY =
  /^(?:user|tenant|org|organi[sz]ation|account|customer|workspace|team|owner|member|company|project)_?id$|^(?:currentUser|userEmail|tenant|actor|principal|onBehalfOf)$/i;
/** Holders whose `user` is the one who calls, besides what a function gives that says who calls: `await auth()`. */
const HOLDERS = /^(?:session|req|request|ctx|context|locals|auth|state)$/;

const known = new WeakMap<Graph, readonly number[]>();

/** Nodes of a file that hold a user's or tenant's identity, by their names. */
export function identities(graph: Graph, members: ByName): readonly number[] {
  const before = known.get(graph);
  if (before) return before;
  const found: number[] = [];
  for (const [name, nodes] of members) {
    if (IDENTITY.test(name)) found.push(...nodes);
    // What an MCP server knows of the caller.
    else if (name === "authInfo") found.push(...nodes.filter((node) => isMoreThanLookedAt(graph, node)));
    else if (name === "user" || name === "userinfo")
      for (const node of nodes) {
        let holder = rootOf(graph, graph.arg(node, 0));
        // `const { data: { user } } = await supabase.auth.getUser()`
        if (graph.op(holder) === Op.Member && graph.name(holder) === "data")
          holder = rootOf(graph, graph.arg(holder, 0));
        const isNamed = HOLDERS.test(graph.variables.get(holder) ?? graph.name(holder));
        if (graph.op(holder) !== Op.Call) {
          if (!isNamed) continue;
        } else if (!isNamed && !isAuthCall(calleeName(graph, graph.arg(holder, 0)))) continue;
        // That somebody is there does not say who.
        else if (!isMoreThanLookedAt(graph, node)) continue;
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
