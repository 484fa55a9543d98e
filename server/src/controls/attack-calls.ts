/** The source text by which a test calls an entry, with the variable `attack` where what is attacked with goes. */
import type { EntryParameter, EntrySite, Field, Shape } from "../facts/sites/index.js";

/** Parts between «…» stand only in TypeScript. */
export interface AttackCall {
  text: string;
  /** It works with something that a test has to stand in for: `standIn()` is in the text. */
  standsIn: boolean;
  /** Functions that the call needs, by the line that they begin with. */
  helpers: readonly string[];
  /** What the call or its helpers need of packages. */
  imports: readonly { name: string; module: string }[];
}

/**
 * Undefined where a parameter cannot be filled in, or what is attacked with does not fit where it would have to go.
 * @param local the name of the export in the test
 */
export function attackCall(entry: EntrySite, local: string): AttackCall | undefined {
  const given = argumentsOf(entry.parameters);
  if (!given) return undefined;
  const made = entry.server ? servedCall(entry, local, given) : directCall(entry, local, given);
  return made && { ...made, standsIn: made.text.includes(STAND_IN) };
}

function argumentsOf(parameters: readonly EntryParameter[]): string[] | undefined {
  const last = parameters.findLastIndex(({ optional, reaching }) => !optional || reaching.length > 0);
  const given = parameters.slice(0, last + 1).map(argumentOf);
  return given.every((value) => value !== undefined) ? given : undefined;
}

type Call = Omit<AttackCall, "standsIn">;

function directCall({ members, tool }: EntrySite, local: string, given: readonly string[]): Call {
  const callee = [local, ...members].join(".");
  const [input = "{}"] = given;
  if (tool === undefined) return { text: `${callee}(${given.join(", ")})`, helpers: [], imports: [] };
  if (tool === "ai")
    return {
      text: `${callee}.execute«!»(${input}, { toolCallId: "attack", messages: [] })`,
      helpers: [],
      imports: [],
    };
  if (tool.startsWith("@openai/"))
    return {
      text: `${callee}.invoke(new RunContext(), JSON.stringify(${input}))`,
      helpers: [],
      imports: [{ name: "RunContext", module: tool }],
    };
  return { text: `${callee}.invoke(${input})`, helpers: [], imports: [] };
}

/** The tool is called the way that a host calls it, so that the SDK checks its input first. */
function servedCall(entry: EntrySite, local: string, [input = "{}"]: readonly string[]): Call | undefined {
  const { by, tool, parameters } = entry.server!;
  const module = entry.tool!;
  const folder = module.slice(0, module.indexOf("/server/"));
  const ending = /\.js$/.exec(module)?.[0] ?? "";
  const imports = [
    { name: "Client", module: `${folder}/client/index${ending}` },
    { name: "InMemoryTransport", module: `${folder}/inMemory${ending}` },
  ];
  const call = (server: string) => `callTool(${server}, ${JSON.stringify(tool)}, ${input})`;
  if (by === "export") return { text: call(local), helpers: [CALL_TOOL], imports };
  if (by === "maker") {
    const given = argumentsOf(parameters);
    return given && { text: call(`${local}(${given.join(", ")})`), helpers: [CALL_TOOL], imports };
  }
  const filled = parameters.map((each) => (isServer(each) ? "server" : (argumentOf(each) ?? "undefined")));
  if (filled.filter((each) => each === "server").length !== 1) return undefined;
  return {
    text: call(`serverWith((server) => ${local}(${filled.join(", ")}))`),
    helpers: [CALL_TOOL, SERVER_WITH],
    imports: [...imports, { name: "McpServer", module }],
  };
}

function isServer({ shape }: EntryParameter): boolean {
  return shape?.kind === "custom" && shape.type === "McpServer";
}

const CALL_TOOL = `/** Calls a tool the way that a host does. */
async function callTool(made«: Served | Promise<Served>», name«: string», input«: Record<string, unknown>») {
  const server = await made;
  const [theirs, ours] = InMemoryTransport.createLinkedPair();
  const client = new Client({ name: "attacker", version: "1.0.0" });
  await server.connect(theirs);
  await client.connect(ours);
  try {
    return await client.callTool({ name, arguments: input });
  } finally {
    await client.close();
  }
}«

interface Served {
  connect(transport: InMemoryTransport): Promise<void>;
}»`;

