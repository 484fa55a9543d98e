/** Where a test can call into a module: what is exported, and how it has to be called so that a value gets to a place in it. */
import { ts } from "ts-morph";
import { isCommonJs, importsOf } from "./modules.js";
import { originsOf, SOURCE } from "./origins.js";
import type { Span } from "./positions.js";
import { callsGiven, neededFor } from "./reached.js";
import { serverOf, type FoundServer, type ServerEntry } from "./server-entries.js";
import type { Shape } from "./shape.js";
import { TypeReader, type TextOf } from "./type-shapes.js";
import { descendants, expressionAt, nodeSpanning, parse, upwards } from "./tree.js";
import { shapeOfSchema } from "./zod-shapes.js";

export interface EntrySite {
  /** The name of the export, or `default`. */
  exported: string;
  /** Where in it the function is: `["readNote"]` of an exported `tools.readNote`. */
  members: string[];
  /** The module of the SDK, when it is a tool whose handler this is. */
  tool: string | undefined;
  /** What the function, or the handler of the tool, takes. */
  parameters: EntryParameter[];
  /** The function, or the handler of the tool. */
  span: Span;
  /** What is called with the value, where the path is last in the function, is something that the function was given. */
  callsGiven: boolean;
  /** The value is not what the function is given but what a model, asked in it, answers as a text. */
  answered: boolean;
  /** For a tool of an MCP server: how the server is got at, and what the function that is called for it takes. */
  server: (ServerEntry & { parameters: EntryParameter[] }) | undefined;
  commonJs: boolean;
  /** Texts after `from` in the module that name files beside it. */
  relative: string[];
}

export interface EntryParameter {
  /** What it takes, as far as types or a schema tell. */
  shape: Shape | undefined;
  /** It can be left out. */
  optional: boolean;
  /** What it is called in the function, where that is one name. */
  name: string | undefined;
  /** What of it gets to the place: `[[]]` for all of it, `[["name"]]` for a property. */
  reaching: string[][];
  /** Texts that parts of it have to be so that the place is reached. */
  needed: { members: string[]; value: string }[];
}

/**
 * The exported function or tool that the first of these places lies in that lies in any. Undefined when there is none, or when it
 * cannot be told which of its parameters the value comes in by.
 * @param places the path of a value through this file, in order
 */
export function entrySite(
  file: string,
  text: string,
  places: readonly Span[],
  textOf: TextOf,
): EntrySite | undefined {
  const tree = parse(file, text);
  const exports = exportsOf(tree);
  for (const place of places) {
    const entry = entryAround(tree, nodeSpanning(tree, place), exports);
    if (!entry) continue;
    const { owner } = entry;
    const inside = places.filter(({ start, end }) => start >= owner.getStart(tree) && end <= owner.end);
    const entered = inside.map((at) => parameterAt(tree, owner, at)).find((at) => at !== undefined);
    const last = inside.findLast((at) => owner.body && at.start >= owner.body.getStart(tree));
    const value = last && (expressionAt(tree, last) ?? nodeSpanning(tree, last));
    if (!value) continue;
    const asked = entered === undefined && place === places[0] ? askedAt(tree, owner, place) : undefined;
    const from = entered ?? (asked ? SOURCE : undefined);
    const reaching = originsOf(owner, value, asked).filter(({ parameter }) => parameter === from);
    if (reaching.length === 0) continue;
    const needed = neededFor(owner, value, reaching, asked);
    // An answer that is made up is a text, and nothing else about it is known.
    if (!needed || needed.some((each) => each.parameter === SOURCE && each.value !== "text")) continue;
    const types = new TypeReader(tree, textOf);
    const parameters = owner.parameters.map((declared, index) => ({
      ...parameterOf(tree, types, declared, index === 0 ? entry.schema : undefined),
      reaching: index === entered ? reaching.map(({ members }) => members) : [],
      needed: needed.filter(({ parameter }) => parameter === index),
    }));
    const server = entry.server && {
      by: entry.server.by,
      tool: entry.server.tool,
      parameters: (entry.server.around?.parameters ?? []).map((each) => parameterOf(tree, types, each)),
    };
    const relative = importsOf(tree)
      .map(({ module }) => module)
      .filter((module) => module.startsWith("."));
    const { exported, members, tool } = entry;
    const answered = asked !== undefined;
    return {
      exported,
      members,
      tool,
      span: { start: owner.getStart(tree), end: owner.end },
      callsGiven: callsGiven(owner, value, reaching),
      parameters,
      answered,
      server,
      commonJs: isCommonJs(file, text),
      relative,
    };
  }
  return undefined;
}

