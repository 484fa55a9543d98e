/** The engine behind every surface. See `api.ts` for what it promises. */
import { applyAnnotations, collectAnnotations, isHygiene, type AnnotationSite } from "./annotations/index.js";
import type { Analysis, CancelCheck, ElementSummary, EngineApi, EngineOptions } from "./api.js";
import { builtinCatalog } from "./catalog/index.js";
import type { Config } from "./config.js";
import type { ControlEdit } from "./controls/control.js";
import { controls } from "./controls/index.js";
import { extractFacts } from "./facts/extract.js";
import type { FileFacts } from "./facts/facts.js";
import { byPlace, makeFindings } from "./findings.js";
import { FlowAnalyser } from "./flow/analysis.js";
import { ApiCatalog } from "./flow/api.js";
import { Program } from "./flow/program.js";
import { Levels } from "./levels.js";
import { buildMap } from "./map/build.js";
import { CONFIDENCES, type Finding, type Problem } from "./report/contract.js";
import { summarise } from "./summaries.js";
import { threats } from "./threats/index.js";

export class Engine implements EngineApi {
  readonly #texts = new Map<string, string>();
  readonly #annotations = new Map<string, AnnotationSite[]>();
  readonly #program = new Program(new ApiCatalog(builtinCatalog));
  readonly #flows = new FlowAnalyser(this.#program);
  #options: EngineOptions = {};
  /** The latest analysis; gone as soon as anything it depends on changes. */
  #analysis: Analysis | undefined;

  configure(options: EngineOptions): void {
    const rows = options.config?.catalog ?? [];
    if (rows.length > 0 || (this.#options.config?.catalog ?? []).length > 0)
      this.#program.setCatalog(new ApiCatalog([...builtinCatalog, ...rows]));
    this.#program.setProjects(options.projects ?? []);
    this.#options = options;
    this.#analysis = undefined;
  }

  update(file: string, text: string, facts?: FileFacts): void {
    if (this.#texts.get(file) === text) return;
    this.#texts.set(file, text);
    this.#program.update(facts ?? extractFacts(file, text));
    this.#annotations.set(file, collectAnnotations(file, text));
    this.#analysis = undefined;
  }

  remove(file: string): void {
    if (!this.#texts.delete(file)) return;
    this.#annotations.delete(file);
    this.#program.remove(file);
    this.#analysis = undefined;
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

  analyse(cancelled?: CancelCheck): Analysis | undefined {
    this.#analysis ??= this.#analyse(cancelled);
    return this.#analysis;
  }

  findingsOf(file: string, cancelled?: CancelCheck): Finding[] | undefined {
    return this.analyse(cancelled)?.findings.filter((finding) => finding.file === file);
  }

  summariesOf(file: string): ElementSummary[] {
    const analysis = this.analyse();
    return analysis ? summarise(analysis, file) : [];
  }

  edit(finding: Finding, controlId: string, input: Record<string, string> = {}): ControlEdit | undefined {
    const control = controls.find(({ id }) => id === controlId);
    return control?.edit({
      finding,
      text: (file) => this.#texts.get(file),
      dependencies: (file) => this.#program.modules.projectOf(file)?.dependencies ?? {},
      today: this.#options.today ?? "",
      input,
    });
  }

  #analyse(cancelled?: CancelCheck): Analysis | undefined {
    const config: Config = this.#options.config ?? {};
    const levels = new Levels(config, this.#options.folders);
    const needs = threats.filter((threat) => levels.isOn(threat)).flatMap((threat) => threat.needs ?? []);
    const flows = this.#flows.analyse(cancelled, needs);
    if (!flows) return undefined;
    const made = makeFindings(flows, levels, (file) => this.#texts.get(file));
    const annotated = applyAnnotations(made.findings, this.#annotations, {
      today: this.#options.today,
      files: this.#readable(),
      threats,
    });
    const least = config.minConfidence ? CONFIDENCES.indexOf(config.minConfidence) : CONFIDENCES.length;
    const findings = annotated.findings
      .flatMap((finding) => this.#levelled(finding, levels))
      .filter(({ confidence }) => CONFIDENCES.indexOf(confidence) <= least)
      .sort(byPlace);
    const open = findings.filter(({ status }) => status === "open");
    return {
      findings,
      map: buildMap(flows, open, made.elements),
      problems: [...this.#syntaxProblems(), ...flows.bounds.map(boundProblem), ...annotated.problems],
      stats: {
        files: this.#texts.size,
        lines: this.#lines(),
        modelCalls: flows.models.length,
        tools: flows.tools.length,
        findings: open.length,
      },
    };
  }

  /** Findings about annotations have no preset, but can be set like any other. */
  #levelled(finding: Finding, levels: Levels): Finding[] {
    if (!isHygiene(finding.threat)) return [finding];
    const level = levels.set(finding.threat, finding.file) ?? finding.severity;
    return level === "off" ? [] : [{ ...finding, severity: level }];
  }

  #readable(): { has(file: string): boolean; text(file: string): string | undefined; files(): string[] } {
    return { has: (file) => this.has(file), text: (file) => this.text(file), files: () => this.files() };
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
