/** The state of the second pass, and the primitives its parts share: nodes, variables, branches. */
import * as ts from "./syntax.js";
import { GraphBuilder } from "./builder.js";
import { BOUNDS } from "./bounds.js";
import {
  Op,
  type BranchFacts,
  type ClassFacts,
  type ExportFacts,
  type FunctionFacts,
  type ReExport,
  type LoopFacts,
  type SecretFacts,
} from "./facts.js";
import { join, Versions, type Key, type Members } from "./flow-state.js";
import { startOf } from "./position.js";
import { collectScopes, type Scope, type Scopes, type Variable } from "./scope.js";

/** The function being read. */
export interface Frame {
  id: number;
  /** The syntax node that homes its variables. */
  home: ts.Node;
  /** Parameter variables and their parts with their first version, for exits. */
  origins: Map<number, number>;
  /** Function and class declarations whose bodies are read at the end, when all variables have their value. */
  deferred: (() => void)[];
  /** What `this` is: a class, an object literal's node, or nothing. */
  self: { class: number; object: number };
  /** Enclosing loops and switches, innermost last. */
  targets: Target[];
  /** Versions at the function's start, where a search through branches ends. */
  start: Versions | undefined;
}

/** Where `break` and `continue` lead. */
export interface Target {
  label: string | undefined;
  loop: boolean;
  /** A loop's header: variable to its Choice node, which takes the versions at every `break` and `continue`. */
  header?: Map<number, number>;
  /** A switch's branches that ended by `break`. */
  breaks?: Versions[];
  /** A `break` or `continue` leads here. */
  left?: boolean;
}

export class Walker {
  readonly graph = new GraphBuilder();
  readonly scopes: Scopes;
  readonly functions: FunctionFacts[] = [];
  readonly classes: ClassFacts[] = [];
  readonly exports: ExportFacts[] = [];
  readonly reExports: ReExport[] = [];
  readonly secrets: SecretFacts[] = [];
  readonly loops: LoopFacts[] = [];
  /** As `branches` in the facts. */
  readonly deciding: BranchFacts[] = [];
  readonly tests: number[] = [];
  readonly exportedLocals: { name: string; variable: Variable }[] = [];
  scope: Scope;
  versions = new Versions(undefined);
  frame: Frame;
  /** Function or class number of Function and Class nodes. */
  readonly functionOf = new Map<number, number>();
  /** Function nodes that end in no other way than by an exception. */
  readonly neverReturning = new Set<number>();
  /** As in the facts. */
  readonly variables = new Map<number, string>();
  /** Imported name of Import nodes that declarations made. */
  readonly importedNames = new Map<number, string>();
  /** Refine and AfterCall nodes by the version they are of. */
  readonly laterVersions = new Map<number, number[]>();
  /** Variables that were made of values, by the value. */
  readonly derived = new Map<number, Key[]>();
  /** Conditions of the `if` statements whose first branch ends the path. */
  readonly left = new Map<ts.Node, number>();
  bound: string | undefined;
  #cells: Variable[] = [];
  #depth = 0;

  constructor(readonly source: ts.SourceFile) {
    this.scopes = collectScopes(source);
    this.scope = this.scopes.module;
    this.frame = newFrame(-1, source, { class: -1, object: -1 });
  }

  /** Adds a node at the place of a syntax node. */
  add(op: Op, at: ts.Node, args?: readonly number[], name?: string, aux?: number): number {
    return this.graph.add(op, startOf(this.source, at), at.end, args, name, aux);
  }

  /** The function or class number of a Function or Class node. */
  aux(node: number): number {
    return this.functionOf.get(node)!;
  }

  succeed(version: number, later: number): void {
    const list = this.laterVersions.get(version);
    if (list) list.push(later);
    else this.laterVersions.set(version, [later]);
  }

  unknown(at: ts.Node, args?: readonly number[]): number {
    return this.add(Op.Unknown, at, args);
  }

  /** Goes one expression deeper, to `leave` again; false past the bound, which is reported. */
  enter(): boolean {
    if (this.#depth >= BOUNDS.syntaxDepth) {
      this.bound = `expressions nested more than ${BOUNDS.syntaxDepth} deep are not followed`;
      return false;
    }
    this.#depth++;
    return true;
  }

  leave(): void {
    this.#depth--;
  }

  /** Enters the block scope of a syntax node, if it has one. */
  within<T>(node: ts.Node, read: () => T): T {
    const outer = this.scope;
    this.scope = this.scopes.of.get(node) ?? outer;
    try {
      return read();
    } finally {
      this.scope = outer;
    }
  }

