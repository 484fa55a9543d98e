/** Every bound of the flow engine. Hitting one is reported as a problem. */
export const BOUNDS = {
  /** Nested steps of finding out what one value is. */
  resolveDepth: 60,
  /** Values one node may stand for. */
  values: 40,
  /** Steps of one question about a value before what is known so far is taken. */
  resolveSteps: 20_000,
  /** Calls that a path remembers, so that a return goes back to where it came from. */
  callDepth: 8,
  /** Properties that a path remembers. */
  accessPath: 5,
  /** States one source may reach. */
  states: 12_000,
  /** Callers that one function's unmatched return goes to. */
  callers: 60,
  /** Functions followed from a tool's handler to find its effects. */
  reach: 400,
  /** Nodes looked at to find out whether the code itself fixes a value. */
  fixedSteps: 100,
} as const;
