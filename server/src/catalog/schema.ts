/**
 * The shape of SDK knowledge: rows over access paths from a package's exports. Rows are data; no SDK has code.
 *
 * Path grammar, segments separated by dots:
 *   `name`        member `name` of what is on the left; the first segment is an export (`default`, a named export).
 *                 `default` and the namespace are one thing: `fs.readFile` is `readFile` however fs was imported, and a
 *                 package that is itself called is `default()`
 *   `{a,b}`       any of these members
 *   `*`           any member
 *   `**`          any chain of members and calls, also none: `z.**.parse()`
 *   `new`         an instance: of `new X()`, of a subclass, or a value typed `X`
 *   `sub`         what the code provides for X: a class that extends or implements it, a function or object typed `X`
 *   `[]`          any element of an array, iterable or async iterable
 *   `segment?`    that segment or nothing: `beta?.messages.create()`
 * after a segment, any number of:
 *   `()`          the value returned by calling it (promises are transparent); a tagged template is a call
 *   `(n)`         argument n of the call (0-based; negative counts from the end; `*` for any); `new(n)` of a constructor.
 *                 On something that the code provides (an argument, `sub`): parameter n of that function, which is
 *                 then the SDK's again: `default().get(*)(1).send(0)` is what a handler passes to `response.send`
 * A package's row holds for every subpath of the package.
 * Examples: `default.new.chat.completions.create()` · `exec(0)` · `McpServer.new.tool(-1)(0)` · `StructuredTool.sub._call(0)`
 *
 * Relative paths start at the call that ends the row's `path`, or at its `new` or `sub`: `(0).messages[].content`. A tool's
 * path may end at an object that the code hands over, `run(0).tools[]`: they start at that object.
 */
import { z } from "zod";
import { LimitRow, NamedSourceRow, PropertySinkRow } from "./named-rows.js";
import { EFFECTS, LABELS, LIMITS, SINK_KINDS, SLOTS } from "./vocabulary.js";

const path = z.string().min(1);

/**
 * The row holds only where the value at `at` is one of `is`: a constant string (`*` as a wildcard), `true` or `false`, or an
 * import's name.
 */
const When = z.strictObject({ at: z.string(), is: z.array(z.string()).min(1) });
const base = {
  path,
  note: z.string().optional(),
  versions: z.string().optional(),
  when: z.array(When).optional().describe("every condition must hold"),
};

/** The row holds only where an HTTP request leads to a model: `endpoint` rows say where models are. */
const Request = z.strictObject({
  address: z.string().describe("relative path of the address: `(0)`"),
  method: z
    .string()
    .optional()
    .describe("relative path of the method, where the call does not say it: `(1).method`"),
  body: z.string().optional().describe("relative path of the body, an object or its JSON: `(1).body`"),
});

/**
 * A conversation given there is refused when a system message is among it: always, where there is something at the relative path
 * `with`, or from this major on unless the option is on.
 */
const NoSystem = z.union([
  z.literal(true),
  z.strictObject({ with: z.string() }),
  z.strictObject({ from: z.number().int(), unless: z.string() }),
]);
export type NoSystem = z.infer<typeof NoSystem>;

/** A call that runs a model. Its result is model output unless `output` narrows it. */
export const ModelRow = z.strictObject({
  kind: z.literal("model"),
  ...base,
  label: z.string().optional().describe("verb for a reader: chat completion, embedding, …"),
  inputs: z
    .array(z.strictObject({ at: z.string(), slot: z.enum(SLOTS), noSystem: NoSystem.optional() }))
    .describe("`at` is relative to the call: `(0).messages[].content`"),
  output: z
    .array(z.string())
    .optional()
    .describe("relative paths that carry model text; default `()`, `none` for none"),
  tools: z.string().optional().describe("relative path of the tools the model may call: `(0).tools`"),
  model: z.string().optional().describe("relative path of the model's name or object: `(0).model`"),
  agent: z
    .string()
    .optional()
    .describe(
      "relative path of the agent it runs, `this` for the receiver: its instructions, tools and model count",
    ),
  structured: z
    .string()
    .optional()
    .describe("relative path of a schema that constrains the output when present, such as `(0).schema`"),
  limited: z.array(z.enum(LIMITS)).optional().describe("limits that the SDK sets by itself"),
  request: Request.optional().describe("it is an HTTP request, which runs a model only at a model's address"),
});

