/** Where a test gets at a tool of an MCP server: the server, or the function that makes one or registers tools with it. */
import { ts } from "ts-morph";
import { functionAround } from "./tree.js";

export interface ServerEntry {
  /** `export`: the server itself is exported; `maker`: a function gives it; `taker`: a function registers tools with it. */
  by: "export" | "maker" | "taker";
  /** The name by which a host calls the tool. */
  tool: string;
}

export interface FoundServer extends ServerEntry {
  exported: string;
  /** What is called with, or gives, the server. */
  around: ts.FunctionLikeDeclaration | undefined;
  schema: ts.Expression | undefined;
}

/** The registration that a function is the handler of; undefined where its server cannot be got at. */
export function serverOf(
  tree: ts.SourceFile,
  handler: ts.FunctionLikeDeclaration,
  exports: ReadonlyMap<string, string>,
): FoundServer | undefined {
  const call = handler.parent;
  if (!ts.isCallExpression(call) || !ts.isPropertyAccessExpression(call.expression)) return undefined;
  const { expression: server, name: method } = call.expression;
  const [first] = call.arguments;
  if (!ts.isIdentifier(server) || !/^(?:registerTool|tool)$/.test(method.text)) return undefined;
  if (!first || !ts.isStringLiteralLike(first)) return undefined;
  const options = call.arguments.find((at) => ts.isObjectLiteralExpression(at));
  const found = {
    tool: first.text,
    schema: method.text === "tool" ? options : options && propertyOf(options, "inputSchema"),
  };
  const own = exports.get(server.text);
  const around = functionAround(call);
  if (own !== undefined && !around) return { ...found, by: "export", exported: own, around: undefined };
  if (!around || !ts.isFunctionDeclaration(around) || around.parent !== tree || !around.name)
    return undefined;
  const exported = exports.get(around.name.text);
  if (exported === undefined) return undefined;
  if (around.parameters.some(({ name }) => ts.isIdentifier(name) && name.text === server.text))
    return { ...found, by: "taker", exported, around };
  return gives(around, server.text) ? { ...found, by: "maker", exported, around } : undefined;
}

function propertyOf(object: ts.ObjectLiteralExpression, name: string): ts.Expression | undefined {
  const property = object.properties.find(
    (at) => at.name && ts.isIdentifier(at.name) && at.name.text === name,
  );
  return property && ts.isPropertyAssignment(property) ? property.initializer : undefined;
}

/** Whether a function ends with giving back what has this name. */
function gives({ body }: ts.FunctionDeclaration, name: string): boolean {
  const last = body?.statements.at(-1);
  const value = last && ts.isReturnStatement(last) ? last.expression : undefined;
  return value !== undefined && ts.isIdentifier(value) && value.text === name;
}
