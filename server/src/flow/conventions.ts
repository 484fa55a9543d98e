/**
 * Functions that a framework finds by where they are or what they look like, not by a call: Next.js route handlers, server
 * actions, pages, workers, request handlers. What they are given is in the catalogue, under the package `convention`.
 */
import { Op, type FunctionFacts, type Graph } from "../facts/facts.js";
import { rootOf, usersOf, valueOf } from "./relations.js";

const METHODS = new Set(["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"]);
/** Of these, Next.js hands on no body. */
const BODILESS = new Set(["GET", "HEAD"]);
/** What reads the body of a request. */
const READS_BODY = new Set(["json", "text", "formData", "arrayBuffer", "blob", "bytes"]);
const JS = String.raw`\.[cm]?[jt]sx?$`;
const ROUTE_FILE = new RegExp(String.raw`(?:^|/)(?:app|src/app)/(?:.*/)?route${JS}`);
const PAGE_FILE = new RegExp(String.raw`(?:^|/)app/(?:.*/)?page${JS}`);
const API_FILE = new RegExp(String.raw`(?:^|/)pages/api/.*${JS}`);
const SVELTE_FILE = new RegExp(String.raw`(?:^|/)\+(?:server|page\.server)${JS}`);
/** How a worker's request is called; another object with a method `fetch` is given an address. */
const REQUEST = /^req(?:uest)?$/;
const ROUTES_FOLDER = new RegExp(String.raw`(?:^|/)app/routes/.*${JS}`);

/** Name under `convention` in the catalogue, or undefined. */
export function conventionOf(graph: Graph, fn: FunctionFacts): string | undefined {
  if (fn.directive === "use server") return "serverAction";
  const names = exportNames(graph, fn.node);
  if (names.length === 0) return conventionOfProperty(graph, fn);
  if (graph.facts.directive === "use server") return "serverAction";
  const { file } = graph;
  const named = (wanted: (name: string) => boolean): boolean => names.some(wanted);
  if (ROUTE_FILE.test(file) && named((name) => METHODS.has(name)))
    return names.every((name) => BODILESS.has(name)) ? "routeReader" : "routeHandler";
  if (SVELTE_FILE.test(file) && named((name) => METHODS.has(name) || name === "load")) return "eventHandler";
  if (ROUTES_FOLDER.test(file) && named((name) => name === "loader" || name === "action"))
    return "eventHandler";
  if (API_FILE.test(file) && named((name) => name === "default" || name === "=")) return "apiRoute";
  if (PAGE_FILE.test(file) && named((name) => name === "default")) return "page";
  return takesRequest(graph, fn) ? "requestHandler" : undefined;
}

/** `request.json()`, `request.body`: read of a request that its framework takes the body off. */
export function readsNoBody(graph: Graph, node: number): boolean {
  const member = graph.op(node) === Op.Call ? graph.arg(node, 0) : node;
  if (graph.op(member) !== Op.Member) return false;
  const name = graph.name(member);
  if (!(member === node ? name === "body" : READS_BODY.has(name))) return false;
  let request = rootOf(graph, graph.arg(member, 0));
  const copies = graph.op(request) === Op.Call ? graph.arg(request, 0) : -1;
  if (copies >= 0 && graph.op(copies) === Op.Member && graph.name(copies) === "clone")
    request = rootOf(graph, graph.arg(copies, 0));
  const fn = graph.op(request) === Op.Param ? graph.facts.functions[graph.owner(request)] : undefined;
  return fn?.params[0] === request && conventionOf(graph, fn) === "routeReader";
}

/** The function is a property of what a file exports: `export default { fetch(request, env) {} }`, `export const actions = { … }`. */
function conventionOfProperty(graph: Graph, fn: FunctionFacts): string | undefined {
  for (const property of usersOf(graph, fn.node)) {
    if (graph.op(property) !== Op.Prop) continue;
    for (const holder of graph.uses(property)) {
      if (graph.op(holder) !== Op.Object) continue;
      const names = exportNames(graph, holder);
      if (SVELTE_FILE.test(graph.file) && names.includes("actions")) return "eventHandler";
      const isWorker = graph.name(property) === "fetch" && names.includes("default");
      if (isWorker && REQUEST.test(graph.name(fn.params[0] ?? -1))) return "worker";
    }
  }
  return undefined;
}

/**
 * `export function ask(req, res)`: what servers of Node have called a request ever since. With a type that has a name, the type
 * says what it is.
 */
function takesRequest(graph: Graph, fn: FunctionFacts): boolean {
  const first = fn.params[0];
  if (first === undefined || graph.name(first) !== "req") return false;
  for (let node = first + 1; node < graph.size && graph.op(node) !== Op.Param; node++) {
    if (graph.op(node) !== Op.Typed || graph.arg(node, 0) !== first) continue;
    const type = graph.arg(node, 1);
    return graph.op(type) === Op.ObjectType && graph.name(type) === "";
  }
  return true;
}

function exportNames(graph: Graph, node: number): string[] {
  return graph.facts.exports
    .filter((item) => item.node === node || (item.node >= 0 && valueOf(graph, item.node) === node))
    .map((item) => item.name);
}
