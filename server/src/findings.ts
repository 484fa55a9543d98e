/** Drafts of threats to findings of the contract: references, fingerprints, offers of controls, one finding a place. */
import { hash } from "./annotations/hygiene.js";
import { reference } from "./catalog/frameworks.js";
import { controlsFor } from "./controls/index.js";
import type { Levels } from "./levels.js";
import { CONFIDENCES, SEVERITIES, type Finding, type Step } from "./report/contract.js";
import { threats } from "./threats/index.js";
import type { TextShift } from "./text-shift.js";
import type { ThreatModel } from "./threats/model.js";
import { reachedElsewhere } from "./threats/wording.js";
import type { Draft, Threat } from "./threats/threat.js";
import { WholeModel } from "./threats/whole.js";

/** Findings of one file, before annotations. */
export interface MadeFindings {
  findings: readonly Finding[];
  /** Keys of the elements each finding is about, by fingerprint. */
  elements: ReadonlyMap<string, readonly string[]>;
}

/** Drafts of one threat by the number that it has among those that are on. */
type Drafts = Map<number, Draft[]>;

/** Where the drafts of a threat about the whole program come from, which no file is called. */
const wholeOf = ({ id }: Threat): string => `\u0000${id}`;

/** Asks the threats about parts of the program, and keeps the findings of every file until its drafts change. */
export class FindingMaker {
  readonly #threats: readonly Threat[];
  /** By the file of the sink, then by the part that they come from. */
  readonly #drafts = new Map<string, Map<string, Drafts>>();
  /** Files with drafts of a part. */
  readonly #reached = new Map<string, Iterable<string>>();
  readonly #made = new Map<string, MadeFindings>();
  /** Files where wrappers are called, by the file of the sink inside: what is told there is not told again at its call. */
  readonly #wrapping = new Map<string, Set<string>>();
  readonly #stale = new Set<string>();
  /** Parts whose drafts were moved with a text since they were made. */
  readonly #moved = new Set<string>();
  /** What threats about the whole program read of it. */
  readonly #whole = new Map<Threat, WholeModel>();

