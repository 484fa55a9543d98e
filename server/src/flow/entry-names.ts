/** Entries of a key-value store: which of them code speaks of is told by how their keys are put together. */
import { Op, type Graph } from "../facts/facts.js";
import { rootOf } from "./relations.js";
import type { Resolver } from "./resolve.js";

/** Methods that keep a value under a key, by the position of the value; behind it, more of a list. */
export const KEEPS: ReadonlyMap<string, { from: number; to: number; list: boolean }> = new Map([
  ...each("set put setItem setnx setNX", { from: 1, to: 1, list: false }),
  ...each("setex setEx psetex pSetEx", { from: 2, to: 2, list: false }),
  ...each("hset hSet hmset", { from: 1, to: 2, list: false }),
  ...each("lpush rpush lPush rPush sadd sAdd", { from: 1, to: 60, list: true }),
]);

/** Methods that give what is kept under a key. */
export const GIVES = "get getItem getdel getDel getex getEx hget hGet hgetall hGetAll".split(" ");
export const GIVES_LIST = "lrange lRange smembers sMembers".split(" ");

/** A name of what is kept, and what tells its entries apart: `session:${id}`. */
const KEY = /^[\w@.-]*[A-Za-z][\w@.-]*[:_./|#-]\0/;
/** Where requests go is no key, whatever the client's methods are called. */
const ADDRESS = /^(?:https?|wss?|file)[:.]/i;

export class EntryNames {
  constructor(readonly resolver: Resolver) {}

  /** What the keys of entries of one kind have in common; undefined where it is too little, or no key of such a store. */
  of(graph: Graph, key: number): string | undefined {
    if (key < 0) return undefined;
    const text = this.#text(graph, rootOf(graph, key), 0);
    return text !== undefined && KEY.test(text) && !ADDRESS.test(text) ? `entry ${text}` : undefined;
  }

  /** The text with a hole for each part that is not known. */
  #text(graph: Graph, node: number, depth: number): string | undefined {
    const { resolver } = this;
    const { program } = resolver;
    // What a function is given differs from call to call, whatever is known of those there are.
    const partOf = (part: number): string =>
      graph.op(rootOf(graph, part)) === Op.Param
        ? "\u0000"
        : (resolver.text(program.ref(graph, part)) ?? "\u0000");
    if (graph.op(node) === Op.Concat)
      return [...graph.args(node)].map(partOf).join("").replace(/\0+/g, "\u0000");
    if (graph.op(node) !== Op.Call || depth > 0) return undefined;
    // `keyOf(id)`: a function that only puts it together.
    const [made] = resolver.resolve(program.ref(graph, graph.arg(node, 0)));
    if (made?.kind !== "function") return undefined;
    const fn = resolver.split(made.ref);
    const [exit, ...others] = fn.graph.facts.functions[fn.graph.aux(fn.node)]!.exits;
    if (!exit || others.length > 0 || exit.value < 0) return undefined;
    return this.#text(fn.graph, rootOf(fn.graph, exit.value), depth + 1);
  }
}

function each<T>(names: string, value: T): [string, T][] {
  return names.split(" ").map((name) => [name, value]);
}
