/** Builds findings from marked text, so that a control's case shows where its finding stands: `exec(«cmd»)`. */
import type { Finding, Range, Step } from "../../../server/src/report/contract.js";
import { lineStarts, rangeOf } from "../../../server/src/facts/sites/index.js";

export interface Marked {
  text: string;
  finding: Finding;
}

/** `«…»` marks the sink, and an optional `‹…›` the source; both marks are removed from the text. */
export function marked(source: string, threat: string, file = "app.ts", more: Partial<Finding> = {}): Marked {
  const { text, spans } = unmark(source);
  const starts = lineStarts(text);
  const sinkRange = rangeOf(starts, spans["«"] ?? { start: 0, end: 0 });
  const sink = stepOf(file, sinkRange, "sink", "the sink");
  const from = spans["‹"];
  const origin = from ? stepOf(file, rangeOf(starts, from), "source", "the source") : sink;
  return {
    text,
    finding: {
      threat,
      severity: "error",
      confidence: "high",
      message: "What is wrong. Why it matters. What to do.",
      file,
      range: sinkRange,
      source: origin,
      sink,
      path: from ? [origin, sink] : [sink],
      stride: ["tampering"],
      references: [],
      status: "open",
      fingerprint: `${threat}:${file}:${sink.line}:${sink.column}`,
      controls: [],
      ...more,
    },
  };
}

function unmark(source: string): { text: string; spans: Record<string, { start: number; end: number }> } {
  const spans: Record<string, { start: number; end: number }> = {};
  const closes: Record<string, string> = { "»": "«", "›": "‹" };
  let text = "";
  for (const char of source) {
    const opener = closes[char];
    if (char === "«" || char === "‹") spans[char] = { start: text.length, end: text.length };
    else if (opener) spans[opener]!.end = text.length;
    else text += char;
  }
  return { text, spans };
}

function stepOf(file: string, range: Range, kind: string, label: string): Step {
  return {
    file,
    line: range.start.line,
    column: range.start.column,
    endLine: range.end.line,
    endColumn: range.end.column,
    label,
    kind,
  };
}
