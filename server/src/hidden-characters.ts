/** Characters that models read and people do not see. */

/** Tags, zero-width characters, marks and overrides of direction; joiners only where no script or emoji needs them. */
export const HIDDEN_CHARACTERS =
  /[\u{E0000}-\u{E007F}\u200B\u2060-\u2064\u202A-\u202E\u2066-\u2069\u00AD\uFEFF]|(?<![\p{L}\p{M}\p{Extended_Pictographic}\uFE0F])[\u200C\u200D]/u;

/** The same as source code may write them, by their numbers. */
export const HIDDEN_ESCAPES =
  /\\u\{(?:E00[0-7][0-9A-F]|200B|206[0-46-9]|202[A-E]|AD|00AD|FEFF)\}|\\u(?:200B|206[0-46-9]|202[A-E]|00AD|FEFF)|\\xAD/giu;