/** Where models are over HTTP. An address is known by its host and path, or by its path and the body sent to it. */
export const EndpointRow = z.strictObject({
  kind: z.literal("endpoint"),
  provider: z.string().describe("who runs the model, for the map"),
  hosts: z.array(z.string()).optional().describe("host names, `*` as a wildcard; none: any host"),
  paths: z
    .array(z.string())
    .min(1)
    .describe("how the path of the address ends, `*` as a wildcard: `/chat/completions`"),
  body: z
    .array(z.string())
    .optional()
    .describe("where only the path is known, the body has one of these properties"),
  unmistakable: z
    .boolean()
    .optional()
    .describe("no other address ends so: where nothing is known of the body, the path is enough"),
  note: z.string().optional(),
});

/** A value that names or configures a provider's model or client. */
export const ProviderRow = z.strictObject({
  kind: z.literal("provider"),
  ...base,
  provider: z.string(),
  credential: z.string().optional().describe("relative path of the API key: `(0).apiKey`"),
  endpoint: z.string().optional().describe("relative path of the address: `(0).baseURL`"),
  browserFlag: z.string().optional().describe("relative path of an option that permits the key in a browser"),
});

/** An agent: instructions and tools bound together. */
export const AgentRow = z.strictObject({
  kind: z.literal("agent"),
  ...base,
  name: z.string().optional(),
  inputs: z.array(z.strictObject({ at: z.string(), slot: z.enum(SLOTS) })).optional(),
  tools: z.string().optional(),
  model: z.string().optional(),
  approval: z
    .array(z.string())
    .optional()
    .describe(
      "relative paths that, when set, gate its tools by a person; an `approval` row's call there says which of them",
    ),
});

/** A registration of something that a model may call. */
export const ToolRow = z.strictObject({
  kind: z.literal("tool"),
  ...base,
  name: z.string().optional().describe("relative path of the tool's name: `(0)`"),
  description: z.string().optional(),
  handler: z.string().describe("relative path of the handler function: `(-1)`, `(0).execute`"),
  input: z.string().describe("relative path of the value the model controls: `(-1)(0)`"),
  result: z.string().optional(),
  schema: z
    .union([z.string(), z.array(z.string())])
    .optional()
    .describe("relative path of the schema of the input, or several where it may stand"),
  approval: z
    .array(z.string())
    .optional()
    .describe("relative paths that, when set, gate the tool by a person"),
  answered: z
    .string()
    .optional()
    .describe(
      "method by which the program has a gated call go on: where it does so for every call and asks nobody, the gate is none",
    ),
  hints: z
    .string()
    .optional()
    .describe("relative path of MCP annotations: `readOnlyHint`, `destructiveHint`"),
  recorded: z
    .literal(true)
    .optional()
    .describe(
      "the package keeps a record of each call, with what it was given, unless somebody turns that off",
    ),
  surface: z.enum(["tool", "mcp-tool", "mcp-resource", "mcp-prompt"]).optional(),
});

export const SourceRow = z.strictObject({
  kind: z.literal("source"),
  ...base,
  label: z.enum(LABELS),
  origin: z.enum([
    "http-request",
    "http-response",
    "cli-argument",
    "environment",
    "file-content",
    "web-content",
    "retrieval",
    "tool-result",
    "server-metadata",
    "message-queue",
    "own-page", // a message from a page that the program itself shows
    "other-page", // a message from whatever page can reach the window
    "upload",
    "memory",
    "model",
    "tool",
    "caller",
  ]),
  what: z.string().describe("for a reader: request body, web page, retrieved document"),
  renamed: z
    .boolean()
    .optional()
    .describe("for `upload`: the middleware gives each file a name of its own, and says it as `filename`"),
  safe: z
    .array(z.enum(SINK_KINDS))
    .optional()
    .describe("kinds of sink that it is no danger to as a whole: a page may ask for its own address"),
  issued: z
    .boolean()
    .optional()
    .describe("the ids in it are chosen by the service that answers, not by who writes its content"),
  received: z
    .boolean()
    .optional()
    .describe(
      "only of what the program is given: one that it makes with `new` holds what it put there, and is `Name.own`",
    ),
  written: z
    .boolean()
    .optional()
    .describe("of a message's parts, what was written: a part that is a file holds none of it"),
  envelope: z
    .boolean()
    .optional()
    .describe("a model's answer as the provider sends it: the first parse gives what the SDK would"),
  unlessFixed: z
    .string()
    .optional()
    .describe(
      "relative path of what names it: no source where the code itself fixes that, as a prompt file's path",
    ),
  server: z
    .strictObject({ host: z.string().optional(), admits: z.string().optional() })
    .optional()
    .describe(
      "for what arrives at a server: relative paths, at the call that makes it, of the address that it listens on and of the function that lets a connection in or refuses it",
    ),
  checkedBy: z
    .array(z.string())
    .optional()
    .describe(
      "methods earlier in the chain that are given its schema: `input` for `procedure.input(schema).query(handler)`",
    ),
  unless: z.array(When).optional().describe("no source where one of these conditions holds"),
  filter: z
    .array(z.string())
    .optional()
    .describe("for `retrieval`: relative paths of what narrows the query, such as `(0).filter`"),
  looksFor: z
    .array(z.string())
    .optional()
    .describe(
      "for `retrieval`, where the call takes an object with names of the program's own, and may be no search: names of what is looked for, `*` as a wildcard",
    ),
  besides: z
    .array(z.string())
    .optional()
    .describe(
      "names in that object that do not narrow the query either: how much is wanted, and how similar",
    ),
  ruled: z
    .boolean()
    .optional()
    .describe(
      "for `retrieval`: the store itself shows callers only what is theirs, unless they come with an administrator's credential",
    ),
});

