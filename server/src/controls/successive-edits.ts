/** Edits made one after the other, each in the texts that the ones before left, so that they share imports and helpers. */
import type { ControlEdit } from "./control.js";
import { EditLog } from "./edit-log.js";

/** Where texts are kept. */
interface Texts {
  text(file: string): string | undefined;
  update(file: string, text: string): void;
}

export class SuccessiveEdits {
  readonly #logs = new Map<string, EditLog>();
  readonly #packages = new Set<string>();

  constructor(readonly texts: Texts) {}

  /** Makes an edit; false, and nothing is made, when it is also of a file that is not kept. */
  make({ files, addsPackages = [] }: ControlEdit): boolean {
    if (files.some(({ file, create }) => create || this.texts.text(file) === undefined)) return false;
    for (const { file, edits } of files) {
      const log = this.#logOf(file);
      log.apply(edits);
      this.texts.update(file, log.text);
    }
    for (const name of addsPackages) this.#packages.add(name);
    return true;
  }

  /** All that was made as one edit of the texts as they were, which are there again afterwards; undefined when nothing was. */
  takeBack(): ControlEdit | undefined {
    for (const [file, { original }] of this.#logs) this.texts.update(file, original);
    if (this.#logs.size === 0) return undefined;
    const files = [...this.#logs].map(([file, log]) => ({ file, edits: log.edits() }));
    return { files, ...(this.#packages.size > 0 ? { addsPackages: [...this.#packages] } : {}) };
  }

  #logOf(file: string): EditLog {
    const log = this.#logs.get(file) ?? new EditLog(this.texts.text(file)!);
    this.#logs.set(file, log);
    return log;
  }
}
