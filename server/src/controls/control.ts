/** A control: the edit that closes a finding. One file per control in this folder; `index.ts` lists them. */
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
  /** Dependencies known for this file's package: name to version range. */
  dependencies(file: string): Record<string, string>;
  /** YYYY-MM-DD */
  today: string;
  /** Answers a person gave: reason, by, until … */
  input: Record<string, string>;
}

export interface Control {
  id: string;
  /** What the lightbulb shows; a person understands it without reading documentation. */
  title(finding: Finding): string;
  safety: "safe" | "needs-review";
  /** Threat ids this control closes; "*" for every threat. */
  closes: readonly string[];
  /** Threat ids whose finding stays after the edit, at a lower severity or confidence. */
  lowers?: readonly string[];
  /** The edit, or undefined when this control does not apply to this finding. Never throws. */
  edit(context: ControlContext): ControlEdit | undefined;
}