export const SinkRow = z.strictObject({
  kind: z.literal("sink"),
  ...base,
  sink: z.enum(SINK_KINDS),
  effect: z.enum(EFFECTS).optional(),
  address: z
    .string()
    .optional()
    .describe(
      "for `header` sinks of a service's own client: where it sends what it is given, `https://api.example.com`; the service accepts only tokens that it issued",
    ),
  shell: z
    .string()
    .optional()
    .describe(
      "for `argument` and `program` sinks: relative path of an option that makes a shell parse it: `(2).shell`",
    ),
  command: z.string().optional().describe("for `argument` sinks: relative path of the program: `(0)`"),
  runs: z
    .string()
    .optional()
    .describe(
      "for what a program is given on its standard input: relative path of the program, at the call that starts it; no sink unless that runs its input as a script",
    ),
  unless: z.array(When).optional().describe("no sink where one of these conditions holds"),
  within: z
    .string()
    .optional()
    .describe(
      "for `path` sinks: relative path of an option that names the folder that is never left: `(1).root`",
    ),
  json: z
    .boolean()
    .optional()
    .describe("for `html` sinks: what is no text is sent as JSON, which a browser does not read as a page"),
  page: z
    .union([z.literal(true), z.string()])
    .optional()
    .describe(
      "for `html` sinks: only where the response is said to be a page, by its own methods before or by the headers at a relative path: `(1).headers`",
    ),
  start: z
    .boolean()
    .optional()
    .describe("only what a text begins with is read so: no sink for what stands behind fixed words"),
  redirects: z
    .string()
    .optional()
    .describe(
      "for `request` sinks that follow redirects by themselves: relative path of the option that says otherwise: `(1).redirect`",
    ),
  alongside: z
    .strictObject({ key: z.string(), is: z.array(z.string()).min(1) })
    .optional()
    .describe(
      "the row holds only where the same method gave the same object one of these texts under this key: `form.append(key, text)`",
    ),
  removes: z
    .boolean()
    .optional()
    .describe("for `path` sinks: it removes what is there; no sink where nothing was there before"),
  what: z.string().optional(),
});

/** Something a call does besides its sinks; makes tool effects known. */
export const EffectRow = z.strictObject({
  kind: z.literal("effect"),
  ...base,
  effect: z.enum(EFFECTS),
  destructive: z.boolean().optional(),
});

/** The value at `path` is clean for these sink kinds: a sanitiser's return, a quoting function. `all` for every kind. */
export const BarrierRow = z.strictObject({
  kind: z.literal("barrier"),
  ...base,
  for: z
    .array(z.enum([...SINK_KINDS, "prompt", "path-segment", "path-free", "all"]))
    .describe("`path-segment`: no separator of folders is left in it; `path-free`: nothing was at the path"),
  guard: z
    .union([z.boolean(), z.enum(["unless", "returned"])])
    .optional()
    .describe(
      "a boolean test of argument 0 instead of a cleaned value; `unless`: clean where it is false; `returned`: once the call returned, as it throws otherwise",
    ),
  unless: z.array(When).optional().describe("it says nothing where one of these conditions holds"),
});

/** A schema that validates: `parse` results are structured data that was checked. */
export const ValidatorRow = z.strictObject({ kind: z.literal("validator"), ...base, input: z.string() });

/** How data passes a call when it is not simply arguments to result. */
export const FlowRow = z.strictObject({
  kind: z.literal("flow"),
  ...base,
  flows: z
    .array(
      z.strictObject({
        from: z.string(),
        to: z.string(),
        by: z
          .string()
          .optional()
          .describe('relative path of the name of what is taken of it: `(1)` for `get(object, "name")`'),
      }),
    )
    .describe("relative paths; empty: nothing passes"),
});

/** What is put in here comes out again where the sources of the same package and this origin are: jobs of a queue. */
export const SentRow = z.strictObject({ kind: z.literal("sent"), ...base, to: SourceRow.shape.origin });

