/** Whether a new text of a file means what the one before did: white space, comments and parentheses make no fact. */
import type { FileFacts } from "./facts.js";

/** Where something is, which an edit may change without changing what it is. */
const PLACES = new Set(["start", "end", "repeats"]);

/**
 * Whether two readings of one file differ only in where things are. Their nodes have the same numbers and stand in the same
 * order then, so that whatever was found out of the one holds of the other.
 */
export function isOnlyMoved(before: FileFacts, after: FileFacts): boolean {
  return (
    isEqual(before.ops, after.ops) &&
    isEqual(before.args, after.args) &&
    isEqual(before.argStarts, after.argStarts) &&
    isEqual(before.names, after.names) &&
    isEqual(before.aux, after.aux) &&
    isEqual(before.owners, after.owners) &&
    isShifted(before.starts, after.starts) &&
    isShifted(before.ends, after.ends) &&
    isSame(before.strings, after.strings) &&
    isSame(before.functions, after.functions) &&
    isSame(before.classes, after.classes) &&
    isSame(before.exports, after.exports) &&
    isSame(before.reExports, after.reExports) &&
    isSame(before.secrets, after.secrets) &&
    isSame(before.loops, after.loops) &&
    isSame(before.branches, after.branches) &&
    isSame(before.tests, after.tests) &&
    isSame([...before.variables], [...after.variables]) &&
    before.directive === after.directive &&
    before.bound === after.bound
  );
}

function isEqual(left: Uint8Array | Int32Array, right: Uint8Array | Int32Array): boolean {
  if (left.length !== right.length) return false;
  for (let at = 0; at < left.length; at++) if (left[at] !== right[at]) return false;
  return true;
}

/** Whether all offsets from one on are further by the same, and still behind those before. */
function isShifted(before: Int32Array, after: Int32Array): boolean {
  let by = 0;
  let lastKept = -1;
  let firstMoved = Infinity;
  for (let at = 0; at < before.length; at++) {
    const [old, now] = [before[at]!, after[at]!];
    if (now === old) {
      if (old > lastKept) lastKept = old;
    } else {
      if (by === 0) by = now - old;
      if (now - old !== by) return false;
      if (old < firstMoved) firstMoved = old;
    }
  }
  return lastKept < firstMoved && lastKept < firstMoved + by;
}

/** Plain data, places aside. */
function isSame(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (typeof left !== "object" || typeof right !== "object" || !left || !right) return false;
  if (Array.isArray(left)) {
    if (!Array.isArray(right) || left.length !== right.length) return false;
    return left.every((item, at) => isSame(item, right[at]));
  }
  const names = Object.keys(left);
  if (names.length !== Object.keys(right).length) return false;
  return names.every(
    (name) =>
      PLACES.has(name) ||
      isSame((left as Record<string, unknown>)[name], (right as Record<string, unknown>)[name]),
  );
}
