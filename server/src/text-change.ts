/** One edit of a text, as the stretch that the texts before and after it do not share. Offsets are UTF-16. */
export interface TextChange {
  /** Where the stretch begins, in both texts. */
  start: number;
  /** Where it ends in the text before. */
  endBefore: number;
  /** Where it ends in the text after. */
  endAfter: number;
}

export function changeBetween(before: string, after: string): TextChange {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start++;
  let kept = 0;
  while (
    kept < shorter - start &&
    before.charCodeAt(before.length - 1 - kept) === after.charCodeAt(after.length - 1 - kept)
  )
    kept++;
  return { start, endBefore: before.length - kept, endAfter: after.length - kept };
}
