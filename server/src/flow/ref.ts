/** A node of some file: `file * SPAN + node`. */
export type Ref = number;
export const SPAN = 2 ** 24;