  /** The current version of a variable, as seen from the function being read. */
  read(variable: Variable): number {
    if (!variable.shared) {
      const version = this.versions.get(variable.id);
      const here = variable.home === this.frame.home;
      // A closure sees the version at its creation, unless the variable is assigned again further down.
      if (version !== undefined && (here || !this.#writtenAfter(variable))) return version;
    } else {
      const refined = this.versions.get(variable.id);
      if (refined !== undefined && this.graph.op(refined) !== Op.Cell && this.#refinesCell(refined, variable))
        return refined;
    }
    return this.cell(variable);
  }

  #refinesCell(version: number, variable: Variable): boolean {
    let node = version;
    while (this.graph.op(node) === Op.Refine || this.graph.op(node) === Op.AfterCall)
      node = this.graph.args(node)[0]!;
    return node === variable.cell;
  }

  #writtenAfter(variable: Variable): boolean {
    const start = this.frame.home.getStart(this.source);
    return variable.writes.some((at) => at > start);
  }

  cell(variable: Variable): number {
    if (variable.cell < 0) {
      const owner = this.graph.owner;
      this.graph.owner = -1;
      variable.cell = this.graph.add(Op.Cell, 0, 0, [], variable.name);
      this.graph.owner = owner;
      this.#cells.push(variable);
    }
    return variable.cell;
  }

  /** Records an assignment. */
  assign(variable: Variable, value: number): void {
    variable.values.push(value);
    this.versions.assign(variable.id, value);
  }

  /** What importers of an exported variable see. */
  exportedValue(variable: Variable): number {
    if (variable.shared || variable.values.length !== 1) return this.cell(variable);
    // A list is exported with what the module put into it: `export const tools = []; tools.push(a)`.
    const last = this.versions.get(variable.id) ?? -1;
    const isChanged = last >= 0 && (this.graph.op(last) === Op.Update || this.graph.op(last) === Op.Choice);
    return isChanged ? last : variable.values[0]!;
  }

  /** Gives cells the values that were assigned, now that the whole file was read. */
  fillCells(): void {
    for (const variable of this.#cells) this.graph.setArgs(variable.cell, [...new Set(variable.values)]);
  }

  choose = (versions: number[]): number => {
    // What one branch knows and another does not is not known after both.
    const common = versions.find((node) => versions.every((other) => this.#refines(other, node)));
    if (common !== undefined) return common;
    // Both branches of one condition together say nothing.
    const inputs = new Set(
      versions.map((node) => (this.graph.op(node) === Op.Refine ? this.graph.args(node)[0]! : node)),
    );
    if (inputs.size === 1 && versions.length > 1) {
      const conditions = new Set(versions.map((node) => this.graph.args(node)[1] ?? -1));
      if (conditions.size === 1) return [...inputs][0]!;
    }
    const last = versions[versions.length - 1]!;
    const choice = this.graph.add(Op.Choice, this.graph.start(last), this.graph.end(last), versions);
    // Still the same value where all that differs is the calls it was passed to: a condition finds it through them.
    const [origin, ...others] = new Set(versions.map((node) => this.unrefined(node)));
    if (others.length === 0) this.succeed(origin!, choice);
    return choice;
  };

  /** Whether a version is another one, or that one after more checks. */
  #refines(node: number, before: number): boolean {
    let at = node;
    while (at !== before && this.graph.op(at) === Op.Refine) at = this.graph.args(at)[0]!;
    return at === before;
  }

  /** Whether a version is another one after checks, on every way that leads to it. */
  isChecked(node: number, before: number): boolean {
    let at = node;
    while (at !== before && (this.graph.op(at) === Op.Refine || this.graph.op(at) === Op.AfterCall))
      at = this.graph.args(at)[0]!;
    if (at === before) return node !== before;
    return this.graph.op(at) === Op.Choice && this.graph.args(at).every((arg) => this.isChecked(arg, before));
  }

  /** The version before its checks and the calls it was passed to. */
  unrefined(node: number): number {
    let at = node;
    while (this.graph.op(at) === Op.Refine || this.graph.op(at) === Op.AfterCall)
      at = this.graph.args(at)[0]!;
    return at;
  }

  /** Reads alternatives from the same starting point and joins what they changed. */
  branches(readers: readonly (() => void)[]): void {
    const base = this.versions;
    const results: Versions[] = [];
    for (const read of readers) {
      this.versions = new Versions(base);
      read();
      results.push(this.versions);
    }
    this.versions = base;
    join(base, results, this.choose);
  }

  /** Key of `a`, `a.b`, `a.b.c` or `this.b` when it can hold a version of its own. */
  keyOf(node: ts.Expression): { key: Key; variable: Variable | undefined } | undefined {
    if (ts.isIdentifier(node)) {
      const variable = this.scope.find(node.text);
      return variable && { key: variable.id, variable };
    }
    const path: string[] = [];
    let at: ts.Expression = node;
    for (;;) {
      if (ts.isPropertyAccessExpression(at) && path.length < 3) {
        path.push(at.name.text);
        at = at.expression;
      } else if (ts.isNonNullExpression(at) || ts.isParenthesizedExpression(at) || ts.isAsExpression(at))
        at = at.expression;
      else break;
    }
    const { members } = this.versions;
    if (at.kind === ts.SyntaxKind.ThisKeyword && path.length > 0)
      return { key: memberKey(members, members.self, path), variable: undefined };
    if (!ts.isIdentifier(at)) return undefined;
    const variable = this.scope.find(at.text);
    return variable && { key: memberKey(members, variable.id, path), variable };
  }
}

/** The key of a path below a key; its last name comes first. */
function memberKey(members: Members, root: Key, path: readonly string[]): Key {
  let key = root;
  for (let at = path.length - 1; at >= 0; at--) key = members.of(key, path[at]!);
  return key;
}

export function newFrame(id: number, home: ts.Node, self: Frame["self"]): Frame {
  return { id, home, origins: new Map(), deferred: [], self, targets: [], start: undefined };
}
