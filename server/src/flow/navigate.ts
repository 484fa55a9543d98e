/** From a call or class to the places that a catalogue row names relative to it. */
import { endsProvided, parsePath, type PathSegment } from "../catalog/path.js";
import { Op } from "../facts/facts.js";
import type { Access } from "./access.js";
import type { Ref } from "./program.js";
import { rootOf } from "./relations.js";
import type { Resolver } from "./resolve.js";
import { ValueSet, type Value } from "./values.js";

/** A place: a node, or part of it. `values` when the place is known only by what is there. */
export interface Place {
  ref: Ref | undefined;
  access: Access;
  values: readonly Value[] | undefined;
  /** Functions passed on the way: the handlers. */
  functions: readonly Ref[];
}

export class Navigator {
  constructor(readonly resolver: Resolver) {}

  /**
   * The places of a relative path at a call, construction or class.
   * @param rowPath the row's own path, which tells whether the start is the SDK's or what the code provides
   */
  relative(start: Ref, rowPath: string, relative: string): Place[] {
    const provided = endsProvided(parsePath(rowPath)[0] ?? []);
    return parsePath(relative, provided).flatMap((segments) => this.walk(start, segments));
  }

  /** Follows segments from a call (arguments first) or from a class (members first). */
  walk(start: Ref, segments: readonly PathSegment[]): Place[] {
    let places: Place[] = [
      { ref: undefined, access: [], values: this.#startValues(start, segments), functions: [] },
    ];
    segments.forEach((segment, index) => {
      const next: Place[] = [];
      for (const place of places) {
        if (index === 0 && segment.kind === "argument") next.push(...this.#arguments(start, segment.index));
        else next.push(...this.#step(place, segment));
      }
      places = next.slice(0, 200);
    });
    return places;
  }

  /** What is at a place. */
  values(place: Place): readonly Value[] {
    if (place.values) return place.values;
    if (place.ref === undefined) return [];
    let values: readonly Value[] = this.resolver.resolve(place.ref);
    for (const step of place.access) values = values.flatMap((value) => this.resolver.member(value, step));
    return values;
  }

  /** Constant texts at the places of a relative path. */
  *texts(start: Ref, rowPath: string, relative: string): Generator<string> {
    for (const place of this.relative(start, rowPath, relative))
      for (const value of this.values(place)) {
        const text = value.kind === "constant" ? this.resolver.constantText(value.ref) : undefined;
        if (text !== undefined) yield text;
      }
  }

  #startValues(start: Ref, segments: readonly PathSegment[]): readonly Value[] | undefined {
    if (segments[0]?.kind === "argument") return undefined;
    const { graph, node } = this.resolver.split(start);
    return graph.op(node) === Op.Class
      ? [{ kind: "instance", ref: start, exact: true }]
      : this.resolver.resolve(start);
  }

  /** Arguments of a call; a spread argument counts with its elements. */
  #arguments(call: Ref, index: number | undefined): Place[] {
    const { graph, node } = this.resolver.split(call);
    const places: Place[] = [];
    let unknown = false;
    for (let at = 1; at < graph.argCount(node); at++) {
      const argument = graph.arg(node, at);
      if (argument < 0) continue;
      if (graph.op(argument) !== Op.Spread) {
        places.push(placeOf(this.resolver.program.ref(graph, argument)));
        continue;
      }
      const tuples = this.resolver.resolve(this.resolver.program.ref(graph, graph.arg(argument, 0)));
      const arrays = tuples.filter((value) => {
        if (value.kind !== "object") return false;
        const tuple = this.resolver.split(value.ref);
        return tuple.graph.op(tuple.node) === Op.Array;
      });
      if (arrays.length === 0) unknown = true;
      for (const tuple of arrays) {
        if (tuple.kind !== "object") continue;
        const target = this.resolver.split(tuple.ref);
        const elements = [...target.graph.args(target.node)].map((element) =>
          placeOf(this.resolver.program.ref(target.graph, element)),
        );
        if (arrays.length === 1) places.push(...elements);
        else if (index !== undefined) {
          const element = elements[index < 0 ? elements.length + index : index];
          if (element) places.push(element);
        }
      }
      if (arrays.length > 1 && index !== undefined) return places;
    }
    if (index === undefined) return places;
    if (unknown && index >= 0 && index >= places.length) return [];
    const place = places[index < 0 ? places.length + index : index];
    return place ? [place] : [];
  }

  #step(place: Place, segment: PathSegment): Place[] {
    const { resolver } = this;
    switch (segment.kind) {
      case "member": {
        if (place.functions.length > 0 && place.ref !== undefined && !segment.names) return [];
        return (segment.names ?? ["[]"]).flatMap((name) => {
          if (place.functions.length > 0 && place.ref !== undefined)
            return [{ ...place, access: [...place.access, name] }];
          const written = this.#written(place, name);
          if (written) return written.map((ref) => ({ ...placeOf(ref), functions: place.functions }));
          if (place.ref !== undefined && place.access.length === 0) {
            const values = resolver.load(place.ref, name);
            return values.length > 0 ? [at(place, values)] : [];
          }
          const values = this.values(place).flatMap((value) => resolver.member(value, name));
          return values.length > 0 ? [at(place, values)] : [];
        });
      }
      case "element": {
        if (place.functions.length > 0 && place.ref !== undefined)
          return [{ ...place, access: [...place.access, "[]"] }];
        const values =
          place.ref !== undefined && place.access.length === 0
            ? resolver.load(place.ref, "[]")
            : this.values(place).flatMap((value) => resolver.member(value, "[]"));
        return values.map((value) => at(place, [value]));
      }
      case "parameter":
        return this.functionsAt(place).flatMap((fn) => {
          const { graph, node } = resolver.split(fn);
          const record = graph.facts.functions[graph.aux(node)]!;
          const indices =
            segment.index === undefined ? record.params.map((_, index) => index) : [segment.index];
          return indices.flatMap((index) => {
            const rest = record.rest >= 0 && index >= record.rest;
            const param = record.params[rest ? record.rest : index];
            return param === undefined
              ? []
              : [
                  {
                    ref: resolver.program.ref(graph, param),
                    access: rest ? [String(index - record.rest)] : [],
                    values: undefined,
                    functions: [...place.functions, fn],
                  },
                ];
          });
        });
      case "call":
        return [
          at(
            place,
            this.values(place).flatMap((value) =>
              value.kind === "function" ? resolver.returns(value.ref) : [],
            ),
          ),
        ];
      default:
        return [];
    }
  }

