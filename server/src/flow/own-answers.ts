/**
 * What a program's own server answers its own pages: data in the answer of a route is in what a page gets that asks for this route.
 * The two are told by the path: `app.post("/chat", …)` in a router, and `fetch("/api/chat")`.
 */
import { Op, type Graph } from "../facts/facts.js";
import type { Access } from "./access.js";
import { calleeName } from "./file-index.js";
import { Gathered } from "./gathered.js";
import type { Ref } from "./program.js";
import type { Propagation } from "./propagate.js";
import { rootOf } from "./relations.js";
import type { Resolver } from "./resolve.js";
import type { State } from "./state.js";

const METHODS = new Set(["get", "post", "put", "patch", "delete", "all", "use"]);
/** Calls that send a request, and give its answer. */
const SENDS = /^(?:\w*fetch|ky)$/i;
const CLIENT = /^(?:\$?axios|api|http|client|apiClient|httpClient|instance)$/i;
const IN_APP = /(?:^|\/)app\/(.*?)\/?route\.[cm]?[jt]sx?$/;
const IN_PAGES = /(?:^|\/)pages\/(api\/.*?)(?:\/index)?\.[cm]?[jt]sx?$/;
const IN_SERVER =
  /(?:^|\/)server\/(?:routes|(?=api\/))(.*?)(?:\.(?:get|post|put|patch|delete))?\.[cm]?[jt]s$/;
/** Stands for a part of an address that is not written down. */
const HOLE = "*";

/** Properties and methods by which an answer is read. */
const READ = ["json", "text", "body", "data"];

/** A place where an answer is read. */
interface Asked {
  ref: Ref;
  /** It is read as one text: a part of what is answered is not there by its name. */
  whole: boolean;
}

/** The same with the segments of the address that the request goes to. */
interface Request extends Asked {
  address: readonly string[];
}

export class OwnAnswers {
  constructor(readonly flow: Propagation) {}

  /** The data is given to what answers a request. */
  answered(state: State, graph: Graph, call: number, access: Access): void {
    if (this.flow.data.verbatim) return;
    const route = this.#routeAround(graph, call);
    if (!route) return;
    for (const { ref, whole } of this.flow.resolver.answers.to(route))
      if (!whole || access.length === 0)
        this.flow.move(state, ref, "store", { access, context: undefined, assumed: 1 });
  }

  /** The path of the route that a place answers for. */
  #routeAround(graph: Graph, node: number): readonly string[] | undefined {
    const placed = IN_APP.exec(graph.file) ?? IN_PAGES.exec(graph.file) ?? IN_SERVER.exec(graph.file);
    if (placed) return segmentsOf(placed[1]!.replace(/\([^/)]*\)\/?/g, ""));
    const { callers } = this.flow.resolver;
    for (let fn = graph.owner(node); fn >= 0; fn = graph.facts.functions[fn]!.parent)
      for (const use of callers.of(this.flow.program.ref(graph, graph.facts.functions[fn]!.node))) {
        if (use.kind !== "api") continue;
        const { graph: registering, node: call } = this.flow.resolver.split(use.call);
        const path = this.#registered(registering, call);
        if (path) return path;
      }
    return undefined;
  }

  #registered(graph: Graph, call: number): readonly string[] | undefined {
    const callee = graph.op(call) === Op.Call ? graph.arg(call, 0) : -1;
    if (callee < 0 || graph.op(callee) !== Op.Member || !METHODS.has(graph.name(callee))) return undefined;
    const path = this.flow.resolver.text(this.flow.program.ref(graph, graph.arg(call, 1)));
    return path?.startsWith("/") ? segmentsOf(path) : undefined;
  }
}

/** Where the program reads what requests are answered. */
export class AnswerReads {
  readonly #requests: Gathered<Request>;

