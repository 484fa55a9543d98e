/**
 * A control: the edit that closes a finding. One file per control in this folder; `index.ts` lists them.
 *
 * How one is written:
 *
 * - Questions about syntax are asked of `facts/sites`, which answers in plain data: offsets and source text.
 * - `FileEditor` (`file-editor.ts`) puts the edit together in the file's own style. `import` makes an export known and gives the
 *   name it has, `declare` puts a function or constant below the imports (and uses the one that is there), `wrap` puts
 *   something around an expression, `object` and `property` read and extend an object literal, `replace` and `insert` are
 *   for the rest. Code is written in one canonical form: two spaces, double quotes, semicolons, `«: string»` for what only
 *   TypeScript has.
 * - What is not sure is not offered: return undefined. A control that closes its finding only on paper is worse than none.
 * - `test/engine/controls/cases/<id>.md` shows what it makes of code, to the byte. These cases, and the bad examples of all
 *   threats, are under the law of controls (`test/engine/controls/law.ts`) without a further line of test.
 */
import type { Finding } from "../report/contract.js";

/** Replaces UTF-16 offsets [start, end) of the file's current text. */
export interface OffsetEdit {
  start: number;
  end: number;
  newText: string;
}

export interface FileEdit {
  file: string;
  /**
   * The engine does not know this file: `edits` is one insertion at 0 of whole lines. Create the file, or, when it
   * exists on disk after all, keep it and insert there.
   */
  create?: boolean;
  /** With `create`: the text is a file of its own. Where one exists on disk after all, the edit cannot be made. */
  whole?: boolean;
  edits: OffsetEdit[];
}

export interface ControlEdit {
  files: FileEdit[];
  /** Packages that the edit imports and package.json does not list yet. */
  addsPackages?: string[];
}

export interface ControlContext {
  finding: Finding;
  /** Current text of a root-relative file, or undefined. */
  text(file: string): string | undefined;
  /** A file that `FILES_BESIDE` names, with its path relative to the root; undefined when there is none. */
  beside(name: string): { file: string; text: string } | undefined;
  /** Dependencies known for this file's package: name to version range. */
  dependencies(file: string): Record<string, string>;
  /** Scripts of this file's package: name to command. */
  scripts(file: string): Record<string, string>;
  /** Every file that is known, root-relative. */
  files(): readonly string[];
  /** YYYY-MM-DD */
  today: string;
  /** Answers a person gave: reason, by, until … */
  input: Record<string, string>;
}

export interface Control {
  id: string;
  /** What the lightbulb shows; a person understands it without reading documentation. */
  title(finding: Pick<Finding, "threat"> & Partial<Pick<Finding, "message">>): string;
  safety: "safe" | "needs-review";
  /** Threat ids this control closes; "*" for every threat. */
  closes: readonly string[];
  /** Threat ids whose finding stays after the edit, at a lower severity or confidence. */
  lowers?: readonly string[];
  /** Threat ids whose finding stays as it is: the edit shows that an attack gets through, and stops none. */
  leaves?: readonly string[];
  /** Edits where a path begins: when several lead to the place of the finding, all of them are edited, or none. */
  editsEveryWay?: true;
  /** The edit, or undefined when this control does not apply to this finding. Never throws. */
  edit(context: ControlContext): ControlEdit | undefined;
}