const SERVER_WITH = `/** A server with the tools that a function registers. */
function serverWith(register«: (server: McpServer) => unknown») {
  const server = new McpServer({ name: "attacked", version: "1.0.0" });
  register(server);
  return server;
}`;

const STAND_IN = "standIn()";

function argumentOf({ shape, reaching, needed, optional }: EntryParameter): string | undefined {
  if (reaching.length > 0)
    return attacked(shape, [...reaching.map((members) => ({ members })), ...needed], true);
  const [text] = needed;
  if (text) return needed.length === 1 && text.members.length === 0 ? JSON.stringify(text.value) : undefined;
  return optional ? "undefined" : plain(shape);
}

/** A part of a parameter: what is attacked with goes there, or the text that it has to be. */
interface Part {
  members: readonly string[];
  value?: string;
}

/** @param cast whether the type of what is made here is the parameter's own, and has to be called so where it is not seen */
function attacked(shape: Shape | undefined, parts: readonly Part[], cast: boolean): string | undefined {
  const isOpaque =
    shape === undefined || shape.kind === "any" || shape.kind === "unknown" || shape.kind === "custom";
  const as = (text: string) => (cast && shape?.kind === "custom" ? `${text}« as never»` : text);
  const whole = parts.find(({ members }) => members.length === 0);
  if (whole) {
    if (whole.value !== undefined) return as(JSON.stringify(whole.value));
    if (shape?.kind === "array" && takesText(shape.element)) return "[attack]";
    return isOpaque || takesText(shape) ? as("attack") : undefined;
  }
  const names = [...new Set(parts.map(({ members: [name] }) => name!))];
  const below = (name: string) =>
    parts
      .filter(({ members: [first] }) => first === name)
      .map((part) => ({ ...part, members: part.members.slice(1) }));
  if (names.some((name) => name.endsWith(")"))) {
    if (names.length > 1 || names[0] !== "json()") return undefined;
    const body = attacked(undefined, below("json()"), false);
    return body && `new Request("http://localhost/", { method: "POST", body: JSON.stringify(${body}) })`;
  }
  if (isOpaque) {
    const fields = names.map((name) => [name, attacked(undefined, below(name), false)] as const);
    return fields.some(([, value]) => value === undefined) ? undefined : as(objectText(fields));
  }
  if (shape.kind !== "object") return undefined;
  const fields: (readonly [string, string])[] = [];
  for (const field of shape.fields) {
    const own = below(field.name);
    const value = own.length > 0 ? attacked(field.shape, own, cast) : undefined;
    if (value !== undefined) fields.push([field.name, value]);
    else if (own.some(({ value: text }) => text !== undefined)) return undefined;
    else if (isNeeded(field)) fields.push([field.name, plain(field.shape)]);
  }
  const text = objectText(fields);
  return /\battack\b/.test(text) ? text : undefined;
}

function takesText(shape: Shape): boolean {
  return shape.kind === "string" || (shape.kind === "union" && shape.options.some(takesText));
}

function isNeeded({ presence }: Field): boolean {
  return presence === "required" || presence === "nullable";
}

/** An ordinary value; a stand-in for what is not seen through. */
function plain(shape: Shape | undefined): string {
  switch (shape?.kind) {
    case "string":
      return '"test"';
    case "number":
      return "1";
    case "boolean":
      return "true";
    case "null":
    case "undefined":
      return shape.kind;
    case "literal":
      return JSON.stringify(shape.value);
    case "array":
      return "[]";
    case "tuple":
      return `[${shape.elements.map(plain).join(", ")}]`;
    case "object":
      return objectText(shape.fields.filter(isNeeded).map((field) => [field.name, plain(field.shape)]));
    case "record":
      return "{}";
    case "union":
      return plain(shape.options[0]);
    default:
      return STAND_IN;
  }
}

function objectText(fields: readonly (readonly [string, string | undefined])[]): string {
  if (fields.length === 0) return "{}";
  const key = (name: string) => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name));
  return `{ ${fields.map(([name, value]) => (name === value ? name : `${key(name)}: ${value}`)).join(", ")} }`;
}
