/** The engine behind every surface. See `api.ts` for what it promises. */
import type { Analysis, CancelCheck, ElementSummary, EngineApi, EngineOptions } from "./api.js";
import type { ControlEdit } from "./controls/control.js";
import type { Finding } from "./report/contract.js";

export class Engine implements EngineApi {
  readonly #texts = new Map<string, string>();
  #options: EngineOptions = {};

  configure(options: EngineOptions): void {
    this.#options = options;
  }

  update(file: string, text: string): void {
    this.#texts.set(file, text);
  }

  remove(file: string): void {
    this.#texts.delete(file);
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

  analyse(_cancelled?: CancelCheck): Analysis | undefined {
    void this.#options;
    const findings: Finding[] = [];
    for (const file of this.files()) findings.push(...scaffoldFindings(file, this.#texts.get(file)!));
    return {
      findings,
      map: { elements: [], flows: [], boundaries: [] },
      problems: [],
      stats: { files: this.#texts.size, lines: 0, modelCalls: 0, tools: 0, findings: findings.length },
    };
  }

  findingsOf(file: string): Finding[] {
    return scaffoldFindings(file, this.#texts.get(file) ?? "");
  }

  summariesOf(_file: string): ElementSummary[] {
    return [];
  }

  edit(_finding: Finding, _controlId: string): ControlEdit | undefined {
    return undefined;
  }
}

/** Scaffold until the flow engine lands in the next commits. */
function scaffoldFindings(file: string, text: string): Finding[] {
  const findings: Finding[] = [];
  text.split("\n").forEach((content, index) => {
    const match = /["'](sk-[A-Za-z0-9_-]{20,})["']/.exec(content);
    if (!match) return;
    const step = {
      file,
      line: index + 1,
      column: match.index + 1,
      endLine: index + 1,
      endColumn: match.index + 1 + match[0].length,
      label: "OpenAI API key",
      kind: "credential",
    };
    findings.push({
      threat: "hardcoded-credential",
      severity: "error",
      confidence: "high",
      message: "An OpenAI API key is written in the source. Anyone who can read it can use it. Move it to the environment.",
      file,
      range: {
        start: { line: step.line, column: step.column },
        end: { line: step.endLine, column: step.endColumn },
      },
      source: step,
      sink: step,
      path: [step],
      stride: ["information-disclosure", "spoofing"],
      references: [{ id: "CWE-798", framework: "CWE", name: "Use of Hard-coded Credentials" }],
      status: "open",
      fingerprint: `hardcoded-credential:${file}:${match[1]!.slice(0, 6)}`,
      controls: [],
    });
  });
  return findings;
}
