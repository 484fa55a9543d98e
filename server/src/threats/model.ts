/** What threat queries run over: the flows, calls, tools and credentials that the flow engine found. Plain data. */
import type { Effect, Label, SinkKind } from "../catalog/vocabulary.js";
import type { Confidence, Step } from "../report/contract.js";
import type { Policy } from "../review/policy.js";

/** Where data came from. */
export interface FlowSource {
  label: Label;
  /**
   * The catalogue's origin, such as `http-request`, `web-content`, `cli-argument`; `model` and `tool` for model output,
   * `declaration` for what a comment says.
   */
  origin: string;
  /** For a reader: "request body", "completion", "argument of tool read_file". */
  what: string;
  /** Map element it belongs to. */
  element: string;
  step: Step;
  /** For what a store gave: which store. */
  store?: string;
  /** For what a store gave: it was asked for one user's or tenant's content. */
  scoped?: true;
  /** For a caller's token: an SDK checked that it was issued for this server. */
  issuedHere?: true;
  /** For a web response: the application's own server answers. */
  ownServer?: true;
  /**
   * For a request or a message: a server of this machine, which refuses whom it does not trust, was sent it, or it is the
   * parameter of a route that a middleware asks about first.
   */
  letIn?: true;
}

/** Where data arrived. `prompt` is an input of a model or an agent. */
export interface FlowSink {
  kind: SinkKind | "prompt";
  /** For `prompt`: which slot. Untrusted text concatenated with instructions in one message is `instruction`. */
  slot?: "instruction" | "message" | "messages" | "data";
  /** For a reader: "child_process.exec", "the system prompt", "SQL text". */
  what: string;
  element: string;
  step: Step;
  /** Where it happens, when `step` is the call of a wrapper around it. */
  inside?: Step;
  /** For `program` and `argument`: a shell parses the text after all (`shell: true`, `sh -c`, `ssh host`). */
  shell?: boolean;
  /** For `prompt`: the model can act through these tools' effects. */
  modelEffects?: Effect[];
  /** What happens there, from the catalogue: a path is read or written. */
  effect?: Effect;
  /** For `path`: it only chooses the folder of what is reached, and is this property of the source's data. */
  base?: string;
  /** For `parse`: the text of the expression that is parsed. */
  expression?: string;
  /** For `dispatch`: whether the name chooses from a table, from whatever members something has, or from modules. */
  among?: "table" | "members" | "modules" | "unknown";
  /** For `header`: where the request goes, as far as its address is written out. */
  address?: string;
  /** For `header`: whose models that is the address of. */
  provider?: string;
  /** For `header`: a service's own client sends it, and the service accepts no tokens but those that it issued. */
  service?: true;
  /** For `store-write` and `training`: how a person was asked about it before, in words. */
  reviewed?: string;
  /** For `store-write`: whose it is, is kept with it. */
  owned?: true;
  /** For `store-write`: which store. The same name as in the source of what is read from it. */
  store?: string;
}

/** In `lowered`: the command runs in a container. */
export const CONTAINER = "a container";
/** In `lowered`: no separator is in the name, so that at most it is the folder above. */
export const SEGMENT = "a name without separators";
/** In `lowered`: whatever is read ends like a page of text or a picture. */
export const PAGES = "a name that ends like a page or a picture";
/** In `lowered`: the host was checked, not where its answer redirects to. */
export const REDIRECTS = "redirects";

export interface TaintFlow {
  source: FlowSource;
  sink: FlowSink;
  /** Source and sink included. */
  path: Step[];
  confidence: Confidence;
  /** It comes from a file that the program parsed on the way: a format of its own, as a rule its own file. */
  ownFormat?: boolean;
  /** The program kept it in a table on the way. */
  kept?: boolean;
  /** For what somebody asks a model or is logged: properties of the source's data that get there; empty text for all of it. */
  parts?: readonly string[];
  /** A barrier that lowers but does not close, in words: "an argument vector". */
  lowered?: string;
  /** It came with a request whose signature was checked: whoever holds the key sent it. */
  signed?: true;
  /** Calls that hand a wrapper around the sink the whole text: what is put together there is wrong there. */
  handed?: readonly HandedIn[];
}

/** A call that hands a wrapper the text for the sink inside: `run(`git log ${branch}`)`. */
export interface HandedIn {
  /** The function called, as it is written. */
  callee: string;
  step: Step;
  /** From the source to the call. */
  path: Step[];
  confidence: Confidence;
}

/** Known to be there, known not to be there, or not known: only what is known is reported. */
export type Presence = "present" | "absent" | "unknown";

/** Something that is given or left out. */
export interface Given {
  presence: Presence;
  /** Where it is given. */
  step?: Step;
  /** What it is, when that is constant. */
  value?: string;
}

/** Where a model is reached. */
export interface Endpoint {
  /** The address as far as it is constant: "http://models.internal:8080/v1". */
  text?: string;
  step: Step;
}

export interface ModelCall {
  element: string;
  provider: string;
  /** Model name when it is a constant. */
  model?: string;
  what: string;
  step: Step;
  /** Elements of the tools and agents it may call. */
  tools: string[];
  /** The module runs in a browser. */
  client: boolean;
  /** It answers with text of its own; an embedding or a transcription does not. */
  generates: boolean;
  /** The model's name: constant, or from somewhere else. */
  name: Given;
  /** System or developer text. */
  instructions: Given;
  limits: { tokens: Given; steps: Given; time: Given };
  /** The innermost loop around the call, in its function. */
  loop?: { step: Step; bounded: boolean };
  /** The object with its options, where a control can insert one. */
  options?: Step;
  /** An address other than the provider's own, when one is given. */
  endpoint?: Endpoint;
}

