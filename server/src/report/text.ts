/** The report a person reads in a terminal: findings with their code and paths, problems, the map in brief, a summary. */
import type { Finding, Problem, ScanResult, Severity, Status, Step } from "./contract.js";
import { SEVERITIES, STATUSES } from "./contract.js";
import { frame } from "./frame.js";
import { mapText } from "./map-text.js";
import { redacted } from "./redact.js";
import { count, paint, type Style } from "./style.js";
import { cut, pad, safe, widthOf, wrap } from "./width.js";

/** Steps of a path that are shown; of a longer one, its two ends. */
const MAX_STEPS = 14;
/** Columns for the location of a step; longer ones push their line out. */
const MAX_LOCATION = 48;
/** Less of a source line than this says nothing. In columns. */
const MIN_EXCERPT = 28;
/** Offered for most findings by an editor; naming them each time would hide the ones that fix something. */
const NO_FIXES = new Set(["accept", "dismiss", "write-adversarial-test"]);
const INDENT = "  ";

export interface TextOptions {
  style: Style;
  /** Text of a scanned file, for frames. */
  text(file: string): string | undefined;
  /** How a root-relative file is written for the reader, such as relative to where they stand. */
  display(file: string): string;
  /** One line per finding and problem, nothing else. */
  quiet: boolean;
  /** Wall time of the scan, when the reader may see it. */
  durationMs?: number;
}

/** The whole report, ending with a newline; "" for a quiet report with nothing to say. */
export function textReport(result: ScanResult, given: TextOptions): string {
  const options = { ...given, text: redacted(result.findings, given.text) };
  const open = result.findings.filter((finding) => finding.status === "open");
  const lines = options.quiet
    ? [
        ...open.map((finding) => findingLine(finding, options)),
        ...result.problems.map((one) => problemLine(one, options)),
      ]
    : [
        ...open.flatMap((finding) => [...findingBlock(finding, options), "", ""]),
        ...section(problemBlock(result.problems, options)),
        ...section(mapText(result, options.style, options.display)),
        ...summary(result, options),
      ];
  return lines.length === 0 ? "" : `${lines.join("\n")}\n`;
}

function section(lines: string[]): string[] {
  return lines.length === 0 ? [] : [...lines, "", ""];
}

function findingLine(finding: Finding, options: TextOptions): string {
  const { style } = options;
  const where = place(finding.file, finding.range.start.line, finding.range.start.column, options);
  return `${where}: ${paint(style, finding.severity)(finding.severity)} ${finding.threat}: ${sentence(finding.message)}`;
}

/** A message on one line, however it was written. */
function sentence(message: string): string {
  return safe(message.replace(/\s+/g, " ").trim());
}

function findingBlock(finding: Finding, options: TextOptions): string[] {
  const { style } = options;
  const { colors, glyphs, width } = style;
  const { start } = finding.range;
  const color = paint(style, finding.severity);
  const confidence = colors.dim(`${finding.confidence} confidence`);
  const head = `${color(`${glyphs[finding.severity]} ${colors.bold(finding.severity)}`)}  ${colors.bold(finding.threat)}`;
  const where = colors.underline(place(finding.file, start.line, start.column, options));
  const lines = [`${head}  ${where}  ${confidence}`, ""];
  lines.push(...wrap(finding.message, width - INDENT.length).map((line) => INDENT + line));
  const source = options.text(finding.file);
  const code =
    source === undefined ? [] : frame(source, finding.range, finding.severity, style, INDENT.length);
  if (code.length > 0) lines.push("", ...code);
  if (finding.path.length > 1) lines.push("", ...pathBlock(finding, options));
  lines.push("", ...facts(finding, style));
  return lines;
}

/** The way of the value, one line per step, with the source line where there is room for it. */
function pathBlock(finding: Finding, options: TextOptions): string[] {
  const { style } = options;
  const { colors, glyphs } = style;
  const path = finding.path.filter((step, index) => index === 0 || !sameStep(step, finding.path[index - 1]!));
  const steps = path.map((step, index) => ({ step, index }));
  const folded = steps.length > MAX_STEPS ? steps.length - MAX_STEPS + 1 : 0;
  const head = Math.floor(MAX_STEPS / 2);
  const shown = folded === 0 ? steps : [...steps.slice(0, head), ...steps.slice(head + folded)];
  const locations = shown.map(({ step }) => place(step.file, step.line, step.column, options));
  const column = Math.min(MAX_LOCATION, Math.max(...locations.map(widthOf)));
  const labels = Math.max(...shown.map(({ step }) => widthOf(step.label)));
  const lines: string[] = [];
  for (const [position, { step, index }] of shown.entries()) {
    if (folded > 0 && position === head) {
      lines.push(
        INDENT + colors.dim(`${glyphs.step} … ${count(folded, "more step")}; --format json lists them`),
      );
    }
    const end = index === 0 || index === steps.length - 1;
    const glyph = index === 0 ? glyphs.source : index === steps.length - 1 ? glyphs.sink : glyphs.step;
    const mark = end ? paint(style, finding.severity)(glyph) : colors.dim(glyph);
    const label = end ? colors.bold(pad(safe(step.label), labels)) : pad(safe(step.label), labels);
    const left = `${INDENT}${mark} ${colors.cyan(pad(locations[position]!, column))}  ${label}`;
    const used = INDENT.length + 2 + Math.max(column, widthOf(locations[position]!)) + 2 + labels;
    lines.push(`${left}${excerpt(step, style.width - used - 2, options)}`.trimEnd());
  }
  return lines;
}

