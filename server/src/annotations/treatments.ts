/** Findings after annotations, file by file: only what an edit of code or annotations touches is judged again. */
import type { AnnotationSite } from "../facts/sites/index.js";
import type { Finding, Status } from "../report/contract.js";
import { applyAnnotations, type AnnotationOptions } from "./effect.js";

/** What the annotations of one file do. */
interface Effect {
  closed: ReadonlyMap<Finding, Status>;
  /** About the annotations themselves. */
  hygiene: readonly Finding[];
}

export class Treatments {
  readonly #options: AnnotationOptions;
  /** Of files that have any. */
  readonly #sites = new Map<string, readonly AnnotationSite[]>();
  /** Findings by the file they are reported in. */
  readonly #findings = new Map<string, readonly Finding[]>();
  /** Files whose findings pass through a file. */
  readonly #through = new Map<string, Set<string>>();
  readonly #effects = new Map<string, Effect>();
  readonly #staleEffects = new Set<string>();
  readonly #stale = new Set<string>();

  constructor(options: AnnotationOptions) {
    this.#options = options;
  }

  /** The annotations of a file are others now. */
  annotate(file: string, sites: readonly AnnotationSite[]): void {
    if (sites.length === 0 && !this.#sites.has(file)) return;
    if (sites.length > 0) this.#sites.set(file, sites);
    else this.#sites.delete(file);
    this.#staleEffects.add(file);
  }

  /** Some text is another one: what annotations claim of the code may not be true any more. */
  textsChanged(): void {
    for (const [file, sites] of this.#sites)
      if (sites.some(({ annotation }) => annotation?.verb === "mitigate")) this.#staleEffects.add(file);
  }

  /** The findings of a file, before annotations, are others now. */
  replace(file: string, findings: readonly Finding[]): void {
    for (const other of filesOf(this.#findings.get(file) ?? [])) {
      this.#through.get(other)?.delete(file);
      if (this.#sites.has(other)) this.#staleEffects.add(other);
    }
    if (findings.length > 0) this.#findings.set(file, findings);
    else this.#findings.delete(file);
    for (const other of filesOf(findings)) {
      const through = this.#through.get(other);
      if (through) through.add(file);
      else this.#through.set(other, new Set([file]));
      if (this.#sites.has(other)) this.#staleEffects.add(other);
    }
    this.#stale.add(file);
  }

  /** @param changed hears of every file whose findings, annotations counted, may be others now */
  settle(changed: (file: string, findings: Finding[]) => void): void {
    for (const file of this.#staleEffects) {
      const effect = this.#effectOf(file);
      if (effect) this.#effects.set(file, effect);
      else this.#effects.delete(file);
      this.#staleEffects.delete(file);
      this.#stale.add(file);
      for (const other of this.#through.get(file) ?? []) this.#stale.add(other);
    }
    for (const file of this.#stale) {
      const own = (this.#findings.get(file) ?? []).map((finding) => this.#treated(finding));
      changed(file, [...own, ...(this.#effects.get(file)?.hygiene ?? [])]);
      this.#stale.delete(file);
    }
  }

  #effectOf(file: string): Effect | undefined {
    const sites = this.#sites.get(file);
    if (!sites) return undefined;
    const given = [...(this.#through.get(file) ?? [])]
      .sort()
      .flatMap((other) => this.#findings.get(other) ?? []);
    const { findings } = applyAnnotations(given, new Map([[file, sites]]), this.#options);
    const closed = new Map<Finding, Status>();
    for (const [at, finding] of given.entries())
      if (findings[at] !== finding) closed.set(finding, findings[at]!.status);
    return { closed, hygiene: findings.slice(given.length) };
  }

  /** The first file that closes it decides. */
  #treated(finding: Finding): Finding {
    if (this.#effects.size === 0) return finding;
    for (const file of [...filesOf([finding])].sort()) {
      const status = this.#effects.get(file)?.closed.get(finding);
      if (status) return { ...finding, status };
    }
    return finding;
  }
}

/** Files that findings begin, pass or end in. */
function filesOf(findings: readonly Finding[]): Set<string> {
  const files = new Set<string>();
  for (const { file, source, sink, path } of findings)
    for (const place of [file, source.file, sink.file, ...path.map((step) => step.file)]) files.add(place);
  return files;
}
