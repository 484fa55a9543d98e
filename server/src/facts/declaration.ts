/** What a comment declares about the code below it. Plain data of one file; offsets are UTF-16. */

/** A declared thing, where its kind and name say what a declaration on it means. */
export interface Subject {
  kind: "type" | "property" | "parameter" | "variable";
  name: string;
  /** For a variable: where its values, or the parts that a pattern takes, are written. */
  values: readonly { start: number; end: number }[];
}

export interface Declaration {
  verb: string;
  /** The words after the verb. */
  values: readonly string[];
  keys: Readonly<Record<string, string>>;
  /** The node that it is about. */
  start: number;
  end: number;
  subject: Subject | undefined;
}
