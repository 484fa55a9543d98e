/** What threat queries run over: the flows, calls, tools and credentials that the flow engine found. Plain data. */
import type { Effect, Label, SinkKind } from "../catalog/schema.js";
import type { Confidence, Step } from "../report/contract.js";

/** Where data came from. */
export interface FlowSource {
  label: Label;
  /** The catalogue's origin, such as `http-request`, `web-content`, `cli-argument`; `model` and `tool` for model output. */
  origin: string;
  /** For a reader: "request body", "completion", "argument of tool read_file". */
  what: string;
  /** Map element it belongs to. */
  element: string;
  step: Step;
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
  /** For `program` and `argument`: a shell parses the text after all (`shell: true`, `sh -c`, `ssh host`). */
  shell?: boolean;
  /** For `prompt`: the model can act through these tools' effects. */
  modelEffects?: Effect[];
  /** What happens there, from the catalogue: a path is read or written. */
  effect?: Effect;
  /** For `parse`: the text of the expression that is parsed. */
  expression?: string;
}

export interface TaintFlow {
  source: FlowSource;
  sink: FlowSink;
  /** Source and sink included. */
  path: Step[];
  confidence: Confidence;
  /** It comes from a file that the program parsed on the way: a format of its own, as a rule its own file. */
  ownFormat?: boolean;
  /** A barrier that lowers but does not close, in words: "an argument vector". */
  lowered?: string;
}

export interface ModelCall {
  element: string;
  provider: string;
  /** Model name when it is a constant. */
  model?: string;
  what: string;
  step: Step;
  /** Names of tools it may call. */
  tools: string[];
  client: boolean;
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
  /** Lower where a call on the way may run one of several functions. */
  confidence: Confidence;
}

export interface Tool {
  element: string;
  name: string;
  surface: "tool" | "mcp-tool" | "mcp-resource" | "mcp-prompt";
  step: Step;
  handler: Step | undefined;
  effects: ToolEffect[];
  /** How a person approves it, in words, or undefined. */
  approval: string | undefined;
  /** MCP annotations as written, when constant. */
  hints: { readOnly?: boolean; destructive?: boolean };
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

export interface ThreatModel {
  flows: readonly TaintFlow[];
  models: readonly ModelCall[];
  tools: readonly Tool[];
  credentials: readonly CredentialUse[];
  toolServers: readonly ToolServer[];
}
