/** What a source is on the map: a model, a store, a route and the people who call it, the outside world. */
import type { ModelRow, SourceRow } from "../catalog/schema.js";
import { Op } from "../facts/facts.js";
import type { Edge } from "./analysis.js";
import { stepAt } from "./describe.js";
import type { ElementRegistry } from "./elements.js";
import type { CallSite, Inventory, SourceSite } from "./inventory.js";
import type { Program, Ref } from "./program.js";
import { usersOf } from "./relations.js";
import type { Resolver } from "./resolve.js";
import type { Handler } from "./routes.js";
import type { FileSites } from "./site-index.js";

/** Methods of web frameworks that register a handler for a path. */
const METHODS = new Set(["get", "post", "put", "patch", "delete", "options", "head", "all", "use"]);

export class SourceElements {
  /** Handlers of requests, as they were found. */
  readonly handlers = new Map<Ref, Handler & { label: string }>();
  readonly personEdges: Edge[] = [];
  /** Model calls by their elements, as far as sources are their output. */
  readonly models = new Map<string, CallSite<ModelRow>>();
  /** Sources of which only the path of an address says that they are models. */
  readonly uncertain = new Set<string>();
  readonly #program: Program;

  constructor(
    readonly resolver: Resolver,
    readonly registry: ElementRegistry,
    readonly own: FileSites,
    readonly inventory: Inventory,
  ) {
    this.#program = resolver.program;
  }

  /** The element that a source comes out of; what only the map needs of it is kept beside. */
  of(site: SourceSite): string {
    const { terminal } = site;
    const model = terminal.role === "output" ? this.own.models.modelBehind(site.call) : undefined;
    if (model?.certain === false) this.uncertain.add(model.element);
    if (model?.site) this.models.set(model.element, model.site);
    if (model) return model.element;
    const row = terminal.row as SourceRow;
    const step = stepAt(this.#program, site.ref, row.what, "source");
    switch (row.origin) {
      case "cli-argument":
      case "environment":
        return this.registry.add("person:cli", {
          kind: "person",
          boundary: "people",
          label: "Operator",
          detail: "command line",
        });
      case "file-content":
        return this.registry.add("files", { kind: "file-system", boundary: "stores", label: "Files", step });
      case "retrieval":
      case "memory":
        return this.registry.add(`store:${terminal.package.package}`, {
          kind: "store",
          boundary: "stores",
          label: this.#program.catalog.rows.titleOf(terminal.package.package),
          detail: row.origin === "memory" ? "memory" : "retrieval",
          step,
        });
      case "tool-result":
      case "server-metadata":
        return this.registry.add("tool-server:mcp", {
          kind: "tool-server",
          boundary: "outside",
          label: "MCP server",
          step,
        });
      case "web-content":
      case "http-response":
        return this.registry.add("outside:web", { kind: "outside", boundary: "outside", label: "Web", step });
      case "message-queue":
        return this.registry.add("outside:queue", {
          kind: "outside",
          boundary: "outside",
          label: "Message queue",
          step,
        });
      default: {
        const fn = site.handler ?? this.resolver.around(site.ref);
        const registration = site.handler ? site.call : this.#registrationOf(fn);
        return this.route(fn, registration, row.origin === "http-request");
      }
    }
  }

  /** `app.post("/chat", handler)`, where what the handler reads of the request is a call: `c.req.json()`. */
  #registrationOf(fn: Ref): Ref | undefined {
    const { graph, node } = this.resolver.split(fn);
    const given = usersOf(graph, node);
    const calls = given.map((call) => this.#program.ref(graph, call));
    return calls.find((call) => this.#registeredRoute(call) !== undefined);
  }

  /**
   * The route that a handler function serves, and the people who call it.
   * @param registration the call that registers the handler, if one does
   */
  route(fn: Ref, registration?: Ref, isServed = true): string {
    const { graph, node } = this.resolver.split(fn);
    const name = graph.op(node) === Op.Function ? graph.name(node) : "";
    const registered = registration === undefined ? undefined : this.#registeredRoute(registration);
    const label = registered ?? routeLabel(graph.file, name);
    const step = stepAt(this.#program, fn, label, "route");
    const element = this.registry.add(`route:${fn}`, {
      kind: "route",
      boundary: "application",
      label,
      detail: graph.file,
      step,
    });
    // What a library's callers pass on is no request.
    if (isServed && !this.handlers.has(fn))
      this.handlers.set(fn, {
        fn,
        registration: registration === fn ? undefined : registration,
        found: this.inventory.routes.some((route) => route.fn === fn && route.found),
        element,
        label,
      });
    const person = this.person();
    if (!this.personEdges.some(({ to }) => to === element))
      this.personEdges.push({ from: person, to: element, label: "untrusted input", step });
    return element;
  }

  /** Who sends requests. */
  person(): string {
    return this.registry.add("person:http", {
      kind: "person",
      boundary: "people",
      label: "Client",
      detail: "HTTP requests",
    });
  }

  /** `app.post("/chat", …)` is "POST /chat". */
  #registeredRoute(call: Ref): string | undefined {
    const { graph, node } = this.resolver.split(call);
    const callee = graph.op(node) === Op.Call ? graph.arg(node, 0) : -1;
    if (callee < 0 || graph.op(callee) !== Op.Member || !METHODS.has(graph.name(callee))) return undefined;
    const path = this.resolver.text(this.#program.ref(graph, graph.arg(node, 1)));
    if (!path?.startsWith("/")) return undefined;
    const method = graph.name(callee);
    const verb = method === "use" || method === "all" ? "" : `${method.toUpperCase()} `;
    // A router's own root says where it is only by its file; the rest of the path is where it is mounted.
    return path === "/"
      ? `${verb}/ in ${graph.file.slice(graph.file.lastIndexOf("/") + 1)}`
      : `${verb}${path}`;
  }
}

function routeLabel(file: string, name: string): string {
  const route = /(?:^|\/)app\/(.*?)\/?route\.[cm]?[jt]sx?$/.exec(file);
  if (route) return `${name || "handler"} /${route[1] ?? ""}`;
  const api = /(?:^|\/)pages\/(api\/.*)\.[cm]?[jt]sx?$/.exec(file);
  if (api) return `/${api[1]}`;
  return name || `handler in ${file.slice(file.lastIndexOf("/") + 1)}`;
}
