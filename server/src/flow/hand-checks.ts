/** Whether the shape of what was parsed is looked at by hand: types are asked for, values are held to lists, fields are converted. */
import { Op, type Graph } from "../facts/facts.js";
import { asksEqual, rootOf } from "./relations.js";

/** Types that say nothing of what is in a value. */
const SHAPELESS = /^(?:object|undefined|function)$/;
/** Functions of the language that make one type of whatever they are given. */
const CONVERTS = /^(?:String|Number|Boolean|parseInt|parseFloat|BigInt)$/;
/** Questions that the language answers about a value. */
const ASKS = /^(?:isArray|isInteger|isSafeInteger|isFinite|isNaN|isString|isNumber|isBoolean|isPlainObject)$/;
/** Methods that look for a value among others. */
const LOOKS_FOR = /^(?:includes|has|hasOwn|indexOf)$/;
/** Methods that keep or find the elements of a list that a function is true for. */
const SIFTS = /^(?:filter|find|every|some|findLast)$/;
/** Who only shows what it is given, or writes it as text. */
const SHOWS = /^(?:console|log|logger)$/i;

/** How many places a value may get to before it is taken for unchecked. */
const PLACES = 400;

/** The whole of what was parsed, and elements of it where it is a list. */
const WHOLE = "";
const ELEMENTS = "[]";

interface Place {
  node: number;
  /** The names on the way to it, of the properties that hold it. */
  field: string;
  /** Whether it is only there where a type was asked for. */
  isAsked: boolean;
}

/**
 * Whether what is used of a parsed value was looked at: nothing is used at all, or the whole is handed on only where a type was asked for, and
 * of the fields that are used all were asked about, or several and no fewer than the others.
 * @param goesOn whether a call that is given the whole looks at it instead
 * @param isReturned whether whoever gets a node as a result looks at it instead; undefined where it is no result
 */
export function isCheckedByHand(
  graph: Graph,
  parse: number,
  goesOn: (call: number, argument: number) => boolean,
  isReturned: (node: number) => boolean | undefined,
): boolean {
  const places: Place[] = [{ node: parse, field: WHOLE, isAsked: false }];
  const seen = new Set<string>();
  const [used, asked] = [new Set<string>(), new Set<string>()];
  for (let at = 0; at < places.length; at++) {
    if (at > PLACES) return false;
    const { node, field, isAsked } = places[at]!;
    const go = (next: number, to = field, isNow = isAsked): void => {
      const key = `${next} ${to} ${isNow}`;
      if (!seen.has(key)) places.push({ node: next, field: to, isAsked: isNow });
      seen.add(key);
    };
    /** The value is used here, as it is. */
    const use = (): boolean => {
      used.add(field);
      if (isAsked) asked.add(field);
      return field !== WHOLE || isAsked;
    };
    const returned = isReturned(node);
    if (returned !== undefined) {
      if (field === WHOLE && !isAsked && !returned) return false;
      if (field !== WHOLE || isAsked) use();
    }
    for (const user of graph.uses(node)) {
      const fate = fateOf(graph, user, node);
      if (fate === "nothing") continue;
      if (fate === "asked") asked.add(field);
      else if (fate === "goes on") go(user, field, isAsked || isKnownThere(graph, user, node));
      else if (fate === "converted") {
        used.add(field);
        asked.add(field);
      } else if (fate === "part") {
        const name = graph.op(user) === Op.Member ? graph.name(user) : ELEMENTS;
        const method = methodCall(graph, user);
        if (method < 0) go(user, inner(field, name));
        else if (SIFTS.test(name) && asksInside(graph, graph.arg(method, 1)))
          go(method, field === WHOLE ? ELEMENTS : field, true);
        else if (field === WHOLE && !isAsked) return false;
        else use();
      } else if (graph.op(user) === Op.Call && field === WHOLE && goesOn(user, node)) continue;
      else if (!use()) return false;
    }
  }
  const known = [...used].filter((field) => isAskedAbout(asked, field)).length;
  return known === used.size || (known >= 2 && known * 2 >= used.size);
}

