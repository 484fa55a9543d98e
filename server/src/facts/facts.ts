/**
 * One file's facts: a graph of values, in static single assignment form where a variable allows it, with the
 * functions, classes, imports and exports that hold it together. Facts depend on the file's text alone, hold no syntax
 * tree, and are flat arrays, so that a hundred thousand lines fit in memory and cross a thread for free.
 */

/** What a value node is. The comment gives its operands (`args`), `name` and `aux`. */
export const Op = {
  /** A value nothing is known about; operands, when there are any, pass into it. */
  Unknown: 0,
  String: 1, // name: text
  Number: 2, // name: text
  Boolean: 3, // name: "true" | "false"
  Nullish: 4,
  Regex: 5, // name: /source/flags
  Param: 6, // args: [default?]; name: declared name; aux: index
  This: 7, // args: [object literal?]; name: "super" when that; aux: class, or -1
  Import: 8, // name: specifier; aux: string of the imported name, "*" for the namespace
  Global: 9, // name
  Member: 10, // args: [object]; name: property, "[]" for an element
  Index: 11, // args: [object, key]
  Call: 12, // args: [callee, ...arguments]; aux: 1 when optional
  New: 13, // args: [callee, ...arguments]
  Spread: 14, // args: [value]
  Await: 15, // args: [value]
  Object: 16, // args: Prop | ComputedProp | Spread
  Prop: 17, // args: [value]; name
  ComputedProp: 18, // args: [key, value]
  Array: 19, // args: values | Spread
  Function: 20, // aux: function
  Class: 21, // aux: class
  /** Text put together: a template or a `+` chain. */
  Concat: 22, // args: parts
  /** One of several values: where control flow joins. */
  Choice: 23, // args: alternatives
  Ternary: 24, // args: [condition, then, else]
  And: 25, // args: [left, right]
  Or: 26, // args: [left, right]
  Coalesce: 27, // args: [left, right]
  Not: 28, // args: [value]
  Compare: 29, // args: [left, right]; name: operator
  Arithmetic: 30, // args: operands; a number
  TypeOf: 31, // args: [value]
  /**
   * The first operand, where the condition is known to be true (aux 1) or false (aux 0), or is a call that returned (aux 2) or
   * threw (aux 3). With an origin, it was made of that, and the condition is about that.
   */
  Refine: 32, // args: [value, condition, origin?]; aux: sense
  /** The first operand, after the call returned normally with it as argument number aux. */
  AfterCall: 33, // args: [value, call]; aux: argument index
  /** The first operand with a property replaced (aux 0) or perhaps replaced, or an element added (aux 1). */
  Update: 34, // args: [object, value]; name: property path, "" merges the value's properties, "*" any property or element
  /** A write that is seen elsewhere: to `this`, a parameter, another file's object. */
  Store: 35, // args: [object, value]; name: property
  /** A variable that closures write: everything ever assigned to it. */
  Cell: 36, // args: values; name: variable
  Jsx: 37, // args: [component, ...Prop | Spread]; name: tag
  Tagged: 38, // args: [tag, Concat, ...what was put into the text]
  /** The first operand, declared or asserted to be of a type. */
  Typed: 39, // args: [value, type]
  /** An instance of the named type. */
  TypeRef: 40, // args: [entity]; name
  ArrayType: 41, // args: [element type]
  ObjectType: 42, // args: Prop | Spread; name
  FunctionType: 43, // args: [return type]
  Yield: 44, // args: [value]
  /** An assignment to a property of an expression, kept for sinks such as `innerHTML`. */
  PropertyWrite: 45, // args: [object, value]; name
  /** A variable at the place where it is passed to a call. */
  Use: 46, // args: [value]
} as const;
export type Op = (typeof Op)[keyof typeof Op];

/** Operations that give what they are given: known better, waited for, in a variable, or what several ways have in common. */
export const RESTATES: ReadonlySet<Op> = new Set<Op>([
  Op.Await,
  Op.Use,
  Op.Typed,
  Op.Refine,
  Op.AfterCall,
  Op.Choice,
  Op.Cell,
]);
/** These, and those that give one of several things. */
export const GIVES: ReadonlySet<Op> = new Set<Op>([...RESTATES, Op.Or, Op.And, Op.Coalesce, Op.Ternary]);

