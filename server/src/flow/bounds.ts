/** Every bound of the flow engine. Hitting one is reported as a problem. */
export const BOUNDS = {
  /** Questions inside each other before the innermost is put off; what is put off is still answered. */
  resolveDepth: 150,
  /** Times one question in a circle is asked again before its answer counts as it is. */
  rounds: 24,
  /** Values one node may stand for. */
  values: 40,
  /** The same, where they are all functions or all objects: a server has hundreds of tools in one list. */
  listed: 300,
  /** Properties that a path remembers. */
  accessPath: 5,
  /** States one source may reach. The same value under another condition is none of its own. */
  states: 6_000,
  /** Of these, states that are reached on so many assumptions that a finding there is information at most. */
  guessedStates: 1_000,
  /** States the arguments of one tool may reach: one source stands for many when a server has one handler for all. */
  toolStates: 24_000,
  /** Callers that one function's unmatched return goes to. */
  callers: 200,
  /** Places a function's value is followed to, to find who calls it. */
  callerSteps: 2000,
  /** Nodes looked at to find out where an object was constructed, and which credential it was given. */
  constructions: 60,
  /** Functions followed from a tool's handler to find its effects. */
  reach: 400,
  /** Calls from a function to the one in it that asks a person. */
  asking: 3,
  /** Nodes looked at to find out whether an answer decides anything. */
  answer: 60,
  /** Nodes looked at to find out whether a value is a signature over another. */
  signature: 80,
  /** Schemas inside each other, counting each builder and each object. */
  schemaDepth: 8,
  /** Calls in one chain of methods. */
  chain: 40,
  /** Versions of one variable between two places that are looked at for checks. */
  versions: 500,
  /** Nodes looked at to find out whether the code itself fixes a value. */
  fixedSteps: 100,
  /** Nodes looked at to find out what an address or a request's body is put together from. */
  assemblySteps: 2_000,
  /** Texts that one node may be put together to. */
  assembledTexts: 60,
  /** Functions between a request and the call that says where it goes. */
  requestDepth: 4,
  /** Calls of wrappers around one sink that one source is told at. */
  handed: 100,
  /** Wrappers around each other. */
  wrappers: 6,
  /** Findings of one file that are fixed at once. */
  fixes: 60,
} as const;
