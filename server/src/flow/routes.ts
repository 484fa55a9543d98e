/** Request handlers: what establishes who calls them, and which models they reach. */
import { Op, type Graph } from "../facts/facts.js";
import type { Given, Route } from "../threats/model.js";
import { definitionOf } from "./definitions.js";
import { nameOf, stepAt } from "./describe.js";
import { isAuthMiddleware } from "./auth-names.js";
import type { EffectFinder } from "./effects.js";
import { calleeName } from "./file-index.js";
import { ABSENT, UNKNOWN } from "./options.js";
import type { Program, Ref } from "./program.js";
import { rootOf } from "./relations.js";
import type { Resolver } from "./resolve.js";
import type { SiteIndex } from "./site-index.js";

/** Middleware that every application has and that lets everybody pass. */
const LETS_PASS =
  /json|urlencoded|^raw$|^text$|cors|helmet|compress|morgan|logger|logging|multer|upload|^(?:single|array|fields|none|any)$|limit|body|validat|static|cookie|timeout|etag|favicon|i18n|metrics|trace|header|prettyJSON/i;
/** Files in which Next.js, SvelteKit and Nuxt run code before every route of the application around them. */
const BEFORE_ALL =
  /(?:^|\/)(?:src\/)?(?:middleware|proxy)\.[cm]?[jt]s$|(?:^|\/)(?:src\/)?hooks\.server\.[jt]s$|(?:^|\/)server\/middleware\//;
const RUN_BEFORE = new Set(["middleware", "proxy", "handle", "default", "="]);
/** Packages whose part in such a file lets everybody pass: they answer, rewrite and translate. */
const ANSWERS =
  /^(?:next|next-intl|next-international|negotiator|@formatjs\/intl-localematcher|console|global)$/;

/** A handler and the call that registers it; a framework finds others by where they are. */
export interface Handler {
  fn: Ref;
  registration: Ref | undefined;
  /** A framework finds it where it is; what only takes a request may be called behind anything. */
  found: boolean;
  element: string;
}

export class RouteReader {
  readonly #program: Program;

  constructor(
    readonly resolver: Resolver,
    readonly effects: EffectFinder,
    readonly sites: SiteIndex,
  ) {
    this.#program = resolver.program;
  }