  /**
   * The nodes that a property was given in literals and class fields, when that is all there is to it. A node says more
   * than its values: how a schema was built, which model was named.
   */
  #written(place: Place, name: string): Ref[] | undefined {
    const { resolver } = this;
    if (place.access.length > 0) return undefined;
    if (place.ref !== undefined) {
      const { graph, node } = resolver.split(place.ref);
      const op = graph.op(rootOf(graph, node));
      if (op === Op.Update || op === Op.Choice || op === Op.Cell) return undefined;
    }
    const refs: Ref[] = [];
    for (const value of this.values(place)) {
      if (value.kind !== "object" && value.kind !== "instance") return undefined;
      const { graph, node } = resolver.split(value.ref);
      let found = -1;
      if (graph.op(node) === Op.Object) {
        for (const part of graph.args(node))
          if (graph.op(part) !== Op.Prop) return undefined;
          else if (graph.name(part) === name) found = graph.arg(part, 0);
      } else if (graph.op(node) === Op.Class)
        for (const member of graph.facts.classes[graph.aux(node)]!.members)
          if (member.kind === "field" && !member.static && member.name === name) found = member.node;
      if (found < 0) return undefined;
      refs.push(resolver.program.ref(graph, found));
    }
    return refs.length > 0 ? refs : undefined;
  }

  /** The nodes that a property of a node was given in literals, when that is all there is to it. */
  written(ref: Ref, name: string): readonly Ref[] {
    return this.#written(placeOf(ref), name) ?? [];
  }

  /** The functions at a place. */
  functionsAt(place: Place): Ref[] {
    const found = new ValueSet();
    for (const value of this.values(place)) if (value.kind === "function") found.add(value);
    return found.list().map((value) => (value as { ref: Ref }).ref);
  }
}

function placeOf(ref: Ref): Place {
  return { ref, access: [], values: undefined, functions: [] };
}

function at(place: Place, values: readonly Value[]): Place {
  return { ref: undefined, access: [], values, functions: place.functions };
}
