/** The engine behind every surface. See `api.ts` for what it promises. */
import {
  collectAnnotations,
  declarationsIn,
  isHygiene,
  Treatments,
  type AnnotationSite,
} from "./annotations/index.js";
import type { Analysis, CancelCheck, ElementSummary, EngineApi, EngineOptions, SoonFindings } from "./api.js";
import { builtinCatalog } from "./catalog/index.js";
import type { ControlContext, ControlEdit } from "./controls/control.js";
import { controls } from "./controls/index.js";
import { SuccessiveEdits } from "./controls/successive-edits.js";
import { extractFacts } from "./facts/extract.js";
import type { FileFacts } from "./facts/facts.js";
import { Reparser } from "./facts/parse.js";
import { byPlace, FindingMaker } from "./findings.js";
import { BOUNDS } from "./flow/bounds.js";
import { FlowAnalyser } from "./flow/analyser.js";
import type { Bound } from "./flow/analysis.js";
import { ApiCatalog } from "./flow/api.js";
import { CompiledRows } from "./flow/compiled-rows.js";
import { Program } from "./flow/program.js";
import { Levels } from "./levels.js";
import { buildMap } from "./map/build.js";
import { CONFIDENCES, type Finding, type Problem } from "./report/contract.js";
import { surfaceOf } from "./review/surface.js";
import { summarise } from "./summaries.js";
import { TextShift } from "./text-shift.js";
import { threats } from "./threats/index.js";
import { isReachedElsewhere } from "./threats/wording.js";

/** The same for every engine. */
const builtinRows = new CompiledRows(builtinCatalog);

export class Engine implements EngineApi {
  readonly #texts = new Map<string, string>();
  readonly #annotations = new Map<string, AnnotationSite[]>();
  readonly #reparser = new Reparser();
  readonly #program = new Program(new ApiCatalog(builtinRows));
  readonly #flows = new FlowAnalyser(this.#program);
  #options: EngineOptions = {};
  #levels = new Levels({});
  #maker = this.#newMaker();
  #treatments = new Treatments({ files: this, threats });
  /** Of every file that has any, as far as known. */
  readonly #findings = new Map<string, readonly Finding[]>();
  /** The latest analysis; gone as soon as anything it depends on changes. */
  #analysis: Analysis | undefined;