  read({ fn, registration, found, element }: Handler, name: string): Route {
    const reach = this.effects.from([fn]);
    const step = stepAt(this.#program, fn, name, "route");
    const models = reach.calls.flatMap(({ call, via }) => {
      const model = this.sites.actorAt(call)?.model;
      if (!model) return [];
      const way = via.map((each) => stepAt(this.#program, each, `calls ${this.#callee(each)}()`, "call"));
      return [
        { element: model.element, what: model.what, step: model.step, path: [step, ...way, model.step] },
      ];
    });
    const project = this.#program.projectOf(step.file);
    const authentication = this.#authentication(fn, registration, found);
    return { element, name, project, step, authentication, models };
  }

  #callee(call: Ref): string {
    const { graph, node } = this.resolver.split(call);
    return nameOf(graph, graph.arg(node, 0));
  }

  #authentication(fn: Ref, registration: Ref | undefined, found: boolean): Given {
    const { auth, complete } = this.effects.from([fn]);
    if (auth)
      return {
        presence: "present",
        step: stepAt(this.#program, auth.call, auth.what, "check"),
        value: auth.what,
      };
    if (!complete) return UNKNOWN;
    if (registration === undefined)
      return found ? this.#beforeAll(this.resolver.split(fn).graph.file) : UNKNOWN;
    return this.#registered(registration, fn);
  }

  /** Code that runs before every route of an application: which routes it guards is not read, only whether it may guard any. */
  #beforeAll(route: string): Given {
    if (!this.#program.hasFile(BEFORE_ALL)) return ABSENT;
    for (const graph of this.#program.sorted()) {
      const match = BEFORE_ALL.exec(graph.file);
      if (!match || !route.startsWith(graph.file.slice(0, match.index))) continue;
      if (!this.#letsAllPass(graph)) return UNKNOWN;
    }
    return ABSENT;
  }

  #letsAllPass(graph: Graph): boolean {
    const functions = graph.facts.functions.map(({ node }) => this.#program.ref(graph, node));
    const run = graph.facts.exports.filter(({ name }) => RUN_BEFORE.has(name));
    // What somebody else's function makes of it cannot be read.
    if (
      run.length === 0 ||
      run.some(({ node }) => graph.op(node) !== Op.Function) ||
      /auth|clerk|session/i.test(importsOf(graph))
    )
      return false;
    const { auth, complete, calls } = this.effects.from(functions);
    return (
      !auth &&
      complete &&
      calls.every(({ call }) => {
        const { graph: at, node } = this.resolver.split(call);
        return this.resolver
          .resolve(this.#program.ref(at, at.arg(node, 0)))
          .every((value) => value.kind !== "api" || ANSWERS.test(value.api.origin));
      })
    );
  }

  /** What stands before the handler where it is registered, and what its router or application runs before. */
  #registered(registration: Ref, handler: Ref): Given {
    const { graph, node } = this.resolver.split(registration);
    const callee = graph.op(node) === Op.Call ? graph.arg(node, 0) : -1;
    if (callee < 0 || graph.op(callee) !== Op.Member) return UNKNOWN;
    let unknown = false;
    const judge = (call: number): Given | undefined => {
      for (const argument of [...graph.args(call)].slice(1)) {
        const given = this.#middleware(this.#program.ref(graph, argument), handler);
        if (given.presence === "present") return given;
        if (given.presence === "unknown") unknown = true;
      }
      return undefined;
    };
    const own = judge(node);
    if (own) return own;
    let holder = rootOf(graph, graph.arg(callee, 0));
    for (let guard = 0; guard < 10 && graph.op(holder) === Op.Call; guard++) {
      const inner = graph.arg(holder, 0);
      if (graph.op(inner) !== Op.Member) break;
      const chained = judge(holder);
      if (chained) return chained;
      holder = rootOf(graph, graph.arg(inner, 0));
    }
    const router = definitionOf(this.resolver, this.#program.ref(graph, holder));
    for (const name of ["use", "all", "addHook", "register"])
      for (const call of this.#program.index(graph).calls.get(name)) {
        const target = graph.arg(call, 0);
        if (graph.op(target) !== Op.Member || call === node) continue;
        const on = definitionOf(this.resolver, this.#program.ref(graph, rootOf(graph, graph.arg(target, 0))));
        if (on !== router) continue;
        const given = judge(call);
        if (given) return given;
      }
    return unknown || !this.#isWhole(router) ? UNKNOWN : ABSENT;
  }

  /** Whether a router is the application itself: what is mounted elsewhere is behind what runs there. */
  #isWhole(router: Ref): boolean {
    const { graph, node } = this.resolver.split(router);
    if (graph.op(node) !== Op.Call && graph.op(node) !== Op.New) return false;
    if (/router$/i.test(calleeName(graph, graph.arg(node, 0)))) return false;
    return !this.#isMounted(router) && !this.#isShared(graph);
  }

  /** `app.route("/api", router)` */
  #isMounted(router: Ref): boolean {
    const { graph } = this.resolver.split(router);
    for (const name of ["route", "mount"])
      for (const call of this.#program.index(graph).calls.get(name))
        for (const argument of [...graph.args(call)].slice(1))
          if (definitionOf(this.resolver, this.#program.ref(graph, argument)) === router) return true;
    return false;
  }

  #isShared(graph: Graph): boolean {
    return this.#program.importers(graph).length > 0;
  }

  /** What one argument of a registration does about who calls. */
  #middleware(argument: Ref, handler: Ref): Given {
    const { graph, node } = this.resolver.split(argument);
    const root = rootOf(graph, node);
    const made = this.resolver.split(definitionOf(this.resolver, argument));
    const present = (what: string): Given => ({
      presence: "present",
      step: stepAt(this.#program, argument, what, "check"),
      value: what,
    });
    switch (made.graph.op(made.node)) {
      case Op.String:
      case Op.Regex:
      case Op.Concat:
      case Op.Number:
        return ABSENT;
      case Op.Array: {
        const inner = [...made.graph.args(made.node)].map((item) =>
          this.#middleware(this.#program.ref(made.graph, item), handler),
        );
        return (
          inner.find(({ presence }) => presence === "present") ??
          inner.find(({ presence }) => presence === "unknown") ??
          ABSENT
        );
      }
    }
    const values = this.resolver.resolve(argument);
    if (values.some((value) => value.kind === "function" && value.ref === handler)) return ABSENT;
    const named =
      graph.op(root) === Op.Call ? calleeName(graph, graph.arg(root, 0)) : calleeName(graph, root);
    const variable = graph.variables.get(made.node) ?? "";
    if (isAuthMiddleware(named) || isAuthMiddleware(variable)) return present(named || variable);
    const functions = values.flatMap((value) => (value.kind === "function" ? [value.ref] : []));
    if (functions.length > 0) {
      const { auth, complete } = this.effects.from(functions);
      return auth ? present(auth.what) : complete ? ABSENT : UNKNOWN;
    }
    if (values.some((value) => value.kind === "api" && value.api.rows("auth").length > 0))
      return present(named);
    return LETS_PASS.test(named) || LETS_PASS.test(variable) || graph.op(root) === Op.Object
      ? ABSENT
      : UNKNOWN;
  }
}

function importsOf(graph: Graph): string {
  const names: string[] = [];
  for (let node = 0; node < graph.size; node++)
    if (graph.op(node) === Op.Import) names.push(graph.name(node));
  return names.join(" ");
}
