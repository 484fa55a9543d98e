/** Data that a comment says is sensitive, and where it is: `@threat:data` on a type, a property, a parameter or a variable. */
import type { Label } from "../catalog/vocabulary.js";
import type { Declaration } from "../facts/declaration.js";
import { Op, type Graph } from "../facts/facts.js";
import type { Access } from "./access.js";
import { declaredBy } from "./declarations.js";
import type { NamedSource } from "./named-sources.js";
import type { Needs } from "./needs.js";
import type { Ref } from "./program.js";
import { rootOf } from "./relations.js";
import type { Resolver } from "./resolve.js";

/** Types that hold a type that holds a type: deeper ones are not looked for. */
const DEEPEST = 3;

/** What each kind is called, and the label that it is followed by; the first that a declaration names decides. */
const KINDS: Readonly<Record<string, { label: Label; what: string }>> = {
  credential: { label: "secret", what: "credential" },
  pii: { label: "personal", what: "personal data" },
  phi: { label: "personal", what: "health data" },
  "system-prompt": { label: "system-prompt", what: "instructions" },
  embedding: { label: "inference", what: "embedding" },
  pci: { label: "confidential", what: "payment data" },
  financial: { label: "confidential", what: "financial data" },
  ip: { label: "confidential", what: "intellectual property" },
  business: { label: "confidential", what: "business data" },
};

/** What one file declares, wherever in the program it is read, as far as a threat that is on asks for it. */
export function* readDeclaredData(resolver: Resolver, graph: Graph, needs: Needs): Iterable<NamedSource> {
  for (const declaration of resolver.program.declarations(graph)) {
    const kind = declaration.verb === "data" ? kindOf(declaration) : undefined;
    if (!kind || !needs.wants(kind.label)) continue;
    const what = `${kind.what} ${declaration.subject?.name ?? ""}`.trim();
    for (const { ref, access } of new DeclaredReader(resolver, graph, declaration).places())
      yield { ref, accesses: [access], label: kind.label, what, declared: true };
  }
}

/** Undefined for what may be shown to others. */
function kindOf({ values: [level], keys }: Declaration): { label: Label; what: string } | undefined {
  if (level === "public") return undefined;
  const given = new Set(keys.kind?.split(","));
  const kind = Object.entries(KINDS).find(([name]) => given.has(name))?.[1];
  if (kind && kind.label !== "confidential") return kind;
  return level === "internal" ? undefined : (kind ?? { label: "confidential", what: `${level} data` });
}

/** Whether a comment says what a property that is read holds: on the property, or where it is read. */
export function isDeclaredData(resolver: Resolver, graph: Graph, member: number): boolean {
  const { program } = resolver;
  if (declaredBy(program, graph, member, "data")) return true;
  return typesOfObject(resolver, graph, member).some((holder) => {
    const { graph: owner, node } = resolver.split(holder);
    return program
      .declarations(owner)
      .some(
        ({ verb, subject, start, end }) =>
          verb === "data" &&
          subject?.kind === "property" &&
          subject.name === graph.name(member) &&
          isPartOf(owner, node, start, end),
      );
  });
}

/** Types and classes that the object of a member is of. */
function typesOfObject(resolver: Resolver, graph: Graph, member: number): Ref[] {
  const object = resolver.program.ref(graph, graph.arg(member, 0));
  return resolver
    .resolve(object)
    .flatMap((value) => (value.kind === "object" || value.kind === "instance" ? [value.ref] : []));
}

/** Whether a property of a type, or a field of a class, is at this place. */
function isPartOf(graph: Graph, holder: number, start: number, end: number): boolean {
  if (graph.op(holder) === Op.ObjectType || graph.op(holder) === Op.Object)
    return [...graph.args(holder)].some((part) => isAt(graph, part, start, end));
  return graph.facts.starts[holder]! <= start && end <= graph.facts.ends[holder]!;
}

const isAt = (graph: Graph, node: number, start: number, end: number): boolean =>
  graph.facts.starts[node] === start && graph.facts.ends[node] === end;

interface Place {
  ref: Ref;
  access: Access;
}

class DeclaredReader {
  constructor(
    readonly resolver: Resolver,
    readonly graph: Graph,
    readonly declaration: Declaration,
  ) {}

  *places(): Iterable<Place> {
    const { graph } = this;
    const { subject, start, end } = this.declaration;
    switch (subject?.kind) {
      case "variable":
        for (const value of subject.values)
          for (const node of this.#nodes((each) => isAt(graph, each, value.start, value.end)).slice(0, 1))
            yield { ref: this.resolver.program.ref(graph, node), access: [] };
        break;
      case "parameter":
        for (const node of this.#nodes((each) => isAt(graph, each, start, end)))
          if (graph.op(node) === Op.Param) yield { ref: this.resolver.program.ref(graph, node), access: [] };
        break;
      case "property":
        yield* this.#property(subject.name, start, end);
        break;
      case "type":
        for (const node of this.#types(subject.name)) yield* this.#valuesOf(graph, node, [], 0);
        break;
    }
  }

  #nodes(test: (node: number) => boolean): number[] {
    const found: number[] = [];
    for (let node = 0; node < this.graph.size; node++) if (test(node)) found.push(node);
    return found;
  }

  /** The declared type or class itself. */
  #types(name: string): number[] {
    const { graph } = this;
    const { start, end } = this.declaration;
    return this.#nodes(
      (node) =>
        (graph.op(node) === Op.ObjectType || graph.op(node) === Op.Class) &&
        graph.name(node) === name &&
        start <= graph.facts.starts[node]! &&
        graph.facts.ends[node]! <= end,
    );
  }