function parameterOf(
  tree: ts.SourceFile,
  types: TypeReader,
  declared: ts.ParameterDeclaration,
  schema?: ts.Expression,
): EntryParameter {
  return {
    shape: shapeOf(tree, types, declared, schema),
    optional: declared.questionToken !== undefined || declared.initializer !== undefined,
    name: ts.isIdentifier(declared.name) ? declared.name.text : undefined,
    reaching: [],
    needed: [],
  };
}

interface Entry {
  owner: ts.FunctionLikeDeclaration;
  exported: string;
  members: string[];
  tool: string | undefined;
  schema: ts.Expression | undefined;
  server?: FoundServer;
}

function entryAround(tree: ts.SourceFile, node: ts.Node, exports: Map<string, string>): Entry | undefined {
  for (const at of upwards(node)) {
    if (!ts.isFunctionLike(at) || !("body" in at) || !at.body) continue;
    const owner = at as ts.FunctionLikeDeclaration;
    if (ts.isFunctionDeclaration(owner) && owner.parent === tree) {
      const isDefault = owner.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword);
      const exported = isDefault ? "default" : owner.name && exports.get(owner.name.text);
      return exported ? { owner, exported, members: [], tool: undefined, schema: undefined } : undefined;
    }
    const server = serverOf(tree, owner, exports);
    if (server) {
      const module = importsOf(tree).find(({ module }) => module.startsWith(SERVER))?.module;
      const { exported, schema } = server;
      if (module !== undefined) return { owner, exported, members: [], tool: module, schema, server };
    }
    const made = toolAround(tree, owner);
    const place = placeOf(tree, made?.node ?? owner, exports);
    // A handler that is a plain property of an exported object is called by whatever reads the object, in a way not seen here.
    if (place && (made || place.members.length === 0))
      return { owner, ...place, tool: made?.module, schema: made?.schema };
  }
  return undefined;
}

/** The package whose client and transport in memory a test calls tools by. */
const SERVER = "@modelcontextprotocol/sdk/server/mcp";
const HANDLER = /^(?:execute|func)$/;
const TOOLS = /^(?:ai|@openai\/agents(?:-core)?|@langchain\/core\/tools|langchain)$/;

/** The call that makes a tool of a handler: `tool({ execute })`, `tool(handler, { schema })`. */
function toolAround(tree: ts.SourceFile, owner: ts.Node) {
  const property = ts.isPropertyAssignment(owner.parent)
    ? owner.parent
    : ts.isMethodDeclaration(owner)
      ? owner
      : undefined;
  const options = property?.parent;
  const isHandler = property !== undefined && HANDLER.test(property.name.getText(tree));
  const node = (isHandler && options ? options.parent : owner.parent) as ts.Node;
  if (!ts.isCallExpression(node) || !ts.isIdentifier(node.expression)) return undefined;
  const { text } = node.expression;
  const made = importsOf(tree).find(({ local, imported }) => local === text && imported === "tool");
  if (!made || !TOOLS.test(made.module)) return undefined;
  const object = node.arguments.find((at) => ts.isObjectLiteralExpression(at));
  const schema = object?.properties.find((at) =>
    /^(?:inputSchema|parameters|schema)$/.test(at.name?.getText(tree) ?? ""),
  );
  return {
    node,
    module: made.module,
    schema: schema && ts.isPropertyAssignment(schema) ? schema.initializer : undefined,
  };
}

/** Under which export a value is found: that of its constant, or of the object that it is a property of. */
function placeOf(tree: ts.SourceFile, value: ts.Node, exports: Map<string, string>) {
  const members: string[] = [];
  for (let at = value.parent; ; at = at.parent) {
    if (ts.isPropertyAssignment(at) && ts.isIdentifier(at.name)) members.unshift(at.name.text);
    else if (ts.isVariableDeclaration(at)) {
      const exported = ts.isIdentifier(at.name) ? exports.get(at.name.text) : undefined;
      return exported && at.parent.parent.parent === tree ? { exported, members } : undefined;
    } else if (
      !ts.isObjectLiteralExpression(at) &&
      !ts.isSatisfiesExpression(at) &&
      !ts.isParenthesizedExpression(at)
    )
      return undefined;
  }
}