/** How many names of a way are told apart. */
const DEEPEST = 4;

function inner(field: string, name: string): string {
  if (field === WHOLE) return name;
  return field.split(".").length < DEEPEST ? `${field}.${name}` : field;
}

/** Whether a type was asked for: of a field, or of what it is in. */
function isAskedAbout(asked: ReadonlySet<string>, field: string): boolean {
  const names = field.split(".");
  return names.some((_, at) => asked.has(names.slice(0, at + 1).join(".")));
}

type Fate = "nothing" | "asked" | "goes on" | "converted" | "part" | "used";

/** What becomes of a node where it is used. */
function fateOf(graph: Graph, user: number, node: number): Fate {
  const position = graph.indexOf(user, node);
  switch (graph.op(user)) {
    case Op.Await:
    case Op.Use:
    case Op.Typed:
    case Op.Choice:
    case Op.Cell:
    case Op.Coalesce:
    case Op.Or:
    case Op.Spread:
      return "goes on";
    case Op.Refine:
    case Op.AfterCall:
      return position === 0 ? "goes on" : "nothing";
    case Op.Update:
      return position === 0 ? "goes on" : "used";
    case Op.Store:
    case Op.PropertyWrite:
      return position === 0 ? "nothing" : "used";
    case Op.And:
      return position === 1 ? "goes on" : "nothing";
    case Op.Ternary:
      return position === 0 ? "nothing" : "goes on";
    case Op.Member:
    case Op.Index:
      return position === 0 ? "part" : "used";
    case Op.TypeOf:
      return asksForType(graph, user) ? "asked" : "nothing";
    case Op.Compare:
      return asksByOperator(graph, user, position) ? "asked" : "nothing";
    case Op.Not:
      return [...graph.uses(user)].some((outer) => graph.op(outer) === Op.Not) ? "converted" : "nothing";
    case Op.Call:
      return position > 0 ? fateOfArgument(graph, user) : "used";
    case Op.Prop:
    case Op.Concat:
      return isOnlyShown(graph, user) ? "nothing" : "used";
    default:
      return "used";
  }
}

/** `x instanceof Date`, `x in KINDS`; that there is a property, `"name" in x`, says nothing of what is in it. */
function asksByOperator(graph: Graph, comparison: number, position: number): boolean {
  return position === 0 && /^(?:in|instanceof)$/.test(graph.name(comparison));
}

/** `typeof x === "string"`, for a type that says what is in the value. */
function asksForType(graph: Graph, typeOf: number): boolean {
  return [...graph.uses(typeOf)].some((comparison) => {
    const other = graph.op(comparison) === Op.Compare ? graph.arg(comparison, 1) : -1;
    if (other < 0 || asksEqual(graph, comparison) === undefined) return false;
    return graph.op(other) === Op.String && !SHAPELESS.test(graph.name(other));
  });
}

/** Whether what something was put into only goes to a log. */
function isOnlyShown(graph: Graph, holder: number, depth = 0): boolean {
  const uses = [...graph.uses(holder)];
  const goesToLog = (use: number): boolean => {
    const op = graph.op(use);
    if (op === Op.Call) return graph.arg(use, 0) !== holder && SHOWS.test(ownerOf(graph, graph.arg(use, 0)));
    return (op === Op.Object || op === Op.Concat || op === Op.Prop) && isOnlyShown(graph, use, depth + 1);
  };
  return uses.length > 0 && depth < 4 && uses.every(goesToLog);
}

/** The name of what a method is called on. */
function ownerOf(graph: Graph, callee: number): string {
  if (graph.op(callee) !== Op.Member) return "";
  const object = rootOf(graph, graph.arg(callee, 0));
  return graph.op(object) === Op.Import ? graph.imported(object) : graph.name(object);
}