/** With which identity something acts. */
export interface Identity {
  /** For a reader: "SUPABASE_SERVICE_ROLE_KEY", "a key in the source". */
  what: string;
  from: "environment" | "literal";
  /** What its name, role or scopes say it may do. */
  privilege: "admin" | "wildcard" | "ordinary";
  step: Step;
}

export interface ToolEffect {
  effect: Effect;
  destructive: boolean;
  what: string;
  /** Package that has the effect. */
  origin: string;
  step: Step;
  /** From the handler to the effect. */
  path: Step[];
  /** Lower where a call on the way may run one of several functions; `low` for what is presumed. */
  confidence: Confidence;
  /** The credential of the client that has the effect, when it could be found. */
  identity?: Identity;
  /** How a person is asked before it, in words; undefined where a way leads here without. */
  approval?: string;
  /** For what runs a program: the command line as far as it is written out; empty where all of it is given. */
  command?: string;
  /** What is changed is the program's own, such as a cache or a record. */
  housekeeping?: boolean;
  /** What is changed is gone when the work is done: a temporary file, a lock. */
  temporary?: boolean;
}

/** Data that a tool's handler brings in. */
export interface ToolRead {
  label: Label;
  origin: string;
  what: string;
  step: Step;
}

export interface ToolSchema {
  /** `any` accepts everything, `open` everything besides what it names, `strict` only that. */
  kind: "none" | "any" | "open" | "strict" | "unknown";
  step?: Step;
}

export interface Tool {
  element: string;
  name: string;
  surface: "tool" | "mcp-tool" | "mcp-resource" | "mcp-prompt";
  /** Folder of the package that it is part of. */
  project: string;
  step: Step;
  handler: Step | undefined;
  effects: ToolEffect[];
  /** What only the name of a function says, of a package that nobody knows. */
  presumed: ToolEffect[];
  /** The tools that it is, where one handler looks at the name of what is called. */
  cases: { name: string; step: Step; effects: ToolEffect[] }[];
  reads: ToolRead[];
  schema: ToolSchema;
  description: Given;
  /** Who the call is for: "present" when a user's or tenant's identity is used on the handler's paths. */
  user: Given;
  /** A record that the handler's paths, or whoever runs the tool, leave: "absent" when all of them are known to leave none. */
  audit: Given;
  /** How a person approves everything it does beyond reading, in words, or undefined. */
  approval: string | undefined;
  /** The gate that it has, where the program answers it for every call and asks nobody. */
  selfApproved?: string;
  /** MCP annotations as written, when constant. */
  hints: { readOnly?: boolean; destructive?: boolean; step?: Step };
  /** The object that defines it, where a control can insert something. */
  options?: Step;
  /** The SDK whose registration this is, for a reader. */
  sdk: string;
}

export interface CredentialUse {
  element: string;
  /** `literal`: a secret in source. `public-variable`: an environment variable that bundlers ship to the browser.
   * `browser-flag`: an SDK option that allows a key in the browser. */
  via: "literal" | "public-variable" | "browser-flag";
  /** For a reader: "OpenAI API key". */
  what: string;
  /** Start of the value, masked: "sk-proj-…". Never the whole secret. */
  preview: string;
  /** The file runs in a browser. */
  client: boolean;
  /** For `browser-flag`: the key is of the environment, and nothing says that the file is shipped to a browser. */
  onServer?: true;
  step: Step;
  confidence: Confidence;
}

/** A tool server (MCP) that the program, an editor or an agent starts or connects to. */
export interface ToolServer {
  element: string;
  name: string;
  step: Step;
  /** What a package runner, a container or a shell downloads and runs to start it. */
  fetched?: {
    /** Package, image or address, as written. */
    what: string;
    from: string;
    /** The version is exact, or the content is named by its digest. */
    pinned: boolean;
    /** The command as far as `what`. */
    command: string;
    step: Step;
  };
  /** Where it is reached, when that is constant. */
  address?: { url: string; step: Step };
}

/** A query for content that is put before a model. */
export interface Retrieval {
  element: string;
  what: string;
  step: Step;
  /** What narrows it: a filter, a namespace. "unknown" where the SDK's query could not be read. */
  filter: Given;
  /** The filter, or another argument, holds a user's or tenant's identity. */
  scoped: boolean;
  /** A user's or tenant's identity that is at hand where the query is made. */
  user?: Step;
}

/** A request handler. */
export interface Route {
  element: string;
  /** "POST /chat" */
  name: string;
  /** Folder of the package that it is part of. */
  project: string;
  step: Step;
  /** What establishes who calls; "absent" only when everything on the way is known. */
  authentication: Given;
  /** Model calls that it reaches. */
  models: { element: string; what: string; step: Step; path: Step[] }[];
}

export interface ThreatModel {
  /** What the configuration allows, when it says so. */
  policy?: Policy | undefined;
  /** What the last review found, when there was one. */
  reviewed?: ReadonlySet<string> | undefined;
  flows: readonly TaintFlow[];
  models: readonly ModelCall[];
  tools: readonly Tool[];
  credentials: readonly CredentialUse[];
  toolServers: readonly ToolServer[];
  retrievals: readonly Retrieval[];
  routes: readonly Route[];
  /** What each agent or model can call: elements of models and agents to those of tools and agents. */
  calls: readonly {
    from: string;
    to: string;
    step: Step;
    /** How the agent has a person approve each call of the tool, in words. */
    approval?: string;
  }[];
}
