/** A node of some file: `file * SPAN + node`. */
export type Ref = number;
export const SPAN = 2 ** 24;

/** Number of the file that a node is in. */
export function fileOf(ref: Ref): number {
  return Math.floor(ref / SPAN);
}

export function sameRefs(left: readonly Ref[], right: readonly Ref[]): boolean {
  return left.length === right.length && left.every((ref, index) => ref === right[index]);
}
