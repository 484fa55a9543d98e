/** Functions and classes. */
import * as ts from "./syntax.js";
import { expression, propertyName, typed } from "./expressions.js";
import { Op, type ClassFacts, type ClassMember, type FunctionFacts } from "./facts.js";
import { Versions, type Key } from "./flow-state.js";
import { bind } from "./patterns.js";
import { statements } from "./statements.js";
import { typeNode } from "./types.js";
import { newFrame, type Frame, type Walker } from "./walker.js";

export interface FunctionOptions {
  self?: Frame["self"];
  /** Class it belongs to. */
  owner?: number;
  static?: boolean;
}

/** Reads a function where it stands and gives its value node. */
export function readFunction(
  walker: Walker,
  node: ts.FunctionLikeDeclaration,
  options: FunctionOptions = {},
): number {
  const declared = declareFunction(walker, node, options);
  readBody(walker, node, walker.functions[walker.aux(declared)]!, options);
  return declared;
}

/** Makes a function's node; its body is read later. */
export function declareFunction(
  walker: Walker,
  node: ts.FunctionLikeDeclaration,
  options: FunctionOptions,
): number {
  const id = walker.functions.length;
  const name = functionName(node);
  const value = walker.add(Op.Function, node, [], name, id);
  walker.functionOf.set(value, id);
  if (node.type?.kind === ts.SyntaxKind.NeverKeyword || onlyThrows(node)) walker.neverReturning.add(value);
  walker.functions.push({
    node: value,
    name,
    parent: walker.frame.id,
    params: [],
    rest: -1,
    exits: [],
    yields: [],
    owner: options.owner ?? -1,
    static: options.static ?? false,
    kind: functionKind(node),
    start: node.getStart(walker.source),
    end: node.end,
  });
  return value;
}

/** `{ log(x); throw … }`: nothing in the body could leave it earlier. */
function onlyThrows(node: ts.FunctionLikeDeclaration): boolean {
  const { body } = node;
  if (!body || !ts.isBlock(body) || (node.modifiers?.some(isAsync) ?? false)) return false;
  const last = body.statements[body.statements.length - 1];
  return (
    last?.kind === ts.SyntaxKind.ThrowStatement &&
    body.statements.every(
      ({ kind }) =>
        kind === ts.SyntaxKind.ThrowStatement ||
        kind === ts.SyntaxKind.ExpressionStatement ||
        kind === ts.SyntaxKind.VariableStatement,
    )
  );
}

const isAsync = ({ kind }: ts.Node): boolean => kind === ts.SyntaxKind.AsyncKeyword;

export function readBody(
  walker: Walker,
  node: ts.FunctionLikeDeclaration,
  record: FunctionFacts,
  options: FunctionOptions,
): void {
  const self = options.self ?? (ts.isArrowFunction(node) ? walker.frame.self : { class: -1, object: -1 });
  inFrame(walker, newFrame(walker.functions.indexOf(record), node, self), () => {
    parameters(walker, node, record);
    const body = node.body;
    if (!body) return;
    if (ts.isBlock(body)) {
      const directive = body.statements[0];
      if (directive && ts.isExpressionStatement(directive) && ts.isStringLiteral(directive.expression))
        record.directive = directive.expression.text;
      statements(walker, body.statements);
      if (!walker.versions.dead) exit(walker, -1);
    } else exit(walker, expression(walker, body));
  });
}

/** Runs `read` as the body of a function, then reads what it deferred. */
export function inFrame(walker: Walker, frame: Frame, read: () => void): void {
  const outer = {
    frame: walker.frame,
    versions: walker.versions,
    scope: walker.scope,
    owner: walker.graph.owner,
  };
  walker.frame = frame;
  walker.versions = frame.start = new Versions(outer.versions);
  walker.scope = walker.scopes.of.get(frame.home) ?? walker.scope;
  walker.graph.owner = frame.id;
  read();
  runDeferred(walker);
  walker.frame = outer.frame;
  walker.versions = outer.versions;
  walker.scope = outer.scope;
  walker.graph.owner = outer.owner;
}

export function runDeferred(walker: Walker): void {
  for (const read of walker.frame.deferred.splice(0)) read();
}