/** Methods that give a text in small or capital letters: what they are called on has a later version, which is what they give. */
export const CHANGES_CASE = /^to(?:Lower|Upper)Case$/;

/** Names of settings that are only there to be turned on by who wants nothing held back. */
export const OPENS_ALL =
  /^#?(?:(?:allow|enable)unrestricted\w*|unrestricted(?:access|paths?|mode)|dangerously\w+|bypasspermissions|disablesandbox|skippermissions)$/i;

/** How a function can end normally, and what its parameters' variables were then. */
export interface Exit {
  /** The returned value, or -1. */
  value: number;
  /** Of variables that hold parameters or their parts: the first version, and behind it the version at this exit. */
  versions: readonly number[];
}

/** Pairs of (first version, version at this exit). */
export function* versionsOf({ versions }: Exit): Generator<[origin: number, version: number]> {
  for (let at = 0; at < versions.length; at += 2) yield [versions[at]!, versions[at + 1]!];
}

export interface FunctionFacts {
  node: number;
  name: string;
  /** Enclosing function, -1 for the module. */
  parent: number;
  params: number[];
  /** Index of the rest parameter, or -1. */
  rest: number;
  exits: Exit[];
  yields: number[];
  /** Class it is a member of, or -1. */
  owner: number;
  static: boolean;
  kind: "function" | "method" | "getter" | "setter" | "constructor";
  /** "use server" or "use client" at the start of the body. */
  directive?: string;
  /** Offsets of the whole function. */
  start: number;
  end: number;
}

export interface ClassMember {
  name: string;
  static: boolean;
  kind: "method" | "getter" | "setter" | "field";
  node: number;
}

export interface ClassFacts {
  node: number;
  name: string;
  /** The value after `extends`, or -1. */
  base: number;
  /** TypeRef nodes after `implements`. */
  implements: number[];
  constructor: number;
  members: ClassMember[];
}

export interface ExportFacts {
  /** `default`, `=` for `module.exports`, or the exported name. */
  name: string;
  node: number;
}

export interface ReExport {
  specifier: string;
  /** Exported name here, "*" for all. */
  name: string;
  /** Name there, "*" for the namespace or all. */
  imported: string;
}

export interface SecretFacts {
  node: number;
  start: number;
  end: number;
  /** Provider or format, for a reader. */
  what: string;
  preview: string;
  /** `format`: the text itself has a known shape. `name`: only the variable's or property's name says so. */
  by: "format" | "name";
}

/** A loop of statements; its body is read once for each turn. */
export interface LoopFacts {
  start: number;
  end: number;
  /** It ends by itself: over a list, or by a comparison. */
  bounded: boolean;
  /** Where what is repeated begins: the list of a `for … of` is made once. */
  repeats: number;
}

/** Nodes that are there only where a condition on what the function was given is true, or false. */
export interface BranchFacts {
  condition: number;
  sense: boolean;
  /** The first of the nodes, and the one behind the last. */
  from: number;
  to: number;
  /** The same of the function's exits. */
  exits: { from: number; to: number };
}

export interface SyntaxProblem {
  start: number;
  end: number;
  message: string;
}

export interface FileFacts {
  file: string;
  ops: Uint8Array;
  starts: Int32Array;
  ends: Int32Array;
  names: Int32Array;
  aux: Int32Array;
  /** Function each node belongs to, -1 for the module's top level. */
  owners: Int32Array;
  /** Operands of node n are `args[argStarts[n]]` up to `args[argStarts[n + 1]]`. */
  argStarts: Int32Array;
  args: Int32Array;
  strings: string[];
  lineStarts: Int32Array;
  functions: FunctionFacts[];
  classes: ClassFacts[];
  exports: ExportFacts[];
  reExports: ReExport[];
  secrets: SecretFacts[];
  loops: LoopFacts[];
  branches: BranchFacts[];
  /** Nodes that decide which statement runs next: of `if`, `while` and `for`. */
  tests: number[];
  /** Names of variables by the call, literal or part of something that they were first given, where it is called otherwise itself. */
  variables: Map<number, string>;
  /** "use client", "use server" … at the top of the file. */
  directive: string | undefined;
  problems: SyntaxProblem[];
  /** A bound was hit while reading the file: which, for the reader. */
  bound: string | undefined;
}