function fateOfArgument(graph: Graph, call: number): Fate {
  const callee = graph.arg(call, 0);
  if (graph.op(callee) === Op.Global) return CONVERTS.test(graph.name(callee)) ? "converted" : "used";
  if (graph.op(callee) !== Op.Member) return "used";
  const name = graph.name(callee);
  if (ASKS.test(name) || LOOKS_FOR.test(name)) return "asked";
  const owner = ownerOf(graph, callee);
  if (SHOWS.test(owner) || (owner === "JSON" && name === "stringify")) return "nothing";
  if (owner === "Math") return "converted";
  return "used";
}

/** The call of a method of a value: `value.map(…)` of its member. */
function methodCall(graph: Graph, member: number): number {
  return (
    [...graph.uses(member)].find((use) => graph.op(use) === Op.Call && graph.arg(use, 0) === member) ?? -1
  );
}

/** Whether a function asks for the type of something, or looks it up among others. */
function asksInside(graph: Graph, callback: number): boolean {
  const root = callback < 0 ? -1 : rootOf(graph, callback);
  if (root < 0 || graph.op(root) !== Op.Function) return false;
  const fn = graph.aux(root);
  const { start, end } = graph.facts.functions[fn]!;
  for (let node = 0; node < graph.size; node++) {
    if (graph.owner(node) !== fn || graph.facts.starts[node]! < start || graph.facts.ends[node]! > end)
      continue;
    if (asks(graph, node)) return true;
  }
  return false;
}

function asks(graph: Graph, node: number): boolean {
  if (graph.op(node) === Op.TypeOf) return asksForType(graph, node);
  if (graph.op(node) !== Op.Call || graph.argCount(node) < 2) return false;
  return graph.op(graph.arg(node, 0)) === Op.Member && fateOfArgument(graph, node) === "asked";
}

/** Whether what a Refine node knows of its first operand says something about the type of that, or of a part of it. */
function isKnownThere(graph: Graph, refine: number, node: number): boolean {
  if (graph.op(refine) !== Op.Refine || graph.aux(refine) > 1) return false;
  return tells(graph, graph.arg(refine, 1), graph.aux(refine) === 1, rootOf(graph, node));
}

/** Whether a condition that holds, or with `sense` false does not, says something about the type of a value. */
function tells(graph: Graph, condition: number, sense: boolean, subject: number, depth = 0): boolean {
  if (condition < 0 || depth > 12) return false;
  const again = (part: number, same = sense): boolean => tells(graph, part, same, subject, depth + 1);
  const [first, second] = [graph.arg(condition, 0), graph.arg(condition, 1)];
  switch (graph.op(condition)) {
    case Op.Not:
      return again(first, !sense);
    case Op.And:
      return sense ? again(first) || again(second) : again(first) && again(second);
    case Op.Or:
      return sense ? again(first) && again(second) : again(first) || again(second);
    case Op.Refine:
    case Op.AfterCall:
    case Op.Typed:
    case Op.Use:
      return again(first);
    case Op.Compare: {
      if (asksByOperator(graph, condition, 0)) return sense && holds(graph, first, subject);
      const type = rootOf(graph, first);
      const isAsked = graph.op(type) === Op.TypeOf && asksForType(graph, type);
      return isAsked && asksEqual(graph, condition) === sense && holds(graph, graph.arg(type, 0), subject);
    }
    case Op.Call: {
      if (!sense || !asks(graph, condition)) return false;
      // That a part of it is one of several says nothing about the rest.
      const isListed = LOOKS_FOR.test(graph.name(graph.arg(condition, 0)));
      return isListed ? rootOf(graph, second) === subject : holds(graph, second, subject);
    }
    default:
      return false;
  }
}

/** Whether a node is a value or a part of it. */
function holds(graph: Graph, node: number, subject: number): boolean {
  let root = node < 0 ? -1 : rootOf(graph, node);
  for (let guard = 0; guard < 8 && root >= 0; guard++) {
    if (root === subject) return true;
    const op = graph.op(root);
    if (op !== Op.Member && op !== Op.Index) return false;
    root = rootOf(graph, graph.arg(root, 0));
  }
  return false;
}