/** Records a normal end of the function being read. */
export function exit(walker: Walker, value: number): void {
  const record = walker.functions[walker.frame.id];
  if (!record) return;
  const versions: number[] = [];
  const { origins } = walker.frame;
  for (const [id, origin] of origins) {
    const version = walker.versions.get(id);
    if (version !== undefined && version !== origin) versions.push(origin, version);
  }
  // Checks of captured variables and of members: a test inside `list.some((item) => …)` is about an outer variable.
  let seen: Set<Key> | undefined;
  for (let at: Versions | undefined = walker.versions; at; at = at.parent) {
    for (const [key, version] of at.own ?? []) {
      if (version < 0 || !isChecked(walker, version)) continue;
      if (walker.versions.get(key) !== version || origins.has(key) || seen?.has(key)) continue;
      (seen ??= new Set()).add(key);
      versions.push(checkedRoot(walker, version), version);
    }
    if (at === walker.frame.start) break;
  }
  record.exits.push({ value, versions: versions.length > 0 ? versions.slice() : NONE });
}

const NONE: readonly number[] = [];

/** Whether something is known of the version: a condition it met, or a call that returned with it. */
function isChecked(walker: Walker, version: number): boolean {
  const op = walker.graph.op(version);
  return op === Op.Refine || op === Op.AfterCall;
}

/** What a checked version was before. */
function checkedRoot(walker: Walker, version: number): number {
  let node = version;
  while (isChecked(walker, node)) node = walker.graph.args(node)[0]!;
  return node;
}

function parameters(walker: Walker, node: ts.FunctionLikeDeclaration, record: FunctionFacts): void {
  let index = 0;
  for (const parameter of node.parameters) {
    if (ts.isIdentifier(parameter.name) && parameter.name.text === "this") continue;
    const name = ts.isIdentifier(parameter.name) ? parameter.name.text : "";
    const value = walker.add(Op.Param, parameter, [], name, index);
    record.params.push(value);
    decorated(walker, parameter, value);
    if (parameter.dotDotDotToken) record.rest = index;
    index++;
    let version = typed(walker, parameter, value, parameter.type);
    if (parameter.initializer)
      version = walker.add(Op.Coalesce, parameter, [version, expression(walker, parameter.initializer)]);
    bind(walker, parameter.name, version);
    remember(walker, parameter.name);
    if (record.kind === "constructor" && ts.getCombinedModifierFlags(parameter) & PROPERTY) {
      const object = walker.add(Op.This, parameter, [], "", record.owner);
      walker.add(Op.Store, parameter, [object, version], name);
    }
  }
}

/** `@Body("name") name`: a decorator is called with its own arguments, and last with what it decorates. */
function decorated(walker: Walker, node: ts.Node, value: number): void {
  if (!ts.canHaveDecorators(node)) return;
  for (const decorator of ts.getDecorators(node) ?? []) {
    const called = decorator.expression;
    const [callee, given] = ts.isCallExpression(called)
      ? [called.expression, called.arguments]
      : [called, []];
    const args = given.filter((argument) => !ts.isSpreadElement(argument));
    const operands = [callee, ...args].map((operand) => expression(walker, operand));
    walker.add(Op.Call, decorator, [...operands, value]);
  }
}

const PROPERTY =
  ts.ModifierFlags.Public | ts.ModifierFlags.Private | ts.ModifierFlags.Protected | ts.ModifierFlags.Readonly;

function remember(walker: Walker, name: ts.BindingName): void {
  if (ts.isIdentifier(name)) {
    const variable = walker.scope.find(name.text);
    const version = variable && walker.versions.get(variable.id);
    if (variable && version !== undefined) walker.frame.origins.set(variable.id, version);
  } else
    for (const element of name.elements) if (!ts.isOmittedExpression(element)) remember(walker, element.name);
}