/** Convenient reading of `FileFacts`; also holds what is derived from them, made on first use. */
export class Graph {
  readonly facts: FileFacts;
  readonly file: string;
  /** Position of the file in the workspace's list; set by the program. */
  id = -1;
  /** Number of its first node among the nodes of all files; set by the program. */
  first = 0;
  #useStarts: Int32Array | undefined;
  #uses: Int32Array | undefined;
  #tests: ReadonlySet<number> | undefined;

  constructor(facts: FileFacts) {
    this.facts = facts;
    this.file = facts.file;
  }

  /** @param facts which differ from those before only in where things are */
  moveTo(facts: FileFacts): void {
    (this as { facts: FileFacts }).facts = facts;
  }

  get size(): number {
    return this.facts.ops.length;
  }
  get variables(): ReadonlyMap<number, string> {
    return this.facts.variables;
  }
  /** Whether a statement decides by the value of this very node which one runs next. */
  isTest(node: number): boolean {
    return (this.#tests ??= new Set(this.facts.tests)).has(node);
  }
  op(node: number): Op {
    return this.facts.ops[node] as Op;
  }
  name(node: number): string {
    const index = this.facts.names[node]!;
    return index < 0 ? "" : this.facts.strings[index]!;
  }
  aux(node: number): number {
    return this.facts.aux[node]!;
  }
  owner(node: number): number {
    return this.facts.owners[node]!;
  }
  /** The imported name of an Import node. */
  imported(node: number): string {
    return this.facts.strings[this.facts.aux[node]!]!;
  }
  argCount(node: number): number {
    return this.facts.argStarts[node + 1]! - this.facts.argStarts[node]!;
  }
  /** Operand `index` of a node, or -1. */
  arg(node: number, index: number): number {
    const at = this.facts.argStarts[node]! + index;
    return at < this.facts.argStarts[node + 1]! ? this.facts.args[at]! : -1;
  }
  args(node: number): readonly number[] {
    return listOf(this.facts.args, this.facts.argStarts[node]!, this.facts.argStarts[node + 1]!);
  }

  /** Where the operand is among the operands of `user`, or -1. */
  indexOf(user: number, operand: number): number {
    const { args, argStarts } = this.facts;
    const start = argStarts[user]!;
    for (let at = start; at < argStarts[user + 1]!; at++) if (args[at] === operand) return at - start;
    return -1;
  }

  /** Calls `each` with every node that has this node as an operand, once. */
  forEachUse(node: number, each: (user: number) => void): void {
    if (!this.#uses) this.#index();
    const uses = this.#uses!;
    const end = this.#useStarts![node + 1]!;
    for (let at = this.#useStarts![node]!, previous = -1; at < end; at++) {
      const user = uses[at]!;
      if (user !== previous) each(user);
      previous = user;
    }
  }

  /** Nodes that have this node as an operand. */
  uses(node: number): readonly number[] {
    if (!this.#uses) this.#index();
    return listOf(this.#uses!, this.#useStarts![node]!, this.#useStarts![node + 1]!);
  }

  #index(): void {
    const { args, argStarts } = this.facts;
    const counts = new Int32Array(this.size + 1);
    for (const arg of args) if (arg >= 0) counts[arg + 1]!++;
    for (let i = 0; i < this.size; i++) counts[i + 1]! += counts[i]!;
    const fill = counts.slice();
    const uses = new Int32Array(counts[this.size]!);
    for (let node = 0; node < this.size; node++)
      for (let at = argStarts[node]!; at < argStarts[node + 1]!; at++) {
        const arg = args[at]!;
        if (arg >= 0) uses[fill[arg]!++] = node;
      }
    this.#useStarts = counts;
    this.#uses = uses;
  }

  /** 1-based line and column (UTF-16) of an offset. */
  position(offset: number): { line: number; column: number } {
    const starts = this.facts.lineStarts;
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - starts[low]! + 1 };
  }
}

const NONE: readonly number[] = [];

/** A part of a column. The few numbers are copied several times sooner than V8 makes a view of them. */
function listOf(column: Int32Array, start: number, end: number): readonly number[] {
  if (start === end) return NONE;
  const list: number[] = [];
  for (let at = start; at < end; at++) list.push(column[at]!);
  return list;
}