  constructor(readonly resolver: Resolver) {
    this.#requests = new Gathered(resolver.program, {
      members: READ,
      find: (graph) => [...this.#requestsIn(graph)],
      fits: ({ address }, route) => fits(route.split("/"), address),
    });
  }

  /** Where the answers to requests for a path are read. */
  to(route: readonly string[]): readonly Asked[] {
    return this.#requests.of(route.join("/"));
  }

  /** The requests of a file whose answers it reads: as JSON, as a text or piece by piece. */
  *#requestsIn(graph: Graph): Generator<Request> {
    const { program } = this.resolver;
    for (const name of READ)
      for (const node of program.index(graph).members.get(name)) {
        const request = requestBehind(graph, graph.arg(node, 0), name === "data");
        if (request === undefined || graph.arg(request, 1) < 0) continue;
        const address = this.#addressOf(graph, graph.arg(request, 1));
        if (name === "body" || name === "data")
          yield { ref: program.ref(graph, node), whole: name === "body", address };
        else
          for (const call of graph.uses(node))
            if (graph.op(call) === Op.Call && graph.arg(call, 0) === node)
              yield { ref: program.ref(graph, call), whole: name === "text", address };
      }
  }

  /** Segments of an address as far as they are written down. */
  #addressOf(graph: Graph, address: number): readonly string[] {
    const { program } = this.resolver;
    const root = rootOf(graph, address);
    const parts = graph.op(root) === Op.Concat ? [...graph.args(root)] : [root];
    const text = parts.map((part) => this.resolver.text(program.ref(graph, part)) ?? HOLE).join("");
    return segmentsOf(text.replace(/^\w+:\/\/[^/]+/, ""));
  }
}

/** The call whose answer a value is: `await fetch(address)`, the parameter of `fetch(address).then((answer) => …)`. */
function requestBehind(graph: Graph, node: number, byMethod: boolean, depth = 0): number | undefined {
  if (depth > 4) return undefined;
  const root = rootOf(graph, node);
  if (graph.op(root) === Op.Param) {
    const fn = graph.facts.functions[graph.owner(root)];
    for (const call of fn ? graph.uses(fn.node) : []) {
      const callee = graph.op(call) === Op.Call ? graph.arg(call, 0) : -1;
      if (callee >= 0 && graph.op(callee) === Op.Member && graph.name(callee) === "then")
        return requestBehind(graph, graph.arg(callee, 0), byMethod, depth + 1);
    }
    return undefined;
  }
  if (graph.op(root) !== Op.Call) return undefined;
  const callee = graph.arg(root, 0);
  if (graph.op(callee) !== Op.Member || (!byMethod && SENDS.test(graph.name(callee))))
    return SENDS.test(calleeName(graph, callee)) || byMethod ? root : undefined;
  const name = graph.name(callee);
  if (byMethod && METHODS.has(name) && CLIENT.test(calleeName(graph, rootOf(graph, graph.arg(callee, 0)))))
    return root;
  return name === "catch" || name === "clone" || name === "finally"
    ? requestBehind(graph, graph.arg(callee, 0), byMethod, depth + 1)
    : undefined;
}

/** `/chats/:id`, `chats/[id]`, `/chats/*?full=1` */
function segmentsOf(path: string): readonly string[] {
  return path
    .replace(/[?#].*$/, "")
    .split("/")
    .filter((segment) => segment !== "")
    .map((segment) => (/^(?::|\[|\{)|\*/.test(segment) ? HOLE : segment));
}

/** The address ends in the path of the route: where a router is mounted stands elsewhere. */
function fits(route: readonly string[], address: readonly string[]): boolean {
  if (route.length === 0 || address.length < route.length || !route.some((segment) => segment !== HOLE))
    return false;
  const tail = address.slice(-route.length);
  // At least one segment is the same in both, and none differs.
  return (
    route.every((segment, at) => segment === tail[at] || segment === HOLE || tail[at] === HOLE) &&
    route.some((segment, at) => segment !== HOLE && segment === tail[at])
  );
}