  /** A property of an object literal, of a type, or of a class. */
  *#property(name: string, start: number, end: number): Iterable<Place> {
    const { graph } = this;
    const { program } = this.resolver;
    for (const part of this.#nodes((node) => graph.op(node) === Op.Prop && isAt(graph, node, start, end))) {
      const [holder] = graph.uses(part);
      if (holder === undefined) continue;
      if (graph.op(holder) === Op.Object) yield { ref: program.ref(graph, graph.arg(part, 0)), access: [] };
      else yield* this.#readsOf(name, holder);
    }
    const classes = graph.facts.classes
      .map(({ node }) => node)
      .filter((node) => isPartOf(graph, node, start, end));
    const inner = classes.sort((a, b) => graph.facts.starts[b]! - graph.facts.starts[a]!)[0];
    if (inner !== undefined && !this.#isInFunction(start, end, inner)) yield* this.#readsOf(name, inner);
  }

  /** An object literal in a method is no part of the class. */
  #isInFunction(start: number, end: number, holder: number): boolean {
    const { facts } = this.graph;
    return facts.functions.some(
      (fn) => fn.start >= facts.starts[holder]! && fn.start <= start && end <= fn.end,
    );
  }

  /** Values that hold the property, and where it is read from others. */
  *#readsOf(name: string, holder: number): Iterable<Place> {
    const { program } = this.resolver;
    const whole = new Set<Ref>();
    for (const place of this.#valuesOf(this.graph, holder, [name], 0)) {
      const { graph, node } = this.resolver.split(place.ref);
      whole.add(program.ref(graph, rootOf(graph, node)));
      yield place;
    }
    const own = program.ref(this.graph, holder);
    for (const ref of program.members(name)) {
      const { graph, node } = this.resolver.split(ref);
      if (whole.has(program.ref(graph, rootOf(graph, graph.arg(node, 0))))) continue;
      if (
        typesOfObject(this.resolver, graph, node).some((each) => each === own || this.#extends(each, own, 0))
      )
        yield { ref, access: [] };
    }
  }

  /** Whether a type takes over what another one has. */
  #extends(type: Ref, base: Ref, depth: number): boolean {
    const { graph, node } = this.resolver.split(type);
    if (depth > DEEPEST) return false;
    const bases =
      graph.op(node) === Op.Class
        ? [graph.facts.classes[graph.aux(node)]!.base]
        : graph.op(node) === Op.ObjectType
          ? [...graph.args(node)].filter((part) => graph.op(part) === Op.Spread)
          : [];
    return bases.some(
      (each) =>
        each >= 0 &&
        this.resolver
          .resolve(this.resolver.program.ref(graph, each))
          .some(
            (value) => "ref" in value && (value.ref === base || this.#extends(value.ref, base, depth + 1)),
          ),
    );
  }

  /** Values that are declared to be of a type, in any file: `user: User`, `users: User[]`, `{ owner: User }`. */
  *#valuesOf(graph: Graph, type: number, access: Access, depth: number): Iterable<Place> {
    if (depth > DEEPEST) return;
    const { program } = this.resolver;
    for (const use of graph.uses(type))
      switch (graph.op(use)) {
        case Op.Typed:
          if (graph.arg(use, 1) === type) yield { ref: program.ref(graph, use), access };
          break;
        case Op.New:
          if (graph.arg(use, 0) === type) yield { ref: program.ref(graph, use), access };
          break;
        case Op.TypeRef:
        case Op.Choice:
        case Op.Spread:
          yield* this.#valuesOf(graph, use, access, depth + (graph.op(use) === Op.TypeRef ? 0 : 1));
          break;
        case Op.ArrayType:
          yield* this.#valuesOf(graph, use, ["[]", ...access], depth + 1);
          break;
        case Op.Prop:
        case Op.ObjectType:
          yield* this.#valuesOf(
            graph,
            use,
            graph.op(use) === Op.Prop ? [graph.name(use), ...access] : access,
            depth + 1,
          );
          break;
      }
    const names = program.index(graph).exportNames.get(type);
    if (!names) return;
    for (const ref of program.importers(graph)) {
      const { graph: other, node } = this.resolver.split(ref);
      if (names.includes(other.imported(node))) yield* this.#valuesOf(other, node, access, depth);
    }
  }
}