/** A value may be noted twice at one place in different roles; a reader needs it once. */
function sameStep(left: Step, right: Step): boolean {
  return (
    left.file === right.file &&
    left.line === right.line &&
    left.column === right.column &&
    left.label === right.label
  );
}

/** The line of a step as it stands in the file, when at least a glimpse of it fits. */
function excerpt(step: Step, room: number, options: TextOptions): string {
  if (room < MIN_EXCERPT) return "";
  const line = options.text(step.file)?.split("\n")[step.line - 1]?.trim();
  return line === undefined || line === "" ? "" : `  ${options.style.colors.dim(cut(line, room))}`;
}

/** Controls, STRIDE and references, under one column of names. */
function facts(finding: Finding, style: Style): string[] {
  const { colors, glyphs, width } = style;
  const dot = ` ${glyphs.dot} `;
  const fixes = finding.controls.filter((control) => !NO_FIXES.has(control.id));
  const rows: [string, string[]][] = [
    ["fix", fixes.map((control) => title(control.title, control.safety))],
    ["STRIDE", finding.stride.map((name) => name.replaceAll("-", " "))],
    ["see", finding.references.map((reference) => `${reference.id} ${reference.name}`)],
  ];
  const lines: string[] = [];
  for (const [name, values] of rows) {
    if (values.length === 0) continue;
    const room = width - INDENT.length - 8;
    const text = joined(values.map(safe), dot, room);
    lines.push(...text.map((line, index) => INDENT + colors.dim(pad(index === 0 ? name : "", 8)) + line));
  }
  return lines;
}

function title(text: string, safety: "safe" | "needs-review"): string {
  return safety === "safe" ? text : `${text} (review the edit)`;
}

/** Values in as few lines as hold them whole. */
function joined(values: string[], separator: string, room: number): string[] {
  const lines: string[] = [];
  for (const value of values) {
    const last = lines.at(-1);
    if (last !== undefined && widthOf(last) + widthOf(separator) + widthOf(value) <= room) {
      lines[lines.length - 1] = last + separator + value;
    } else lines.push(...wrap(value, room));
  }
  return lines;
}

function problemBlock(problems: readonly Problem[], options: TextOptions): string[] {
  if (problems.length === 0) return [];
  const { colors, glyphs, width } = options.style;
  const lines = [
    `${colors.yellow(glyphs.warning)} ${colors.bold(count(problems.length, "problem"))} while scanning`,
    "",
  ];
  for (const problem of problems) {
    lines.push(`${INDENT}${colors.underline(placeOfProblem(problem, options))}  ${colors.dim(problem.code)}`);
    lines.push(...wrap(problem.message, width - 4).map((line) => `    ${line}`));
  }
  return lines;
}

function problemLine(problem: Problem, options: TextOptions): string {
  return `${placeOfProblem(problem, options)}: problem ${problem.code}: ${sentence(problem.message)}`;
}

function placeOfProblem(problem: Problem, options: TextOptions): string {
  if (problem.file === undefined) return "workspace";
  if (problem.range === undefined) return safe(options.display(problem.file));
  return place(problem.file, problem.range.start.line, problem.range.start.column, options);
}

function place(file: string, line: number, column: number, options: TextOptions): string {
  return `${safe(options.display(file))}:${line}:${column}`;
}

function summary(result: ScanResult, options: TextOptions): string[] {
  const { colors, glyphs } = options.style;
  const { stats, findings } = result;
  const open = findings.filter((finding) => finding.status === "open");
  const amounts = SEVERITIES.map((severity) => amount(open, severity)).filter((text) => text !== "");
  const files = new Set(open.map((finding) => finding.file)).size;
  const worst = SEVERITIES.find((severity) => open.some((finding) => finding.severity === severity));
  if (stats.files === 0)
    return [`${colors.yellow(glyphs.warning)} No JavaScript or TypeScript files were found to scan`];
  const verdict =
    worst === undefined
      ? `${colors.green(glyphs.ok)} ${colors.bold("No open findings")}`
      : `${paint(options.style, worst)(glyphs[worst])} ${colors.bold(amounts.join(", "))} in ${count(files, "file")}`;
  const closed = STATUSES.filter((status) => status !== "open").map((status) => treated(findings, status));
  const extent = [count(stats.files, "file"), ...(stats.lines > 0 ? [count(stats.lines, "line")] : [])].join(
    ", ",
  );
  const found = `${count(stats.modelCalls, "model call")}, ${count(stats.tools, "tool")}`;
  const time = options.durationMs === undefined ? [] : [duration(options.durationMs)];
  const scanned = [`Scanned ${extent}`, found, ...closed.filter((text) => text !== ""), ...time];
  const rows = joined(scanned, ` ${glyphs.dot} `, options.style.width - INDENT.length);
  return [verdict, ...rows.map((row) => colors.dim(INDENT + row))];
}

function amount(findings: readonly Finding[], severity: Severity): string {
  const number = findings.filter((finding) => finding.severity === severity).length;
  if (number === 0) return "";
  return severity === "info" ? `${number} info` : count(number, severity);
}

function treated(findings: readonly Finding[], status: Status): string {
  const number = findings.filter((finding) => finding.status === status).length;
  return number === 0 ? "" : `${number} ${status}`;
}

function duration(milliseconds: number): string {
  return milliseconds < 950 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}