/** Names at module level to the names they are exported by. */
function exportsOf(tree: ts.SourceFile): Map<string, string> {
  const found = new Map<string, string>();
  for (const statement of tree.statements) {
    if (ts.isExportDeclaration(statement) && statement.exportClause && !statement.moduleSpecifier) {
      if (ts.isNamedExports(statement.exportClause))
        for (const { name, propertyName } of statement.exportClause.elements)
          found.set((propertyName ?? name).text, name.text);
    } else if (ts.isExportAssignment(statement)) {
      if (ts.isIdentifier(statement.expression)) found.set(statement.expression.text, "default");
    } else if (ts.isExpressionStatement(statement)) required(tree, statement.expression, found);
    else if (ts.canHaveModifiers(statement)) {
      const isExported = ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
      if (!isExported) continue;
      if (ts.isVariableStatement(statement)) {
        for (const { name } of statement.declarationList.declarations)
          if (ts.isIdentifier(name)) found.set(name.text, name.text);
      } else if (ts.isFunctionDeclaration(statement) && statement.name)
        found.set(statement.name.text, statement.name.text);
    }
  }
  return found;
}

/** `module.exports = { a, b: c }`, `exports.a = a`. */
function required(tree: ts.SourceFile, node: ts.Expression, found: Map<string, string>): void {
  if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.EqualsToken) return;
  const { left, right } = node;
  if (left.getText(tree) === "module.exports" && ts.isObjectLiteralExpression(right)) {
    for (const property of right.properties)
      if (ts.isShorthandPropertyAssignment(property)) found.set(property.name.text, property.name.text);
      else if (
        ts.isPropertyAssignment(property) &&
        ts.isIdentifier(property.name) &&
        ts.isIdentifier(property.initializer)
      )
        found.set(property.initializer.text, property.name.text);
    return;
  }
  const member = /^(?:module\.)?exports\.([\w$]+)$/.exec(left.getText(tree))?.[1];
  if (member && ts.isIdentifier(right)) found.set(right.text, member);
}

/** The parameter that a value comes in by at a place: what stands there, or what it is read from. */
function parameterAt(
  tree: ts.SourceFile,
  owner: ts.FunctionLikeDeclaration,
  place: Span,
): number | undefined {
  const at = owner.parameters.findIndex(
    (parameter) => place.start >= parameter.getStart(tree) && place.end <= parameter.end,
  );
  if (at >= 0) return at;
  let root: ts.Expression | undefined = expressionAt(tree, place);
  // What a call with arguments gives comes from what is called.
  while (root && !ts.isIdentifier(root))
    root =
      ts.isPropertyAccessExpression(root) || (ts.isCallExpression(root) && root.arguments.length === 0)
        ? root.expression
        : undefined;
  const { text } = root ?? {};
  const of = owner.parameters.findIndex(({ name }) =>
    [name, ...descendants(name)].some((each) => ts.isIdentifier(each) && each.text === text),
  );
  return of < 0 ? undefined : of;
}

/**
 * The call that asks a model at a place, when its answer is a text that the function uses as it comes: taken apart as data, or come in
 * pieces, it would have to be made up of more than a text.
 */
function askedAt(
  tree: ts.SourceFile,
  owner: ts.FunctionLikeDeclaration,
  place: Span,
): ts.Expression | undefined {
  const call = expressionAt(tree, place);
  if (!call || !ts.isCallExpression(call)) return undefined;
  const asks = /(?:\.(?:responses|completions|messages)\.create|^generateText)$/.test(
    call.expression.getText(tree),
  );
  const takesApart = /pars|tool_?calls|\bstream\b|\bfor await\b/i.test(owner.getText(tree));
  return asks && !takesApart ? call : undefined;
}

function shapeOf(
  tree: ts.SourceFile,
  types: TypeReader,
  { type }: ts.ParameterDeclaration,
  schema: ts.Expression | undefined,
): Shape | undefined {
  const written = type && types.named({ node: type, tree });
  if (written?.kind === "schema") return shapeOfSchema(tree, written.name);
  return written ?? (schema && shapeOfSchema(tree, schema));
}
