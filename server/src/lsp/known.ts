/** What the server knows without asking the analysis: the latest findings of every file, problems, counts. */
import { EventEmitter } from "node:events";
import type { Finding, Problem } from "../report/contract.js";
import type { EventOf } from "../workspace/analysis-messages.js";
import type { Place } from "../workspace/analysis.js";

export interface KnownFile {
  findings: Finding[];
  /** Version of the open document they were computed from; null for text on disk. */
  version: number | null;
}

interface KnownFolder {
  files: Map<string, KnownFile>;
  scanProblems: Problem[];
  problems: Problem[];
  /** Files in the analysis. */
  count: number;
  /** The first scan and the analysis after it are done. */
  complete: boolean;
  scanCancelled: boolean;
}

interface Events {
  scanning: [EventOf<"scanning">];
  scanned: [EventOf<"scanned">];
  /** After the known findings were replaced. */
  analysed: [EventOf<"analysed">];
  mapChanged: [EventOf<"mapChanged">];
  crashed: [{ reason: string; restarts: boolean }];
}

export class Known extends EventEmitter<Events> {
  readonly #folders = new Map<string, KnownFolder>();

  constructor() {
    super();
    // Every request that waits for a scan listens.
    this.setMaxListeners(0);
  }

  folder(id: string): KnownFolder {
    let folder = this.#folders.get(id);
    if (!folder) {
      folder = {
        files: new Map(),
        scanProblems: [],
        problems: [],
        count: 0,
        complete: false,
        scanCancelled: false,
      };
      this.#folders.set(id, folder);
    }
    return folder;
  }

  folders(): string[] {
    return [...this.#folders.keys()];
  }

  file({ folder, file }: Place): KnownFile | undefined {
    return this.#folders.get(folder)?.files.get(file);
  }

  forget(folder: string): void {
    this.#folders.delete(folder);
  }

  scanned(event: EventOf<"scanned">): void {
    const folder = this.folder(event.folder);
    folder.scanProblems = event.problems;
    folder.scanCancelled = event.cancelled;
    folder.count = event.files;
    this.emit("scanned", event);
  }

  analysed(event: EventOf<"analysed">): void {
    const folder = this.folder(event.folder);
    const changed = new Set(event.changed.map(({ file }) => file));
    // A worker that replaced another does not know what that one had announced.
    const gone = event.first ? [...folder.files.keys()].filter((file) => !changed.has(file)) : [];
    const all = [...event.changed, ...gone.map((file) => ({ file, version: null, findings: [] }))];
    for (const { file, version, findings } of all) {
      if (findings.length === 0) folder.files.delete(file);
      else folder.files.set(file, { findings, version });
    }
    folder.problems = event.problems;
    folder.count = event.files;
    folder.complete ||= event.complete;
    this.emit("analysed", { ...event, changed: all });
  }

  /** Resolves when the folder's first scan and its analysis are done. */
  async complete(id: string): Promise<void> {
    while (!this.folder(id).complete) {
      await new Promise<void>((resolve) => this.once("analysed", () => resolve()));
    }
  }
}
