/** Names of files beside the code that controls edit, by control: the nearest one, at the folder's root or above it. */
export const FILES_BESIDE = {
  "allow-in-policy": ["threatline.json"],
  "record-review": ["threatline.review.json"],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** Of one control; most edit code alone. */
export function filesBeside(control: string): readonly string[] {
  return (FILES_BESIDE as Readonly<Record<string, readonly string[]>>)[control] ?? [];
}