  /** @param text gives current texts, for fingerprints */
  constructor(
    readonly levels: Levels,
    readonly text: (file: string) => string | undefined,
    /** Whether a file is a test, or only used by tests. */
    readonly isTest: (file: string) => boolean,
    /** What the last review found; undefined when there was none. */
    readonly reviewed?: ReadonlySet<string>,
  ) {
    this.#threats = threats.filter((threat) => levels.isOn(threat));
    for (const threat of this.#threats)
      if (!threat.local) this.#whole.set(threat, new WholeModel(threat.reads));
  }

  /** The part that a file brings to the model is another one, or none. */
  replace(file: string, part: ThreatModel | undefined): void {
    for (const whole of this.#whole.values()) whole.replace(file, part);
    this.#ask(file, part, ({ local }) => local === true);
  }

  /**
   * A file has another text. What was found in it moves along, until the parts that it comes from are made again.
   * @param shift between the texts; undefined when there was none before
   */
  touch(file: string, shift?: TextShift): void {
    if (this.#made.has(file)) this.#stale.add(file);
    if (!shift) return;
    for (const [from, drafts] of this.#drafts.get(file) ?? []) {
      this.#moved.add(from);
      for (const [number, list] of drafts)
        drafts.set(
          number,
          list.map((draft) => moved(draft, file, shift)),
        );
    }
  }

  /** @param changed hears of every file whose findings are others now */
  settle(changed: (file: string, findings: readonly Finding[]) => void): void {
    for (const [threat, whole] of this.#whole)
      if (whole.takeStale() || this.#moved.has(wholeOf(threat)))
        this.#ask(wholeOf(threat), whole.model(), (each) => each === threat);
    this.#moved.clear();
    for (const file of this.#stale) this.#settle(file, changed);
  }

  /** The same for one file, before all parts are made again: what comes from the others is what it was. */
  settleFile(file: string, changed: (file: string, findings: readonly Finding[]) => void): void {
    if (this.#stale.has(file)) this.#settle(file, changed);
  }

  #settle(file: string, changed: (file: string, findings: readonly Finding[]) => void): void {
    const before = this.#made.get(file)?.findings ?? [];
    const { findings, elements } = this.#make(file);
    this.#stale.delete(file);
    const isSame = JSON.stringify(before) === JSON.stringify(findings);
    if (findings.length > 0) this.#made.set(file, { findings: isSame ? before : findings, elements });
    else this.#made.delete(file);
    if (isSame) return;
    for (const wrapping of this.#wrapping.get(file) ?? []) if (wrapping !== file) this.#stale.add(wrapping);
    changed(file, findings);
  }

  /** Keys of the elements that a finding is about. */
  elementsOf({ file, fingerprint }: Finding): readonly string[] {
    return this.#made.get(file)?.elements.get(fingerprint) ?? [];
  }

  #ask(from: string, model: ThreatModel | undefined, isAsked: (threat: Threat) => boolean): void {
    for (const file of this.#reached.get(from) ?? []) {
      this.#drafts.get(file)?.delete(from);
      this.#stale.add(file);
    }
    this.#reached.delete(from);
    if (!model) return;
    // Lists of the model that no threat reads are never joined: it must not be copied.
    const asked = Object.create(model, {
      policy: { value: this.levels.config.policy },
      reviewed: { value: this.reviewed },
    }) as ThreatModel;
    const reached = new Map<string, Drafts>();
    for (const [number, threat] of this.#threats.entries()) {
      if (!isAsked(threat)) continue;
      for (const draft of reported(threat, outsideTests(threat.query(asked), this.isTest), this.levels)) {
        const { file } = draft.sink;
        const drafts: Drafts = reached.get(file) ?? new Map();
        reached.set(file, drafts);
        drafts.set(number, [...(drafts.get(number) ?? []), draft]);
        if (draft.inside) this.#wraps(draft.inside.file, file);
      }
    }
    for (const [file, drafts] of reached) {
      const known = this.#drafts.get(file);
      if (known) known.set(from, drafts);
      else this.#drafts.set(file, new Map([[from, drafts]]));
      this.#stale.add(file);
    }
    if (reached.size > 0) this.#reached.set(from, [...reached.keys()]);
  }

  #make(file: string): MadeFindings {
    const findings: Finding[] = [];
    const elements = new Map<string, readonly string[]>();
    const ordinals = new Map<string, number>();
    for (const [number, threat] of this.#threats.entries())
      for (const { draft, others } of this.#told(number, file)) {
        const finding = finish(threat, draft, others, this.text, ordinals);
        findings.push(finding);
        elements.set(finding.fingerprint, draft.elements);
      }
    return { findings: findings.sort(byPlace), elements };
  }

  /** What a threat says in a file, one draft a place. */
  #told(number: number, file: string): { draft: Draft; others: Draft[] }[] {
    const drafts = this.#draftsOf(number, file);
    if (!drafts.some(({ inside }) => inside)) return onePerPlace(drafts);
    return onePerPlace(drafts.filter((draft) => !draft.inside || !this.#isToldInside(number, draft)));
  }

  /** In the order of the parts that they come from. */
  #draftsOf(number: number, file: string): Draft[] {
    return [...(this.#drafts.get(file) ?? [])]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([, drafts]) => drafts.get(number) ?? []);
  }

  /** The sink inside a wrapper is told with the path through this very call. */
  #isToldInside(number: number, { sink, inside }: Draft): boolean {
    const there = this.#draftsOf(number, inside!.file).filter(
      (draft) => placeOf(draft.sink) === placeOf(inside!),
    );
    const [told] = onePerPlace(there);
    return told?.draft.path.some(({ file, line }) => file === sink.file && line === sink.line) ?? false;
  }

  #wraps(inside: string, file: string): void {
    const known = this.#wrapping.get(inside);
    if (known) known.add(file);
    else this.#wrapping.set(inside, new Set([file]));
  }
}

/** A draft in a text that was edited. */
function moved(draft: Draft, file: string, shift: TextShift): Draft {
  const move = (step: Step): Step => (step.file === file ? shift.step(step) : step);
  const { source, sink, path, inside } = draft;
  return {
    ...draft,
    source: move(source),
    sink: move(sink),
    path: path.map(move),
    ...(inside && { inside: move(inside) }),
  };
}

/** Drafts that the preset and the configuration report, with the severity they give them. */
function* reported(threat: Threat, drafts: Iterable<Draft>, levels: Levels): Iterable<Draft> {
  for (const draft of drafts) {
    const severity = levels.severity(threat, draft);
    if (severity) yield severity === draft.severity ? draft : { ...draft, severity };
  }
}

/** Tests call models and parse answers with nobody to attack them: neither end of what is reported lies in one. */
function* outsideTests(drafts: Iterable<Draft>, isTest: (file: string) => boolean): Iterable<Draft> {
  for (const draft of drafts) if (!isTest(draft.sink.file) && !isTest(draft.source.file)) yield draft;
}

/** The best draft of each sink: the gravest, then the surest, then the shortest path. */
function onePerPlace(drafts: Iterable<Draft>): { draft: Draft; others: Draft[] }[] {
  const places = new Map<string, Draft[]>();
  for (const draft of drafts) {
    const key = placeOf(draft.sink);
    const list = places.get(key);
    if (list) list.push(draft);
    else places.set(key, [draft]);
  }
  return [...places.values()].map((list) => {
    const [draft, ...others] = list.sort(
      (a, b) =>
        SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
        CONFIDENCES.indexOf(a.confidence) - CONFIDENCES.indexOf(b.confidence) ||
        a.path.length - b.path.length ||
        compareSteps(a.source, b.source),
    );
    return { draft: draft!, others };
  });
}

function placeOf({ file, line, column, endLine, endColumn }: Step): string {
  return `${file}:${line}:${column}:${endLine ?? 0}:${endColumn ?? 0}`;
}

function finish(
  threat: Threat,
  draft: Draft,
  others: readonly Draft[],
  text: (file: string) => string | undefined,
  ordinals: Map<string, number>,
): Finding {
  const { source, sink, path, severity, confidence } = draft;
  const places = new Set(others.map((other) => `${other.source.file}:${other.source.line}`));
  places.delete(`${source.file}:${source.line}`);
  const finding: Finding = {
    threat: threat.id,
    severity,
    confidence,
    message: draft.message + reachedElsewhere(places.size),
    file: sink.file,
    range: {
      start: { line: sink.line, column: sink.column },
      end: { line: sink.endLine ?? sink.line, column: sink.endColumn ?? sink.column },
    },
    source,
    sink,
    path,
    stride: [...threat.stride],
    references: threat.references.map(reference),
    status: "open",
    fingerprint: fingerprint(threat.id, draft, text, ordinals),
    controls: [],
  };
  finding.controls = controlsFor(threat.id).map((control) => ({
    id: control.id,
    title: control.title(finding),
    safety: control.safety,
  }));
  return finding;
}

/** Holds no line number, so that an edit elsewhere in the file keeps it; equal ones are told apart by their order. */
function fingerprint(
  threat: string,
  { source, sink }: Draft,
  text: (file: string) => string | undefined,
  ordinals: Map<string, number>,
): string {
  const line = text(sink.file)?.split("\n", sink.line)[sink.line - 1]?.trim().replace(/\s+/g, " ") ?? "";
  const base = [threat, sink.file, source.file, source.label, sink.label, line].join("\u0000");
  const ordinal = ordinals.get(base) ?? 0;
  ordinals.set(base, ordinal + 1);
  return hash(`${base}\u0000${ordinal}`);
}

function compareSteps(a: Step, b: Step): number {
  return a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line || a.column - b.column;
}

/** By file, then place, then threat. */
export function byPlace(a: Finding, b: Finding): number {
  return (
    (a.file < b.file ? -1 : a.file > b.file ? 1 : 0) ||
    a.range.start.line - b.range.start.line ||
    a.range.start.column - b.range.start.column ||
    (a.threat < b.threat ? -1 : a.threat > b.threat ? 1 : 0) ||
    (a.fingerprint < b.fingerprint ? -1 : 1)
  );
}