function functionName(node: ts.FunctionLikeDeclaration): string {
  if (node.name) return propertyName(node.name);
  if (ts.isConstructorDeclaration(node)) return "constructor";
  // Set by the first pass, for functions alone.
  const parent = node.parent as ts.Node | undefined;
  if (!parent) return "";
  if (ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name)) return parent.name.text;
  if (ts.isPropertyAssignment(parent)) return propertyName(parent.name);
  if (ts.isBinaryExpression(parent) && ts.isPropertyAccessExpression(parent.left))
    return parent.left.name.text;
  if (ts.isBinaryExpression(parent) && ts.isIdentifier(parent.left)) return parent.left.text;
  if (ts.isPropertyDeclaration(parent)) return propertyName(parent.name);
  return "";
}

function functionKind(node: ts.FunctionLikeDeclaration): FunctionFacts["kind"] {
  if (ts.isConstructorDeclaration(node)) return "constructor";
  if (ts.isGetAccessor(node)) return "getter";
  if (ts.isSetAccessor(node)) return "setter";
  return ts.isMethodDeclaration(node) ? "method" : "function";
}

/** Reads a class where it stands. */
export function readClass(walker: Walker, node: ts.ClassLikeDeclaration): number {
  const declared = declareClass(walker, node);
  readMembers(walker, node, walker.classes[walker.aux(declared)]!);
  return declared;
}

export function declareClass(walker: Walker, node: ts.ClassLikeDeclaration): number {
  const id = walker.classes.length;
  const value = walker.add(Op.Class, node, [], node.name?.text ?? "", id);
  walker.functionOf.set(value, id);
  walker.classes.push({
    node: value,
    name: node.name?.text ?? "",
    base: -1,
    implements: [],
    constructor: -1,
    members: [],
  });
  return value;
}

export function readMembers(walker: Walker, node: ts.ClassLikeDeclaration, record: ClassFacts): void {
  walker.within(node, () => {
    for (const clause of node.heritageClauses ?? [])
      for (const type of clause.types) {
        if (clause.token === ts.SyntaxKind.ExtendsKeyword) record.base = expression(walker, type.expression);
        else {
          const implemented = typeNode(walker, type);
          if (implemented >= 0) record.implements.push(implemented);
        }
      }
    const owner = walker.classes.indexOf(record);
    const self = { class: owner, object: -1 };
    for (const member of node.members) {
      if (ts.isConstructorDeclaration(member)) {
        if (member.body) record.constructor = readFunction(walker, member, { self, owner });
      } else if (ts.isMethodDeclaration(member) || ts.isAccessor(member)) {
        if (!member.body) continue;
        const isStatic = modified(member, ts.SyntaxKind.StaticKeyword);
        const value = readFunction(walker, member, { self, owner, static: isStatic });
        decorated(walker, member, value);
        const kind: ClassMember["kind"] = ts.isGetAccessor(member)
          ? "getter"
          : ts.isSetAccessor(member)
            ? "setter"
            : "method";
        record.members.push({ name: propertyName(member.name), static: isStatic, kind, node: value });
      } else if (ts.isPropertyDeclaration(member)) {
        const outer = walker.frame.self;
        walker.frame.self = self;
        const type = typeNode(walker, member.type);
        if (member.initializer) {
          const value = expression(walker, member.initializer);
          const given = type < 0 ? value : walker.add(Op.Typed, member, [value, type]);
          decorated(walker, member, given);
          record.members.push(field(member, given));
        } else if (ts.getDecorators(member)?.length) {
          const inner = type < 0 ? walker.add(Op.Unknown, member, []) : type;
          const value = walker.add(Op.Use, member, [inner]);
          decorated(walker, member, value);
          record.members.push(field(member, value));
        } else if (type >= 0) record.members.push(field(member, type));
        walker.frame.self = outer;
      } else if (ts.isClassStaticBlockDeclaration(member)) statements(walker, member.body.statements);
    }
  });
}

function field(member: ts.PropertyDeclaration, node: number): ClassMember {
  return {
    name: propertyName(member.name),
    static: modified(member, ts.SyntaxKind.StaticKeyword),
    kind: "field",
    node,
  };
}

export function modified(node: ts.Node, kind: ts.SyntaxKind): boolean {
  return (
    ts.canHaveModifiers(node) && (ts.getModifiers(node)?.some((modifier) => modifier.kind === kind) ?? false)
  );
}
