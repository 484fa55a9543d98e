/** Comparing findings with what a case lists. Plain functions of plain data. */
import { acceptedThreats } from "./cases.mjs";

/**
 * @typedef {{ file: string, line: number, endLine?: number | undefined, label: string }} Step
 * @typedef {{ threat: string, severity: string, sink: Step, source: Step, path: Step[] }} Finding
 * @typedef {import("./cases.mjs").Case} Case
 * @typedef {import("./cases.mjs").Sink} Sink
 * @typedef {"found" | "other source" | "missed"} SinkResult
 */

/** Lines between a listed place and a reported one: a list names the call, a report its argument, or the reverse. */
const NEAR = 2;
/** A listed source is a registration or a handler's head; its values are taken apart in the lines that follow. */
const NEAR_SOURCE = 12;

/** @param {Step} step @param {import("./cases.mjs").Place} place @param {number} [near] */
function isAt(step, place, near = NEAR) {
  return (
    step.file === place.file &&
    step.line - near <= place.line &&
    place.line <= Math.max(step.line, Math.min(step.endLine ?? step.line, step.line + 40)) + near
  );
}

/** Words a path uses for a source of this kind; without any, only the listed place tells. */
const SOURCE_WORDS = /** @type {Record<string, RegExp>} */ ({
  "mcp-tool-args": /\bargument of (?:the )?tool\b|\btool (?:argument|input|call)/i,
  "agent-tool-args": /\bargument of (?:the )?tool\b|\btool (?:argument|input|call)/i,
  "library-api-param": /\bgiven to\b/i,
  "remote-server-metadata": /\bof an MCP server\b/i,
  "rag-content": /\bpage\b|\bdocument\b/i,
  "mcp-resource-uri": /\bresource\b/i,
  "model-output": /\bmodel\b|\banswer\b|\bassistant message\b|\bcompletion\b/i,
  "http-request":
    /\brequest\b|\bbody\b|\bquery\b|\bprocedure input\b|\bserver action\b|\bpage address\b|\broute parameter\b/i,
  "web-content": /\bweb\b|\bpage\b/i,
  "file-content": /\bfile\b/i,
  "ipc-message": /\bmessage from a page\b/i,
  "cli-argument": /\bcommand line\b|\bargument\b/i,
});

/** The path starts from what the case says an attacker controls. @param {Finding} finding @param {Case} item */
export function fromRightSource(finding, item) {
  if (SOURCE_WORDS[item.sourceKind]?.test(finding.source.label)) return true;
  return finding.path.some((step) => isAt(step, item.source, NEAR_SOURCE));
}

/** @param {Finding} finding @param {Sink} sink */
function reports(finding, sink) {
  if (!acceptedThreats(sink.kind).includes(finding.threat)) return false;
  // A list may name the call of a wrapper, or the check that should have stopped the value: both are on the way.
  return finding.path.some((step) => isAt(step, sink));
}

/** @param {Sink} sink @param {Case} item @param {readonly Finding[]} findings @returns {SinkResult} */
export function sinkResult(sink, item, findings) {
  const there = findings.filter((finding) => reports(finding, sink));
  if (there.some((finding) => fromRightSource(finding, item))) return "found";
  return there.length > 0 ? "other source" : "missed";
}

/**
 * What is still reported at the repaired place, as gravely as before. Information (a value that stays an argument of a
 * program without a shell) is not an alarm, and where a case lets a weakness remain by design, a lower severity is right.
 * @param {Case} item @param {readonly Finding[]} findings on the fixed side
 * @returns {Finding[] | undefined} undefined when the case expects nothing of the fixed side
 */
export function fixedAlarms(item, findings) {
  const { fixedSink, fixedExpect } = item;
  if (!fixedSink || (fixedExpect !== "silent" && fixedExpect !== "may-report-lower")) return undefined;
  const threats = new Set(item.sinks.flatMap((sink) => acceptedThreats(sink.kind)));
  const alarming = fixedExpect === "silent" ? ["error", "warning"] : ["error"];
  return findings.filter(
    (finding) =>
      threats.has(finding.threat) &&
      alarming.includes(finding.severity) &&
      finding.path.some((step) => isAt(step, fixedSink)),
  );
}
