/** Every bound on reading one file. Hitting one is reported as a problem, never silent. */
export const BOUNDS = {
  /** Nested expressions that are followed; deeper ones become unknown values. */
  syntaxDepth: 400,
  /** UTF-16 units of a string literal that are kept. */
  literal: 1000,
  /** Operand nodes that are searched for the variables a condition is about. */
  condition: 200,
} as const;
