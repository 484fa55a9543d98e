/** The words that rows, flows and threats share: what data is, what is done with it, where it enters a model. */

export const SINK_KINDS = [
  "command", // text that a shell parses
  "program", // the program to start
  "argument", // arguments of a program, not parsed by a shell
  "code",
  "query",
  "html",
  "path",
  "request",
  "navigation",
  "parse", // turned into structured data without a schema
  "log", // written where people and programs besides the user read
  "response", // given back to whoever called: an HTTP response, a tool's result
  "store-write", // kept in a memory or vector store that later prompts may read
  "training", // uploaded to change a model
  "model-endpoint", // the address that a model is reached at
  "tool-server", // what starts or locates a tool server
  "header", // a header of an outgoing request, such as its authorization
  "dispatch", // the name by which a function, module or key is chosen
] as const;
export type SinkKind = (typeof SINK_KINDS)[number];

export const LABELS = [
  "untrusted", // somebody outside decides it
  "outside", // content that somebody else wrote
  "model-output",
  "tool-input", // model output that arrives as the argument of a tool
  "secret", // a credential
  "personal", // data about a person
  "confidential", // declared to be so
  "system-prompt", // the instructions of a model
  "caller-token", // what a caller identifies themselves with
  "inference", // how a model came to its answer: probabilities, vectors
] as const;
export type Label = (typeof LABELS)[number];

export const EFFECTS = ["read", "write", "exec", "network", "pay"] as const;
export type Effect = (typeof EFFECTS)[number];

/** Where data enters a model. `instruction`: system or developer text. `messages`: a whole conversation with roles. */
export const SLOTS = ["instruction", "message", "messages", "data"] as const;
export type Slot = (typeof SLOTS)[number];

/** What can be limited about a model call or an agent: tokens of the answer, steps of its loop, time. */
export const LIMITS = ["tokens", "steps", "time"] as const;
export type Limit = (typeof LIMITS)[number];