  configure(options: EngineOptions): void {
    const rows = options.config?.catalog ?? [];
    if (rows.length > 0 || (this.#options.config?.catalog ?? []).length > 0)
      this.#program.setCatalog(
        new ApiCatalog(rows.length > 0 ? new CompiledRows([...builtinCatalog, ...rows]) : builtinRows),
      );
    this.#program.setProjects(options.projects ?? []);
    this.#program.setNamed(options.named ?? []);
    this.#options = options;
    this.#levels = new Levels(options.config ?? {}, options.folders);
    this.#flows.needs = threats
      .filter((threat) => this.#levels.isOn(threat))
      .flatMap(({ needs = [] }) => needs);
    this.#maker = this.#newMaker();
    this.#treatments = new Treatments({ today: options.today, files: this, threats });
    for (const [file, sites] of this.#annotations) this.#treatments.annotate(file, sites);
    this.#findings.clear();
    this.#analysis = undefined;
  }

  update(file: string, text: string, facts?: FileFacts): void {
    const before = this.#texts.get(file);
    if (before === text) return;
    this.#texts.set(file, text);
    const sites = collectAnnotations(file, text);
    this.#program.update(facts ?? extractFacts(file, text, this.#reparser.parse), declarationsIn(sites));
    this.#annotate(file, sites, before === undefined ? undefined : new TextShift(before, text));
  }

  remove(file: string): void {
    if (!this.#texts.delete(file)) return;
    this.#program.remove(file);
    this.#annotate(file, []);
  }

  has(file: string): boolean {
    return this.#texts.has(file);
  }

  text(file: string): string | undefined {
    return this.#texts.get(file);
  }

  files(): string[] {
    return [...this.#texts.keys()].sort();
  }

  findings(cancelled?: CancelCheck): ReadonlyMap<string, readonly Finding[]> | undefined {
    if (!this.#settle(cancelled)) return undefined;
    this.#maker.settle((file, findings) => this.#treatments.replace(file, findings));
    this.#treatments.settle((file, findings) => this.#keep(file, findings));
    return this.#findings;
  }

  findingsOf(file: string, cancelled?: CancelCheck): readonly Finding[] | undefined {
    return this.findings(cancelled) && (this.#findings.get(file) ?? []);
  }

  findingsSoon(file: string, late: CancelCheck): SoonFindings {
    const settled = this.#settle(late, file);
    if (settled) this.findings();
    else {
      this.#maker.settleFile(file, (each, findings) => this.#treatments.replace(each, findings));
      this.#treatments.settle((each, findings) => this.#keep(each, findings));
    }
    return { findings: this.#findings.get(file) ?? [], settled };
  }

  analyse(cancelled?: CancelCheck): Analysis | undefined {
    if (this.#analysis) return this.#analysis;
    const byFile = this.findings(cancelled);
    if (!byFile) return undefined;
    this.#analysis = this.#join(byFile);
    return this.#analysis;
  }

  problems(): Problem[] {
    return [...this.#syntaxProblems(), ...boundProblems(this.#flows.parts().flatMap(({ bounds }) => bounds))];
  }

  surface(): string[] {
    if (!this.findings()) return [];
    return surfaceOf(this.#flows.model())
      .filter(({ owner, step }) => ![owner, step].some(({ file }) => this.#program.isTest(file)))
      .map(({ key }) => key)
      .sort();
  }

  summariesOf(file: string): ElementSummary[] {
    const analysis = this.analyse();
    return analysis ? summarise(analysis, file) : [];
  }

  edit(
    finding: Finding,
    controlId: string,
    input: Record<string, string> = {},
    beside: Readonly<Record<string, string>> = {},
  ): ControlEdit | undefined {
    const control = controls.find(({ id }) => id === controlId);
    if (!control) return undefined;
    const editOf = (each: Finding) => control.edit(this.#contextOf(each, input, beside));
    return control.editsEveryWay && isReachedElsewhere(finding.message)
      ? this.#editEveryWay(finding, editOf)
      : editOf(finding);
  }

  editAll(file: string, controlId: string, input: Record<string, string> = {}): ControlEdit | undefined {
    if (!this.has(file)) return undefined;
    const made = new SuccessiveEdits(this);
    for (let fixes = 0, left = Infinity; fixes < BOUNDS.fixes; fixes++) {
      const offers = this.#offers(file, controlId, input);
      const [edit] = offers;
      if (!edit || offers.length >= left) break;
      left = offers.length;
      made.make(edit);
    }
    return made.takeBack();
  }

  /** Edits each way that leads to the place of a finding; undefined when one of them cannot be. */
  #editEveryWay(
    finding: Finding,
    editOf: (finding: Finding) => ControlEdit | undefined,
  ): ControlEdit | undefined {
    const known = new Set((this.findingsOf(finding.file) ?? []).map(({ fingerprint }) => fingerprint));
    known.delete(finding.fingerprint);
    const made = new SuccessiveEdits(this);
    let left: Finding | undefined = finding;
    for (let ways = 0; left; ways++) {
      const edit = ways < BOUNDS.fixes ? editOf(left) : undefined;
      if (!edit || !made.make(edit)) break;
      // The next way is told once the one before is closed.
      left = this.findingsOf(finding.file)?.find(
        ({ threat, fingerprint, status }) =>
          threat === finding.threat && status === "open" && !known.has(fingerprint),
      );
    }
    const edit = made.takeBack();
    return left ? undefined : edit;
  }

  #contextOf(
    finding: Finding,
    input: Record<string, string>,
    beside: Readonly<Record<string, string>>,
  ): ControlContext {
    return {
      finding,
      text: (file) => this.#texts.get(file),
      beside: (name) => {
        const file = Object.keys(beside).find((each) => each === name || each.endsWith(`/${name}`));
        return file === undefined ? undefined : { file, text: beside[file]! };
      },
      dependencies: (file) => this.#program.modules.projectOf(file)?.dependencies ?? {},
      scripts: (file) => this.#program.modules.projectOf(file)?.scripts ?? {},
      files: () => this.files(),
      today: this.#options.today ?? "",
      input,
    };
  }

  /** Brings the parts of the model up to date, that of `first` before the others; false when cancelled. */
  #settle(cancelled?: CancelCheck, first?: string): boolean {
    return this.#flows.settle((file, part) => this.#maker.replace(file, part), cancelled, first);
  }

  #newMaker(): FindingMaker {
    const { reviewed } = this.#options;
    return new FindingMaker(
      this.#levels,
      (file) => this.#texts.get(file),
      (file) => this.#program.isTest(file),
      reviewed && new Set(reviewed),
    );
  }

  /** What a control offers for the open findings of a file, where it changes nothing else. */
  #offers(file: string, controlId: string, input: Record<string, string>): ControlEdit[] {
    return (this.findingsOf(file) ?? []).flatMap((finding) => {
      const offered = finding.status === "open" && finding.controls.some(({ id }) => id === controlId);
      const edit = offered ? this.edit(finding, controlId, input) : undefined;
      return edit && edit.files.length === 1 && edit.files[0]!.file === file ? [edit] : [];
    });
  }

  #annotate(file: string, sites: AnnotationSite[], shift?: TextShift): void {
    if (sites.length > 0) this.#annotations.set(file, sites);
    else this.#annotations.delete(file);
    this.#treatments.annotate(file, sites);
    this.#treatments.textsChanged();
    this.#maker.touch(file, shift);
    this.#analysis = undefined;
  }

  /** The findings of a file as they are reported. */
  #keep(file: string, findings: readonly Finding[]): void {
    const { minConfidence } = this.#levels.config;
    const least = minConfidence ? CONFIDENCES.indexOf(minConfidence) : CONFIDENCES.length;
    const reported = findings
      .flatMap((finding) => this.#levelled(finding))
      .filter(({ confidence }) => CONFIDENCES.indexOf(confidence) <= least)
      .sort(byPlace);
    if (reported.length === 0) this.#findings.delete(file);
    else if (JSON.stringify(reported) !== JSON.stringify(this.#findings.get(file)))
      this.#findings.set(file, reported);
  }

  /** The findings of every file as one analysis, with the map of the whole program. */
  #join(byFile: ReadonlyMap<string, readonly Finding[]>): Analysis {
    const findings = [...byFile.keys()].sort().flatMap((file) => byFile.get(file)!);
    const open = findings.filter(({ status }) => status === "open");
    const model = this.#flows.model();
    return {
      findings,
      map: buildMap(model, open, (finding) => this.#maker.elementsOf(finding)),
      problems: this.problems(),
      stats: {
        files: this.#texts.size,
        lines: this.#lines(),
        modelCalls: model.models.length,
        tools: model.tools.length,
        findings: open.length,
      },
    };
  }

  /** Findings about annotations have no preset, but can be set like any other. */
  #levelled(finding: Finding): Finding[] {
    if (!isHygiene(finding.threat)) return [finding];
    const level = this.#levels.set(finding.threat, finding.file) ?? finding.severity;
    return level === "off" ? [] : [{ ...finding, severity: level }];
  }

  #lines(): number {
    let lines = 0;
    for (const graph of this.#program.sorted()) lines += graph.facts.lineStarts.length;
    return lines;
  }

  #syntaxProblems(): Problem[] {
    const problems: Problem[] = [];
    for (const graph of this.#program.sorted()) {
      for (const { start, end, message } of graph.facts.problems)
        problems.push({
          code: "syntax-error",
          message: `${message} What could be read was analysed.`,
          file: graph.file,
          range: { start: graph.position(start), end: graph.position(end) },
        });
      if (graph.facts.bound) problems.push(boundProblem({ file: graph.file, message: graph.facts.bound }));
    }
    return problems;
  }
}

function boundProblem({ file, message }: { file: string; message: string }): Problem {
  return { code: "bound-hit", file, message };
}

/** One for each file and message, however many parts say it. */
function boundProblems(bounds: readonly Bound[]): Problem[] {
  const known = new Map(bounds.map((bound) => [`${bound.file}\u0000${bound.message}`, bound]));
  return [...known.values()].map(boundProblem);
}
