/** Which findings an annotation is about. */
import type { Finding, Position, Range, Step } from "../report/contract.js";

const after = (a: Position, b: Position) => a.line > b.line || (a.line === b.line && a.column >= b.column);

export function encloses(outer: Range, inner: Range): boolean {
  return after(inner.start, outer.start) && after(outer.end, inner.end);
}

export function rangeOfStep(step: Step): Range {
  const start = { line: step.line, column: step.column };
  return { start, end: { line: step.endLine ?? step.line, column: step.endColumn ?? step.column } };
}

/** Whether a finding is of the threat that an annotation names: by catalogue id, or by one of its references. */
export function isOf(finding: Finding, threat: string): boolean {
  return finding.threat === threat || finding.references.some((reference) => reference.id === threat);
}

/**
 * How closely a finding belongs to an annotated node: its sink lies in it (3), its source (2), a step of its path (1),
 * or nothing of it does (0).
 */
export function closeness(finding: Finding, file: string, anchor: Range): 0 | 1 | 2 | 3 {
  const inside = (step: Step) => step.file === file && encloses(anchor, rangeOfStep(step));
  if (finding.file === file && encloses(anchor, finding.range)) return 3;
  if (inside(finding.sink)) return 3;
  if (inside(finding.source)) return 2;
  return finding.path.some(inside) ? 1 : 0;
}