/** What is put in here, or what a function gives that is put in here, becomes a part of a graph's state: what its steps are given. */
export const StateRow = z.strictObject({
  kind: z.literal("state"),
  ...base,
  read: z
    .string()
    .optional()
    .describe("for a step: relative path of where it is given the state, at the call that adds it: `(1)(0)`"),
});

/** What is put in here is the content of a file. */
export const ContentRow = z.strictObject({
  kind: z.literal("content"),
  ...base,
  file: z.string().describe("relative path of the file's place: `(0)`"),
});

/** `path` evaluates to what `is` evaluates to: `promisify()` is `(0)`. Relative to the call. */
export const AliasRow = z.strictObject({ kind: z.literal("alias"), ...base, is: z.string() });

/** Text given at `path` takes this place in a prompt, whichever model gets it: `SystemMessage.new(0)`. */
export const PromptRow = z.strictObject({ kind: z.literal("prompt"), ...base, slot: z.enum(SLOTS) });

/** A call that asks a person and waits: what comes after it in a handler is approved, where the answer decides. */
export const ApprovalRow = z.strictObject({
  kind: z.literal("approval"),
  ...base,
  what: z.string(),
  answer: z.string().optional().describe("the property of the result that says what the person decided"),
  unless: z.array(When).optional().describe("asks for something else where one of these conditions holds"),
  stops: z
    .boolean()
    .optional()
    .describe(
      "it goes on only when somebody has it go on: that is an answer, whatever is made of the result",
    ),
  tools: z
    .string()
    .optional()
    .describe("for what is given to an agent: relative path of an object whose keys name the tools it gates"),
});

export const StoreRow = z.strictObject({
  kind: z.literal("store"),
  ...base,
  store: z.enum(["vector", "memory", "database", "file"]),
  what: z.string(),
});

/** A value that names a tool server (MCP): the command that starts it, or its address. */
export const ToolServerRow = z.strictObject({
  kind: z.literal("tool-server"),
  ...base,
  definition: z
    .string()
    .optional()
    .describe("relative path of an object with `command` and `args`, or `url`, or of several such by name"),
  address: z.string().optional().describe("relative path of the address itself: `(0)`"),
});

/** A call that establishes who is calling, or refuses: behind it, a request is authenticated. */
export const AuthRow = z.strictObject({ kind: z.literal("auth"), ...base, what: z.string() });

export const Row = z.discriminatedUnion("kind", [
  ModelRow,
  ProviderRow,
  AgentRow,
  ToolRow,
  SourceRow,
  SinkRow,
  EffectRow,
  BarrierRow,
  ValidatorRow,
  FlowRow,
  SentRow,
  ContentRow,
  StateRow,
  AliasRow,
  PromptRow,
  ApprovalRow,
  StoreRow,
  ToolServerRow,
  PropertySinkRow,
  EndpointRow,
  LimitRow,
  AuthRow,
  NamedSourceRow,
]);

export const CatalogPackage = z.strictObject({
  package: z.string().describe("npm name, `node:` builtin without the prefix, or `global`"),
  also: z.array(z.string()).optional().describe("other specifiers with the same exports, `*` as a wildcard"),
  provider: z.string().optional().describe("the company that runs the model, for the map"),
  title: z.string().optional().describe("what it is called on the map, where that is not its name"),
  types: z
    .record(z.string(), z.array(z.string()).min(1))
    .optional()
    .describe(
      "what a value has that is declared with such a type, where no class of that name makes it: paths",
    ),
  rows: z.array(Row),
});

export type Row = z.infer<typeof Row>;
export type ModelRow = z.infer<typeof ModelRow>;
export type ToolRow = z.infer<typeof ToolRow>;
export type AgentRow = z.infer<typeof AgentRow>;
export type SourceRow = z.infer<typeof SourceRow>;
export type FlowRow = z.infer<typeof FlowRow>;
export type SentRow = z.infer<typeof SentRow>;
export type StateRow = z.infer<typeof StateRow>;
export type ContentRow = z.infer<typeof ContentRow>;
export type SinkRow = z.infer<typeof SinkRow>;
export type BarrierRow = z.infer<typeof BarrierRow>;
export type ToolServerRow = z.infer<typeof ToolServerRow>;
export type ProviderRow = z.infer<typeof ProviderRow>;
export type EndpointRow = z.infer<typeof EndpointRow>;
export type PromptRow = z.infer<typeof PromptRow>;
export type ValidatorRow = z.infer<typeof ValidatorRow>;
export type ApprovalRow = z.infer<typeof ApprovalRow>;
export type CatalogPackage = z.infer<typeof CatalogPackage>;
