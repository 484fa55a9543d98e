/**
 * The law of controls. Whatever a control offers: the finding is gone, or lowered or left as it is where the control says so; no
 * other finding appears; the edit is undone to the byte; the control offers nothing more at that place. That the code compiles as
 * before is judged in `test/surfaces/controls-compile.test.ts`, with the real packages.
 *
 * Threats, controls and examples are taken from their registries and folders: a new one is under the law by being there.
 */
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { Analysis, ProjectInfo } from "../../../server/src/api.js";
import { controls, type Control, type ControlEdit } from "../../../server/src/controls/index.js";
import { PACKAGE_RANGES } from "../../../server/src/controls/package-ranges.js";
import { Engine } from "../../../server/src/engine.js";
import { CONFIDENCES, SEVERITIES, type Finding } from "../../../server/src/report/contract.js";
import { threats } from "../../../server/src/threats/index.js";
import { CONFIG_FILE, parseConfig } from "../../../server/src/workspace/config.js";
import { REVIEW_FILE, Review } from "../../../server/src/workspace/review-file.js";
import { isAnalysedFile } from "../../../server/src/workspace/discovery.js";
import { titleOf } from "../cases/parse.js";
import { withEdits } from "./apply.js";

export type Files = Readonly<Record<string, string>>;

export interface Example {
  title: string;
  files: Files;
  projects: ProjectInfo[];
  /** What a person or the disk answers when a control asks. */
  input: Record<string, string>;
}

/** A case of a control: what it makes of the files, or that it is not offered for them. */
export interface ControlCase extends Example {
  control: string;
  /** The threat whose finding it is applied to; the first that it is offered for when left out. */
  threat: string | undefined;
  /** The files that differ afterwards; undefined when the control must not be offered. */
  after: Files | undefined;
}

/** An edit that a control offers for a finding. */
export interface Offer {
  /** What was found before the edit, this finding among it. */
  found: Analysis;
  finding: Finding;
  control: Control;
  edit: ControlEdit;
  input: Record<string, string>;
  /** Every file after the edit. */
  after: Files;
}

const CASES = join(import.meta.dirname, "cases");
/** Accept and dismiss change what is said about the code, not the code. */
export const fixes = controls.filter(({ closes }) => !closes.includes("*"));

/** The bad example of every threat. */
export function threatExamples(): Example[] {
  return threats.map(({ id, docs }) => ({
    title: id,
    files: {
      [/<\/|\/>/.test(docs.bad) ? "example.tsx" : "example.ts"]: docs.bad,
      ...(docs.config && { [CONFIG_FILE]: JSON.stringify(docs.config) }),
      ...(docs.reviewed && { [REVIEW_FILE]: JSON.stringify({ version: 1, reviewed: docs.reviewed }) }),
    },
    projects: [],
    input: {},
  }));
}

/** Every case in `cases/<control>.md`; README.md beside them says how they are written. */
export function controlCases(): ControlCase[] {
  return readdirSync(CASES)
    .filter((name) => name.endsWith(".md") && name !== "README.md")
    .sort()
    .flatMap((name) => parse(basename(name, ".md"), readFileSync(join(CASES, name), "utf8")));
}

function parse(control: string, markdown: string): ControlCase[] {
  return markdown.split(/^(?=#{2,3} )/m).flatMap((section) => {
    const title = titleOf(section);
    const files: Record<string, string> = {};
    let after: Record<string, string> | undefined;
    const projects: ProjectInfo[] = [];
    const input: Record<string, string> = {};
    for (const [, language, name, isAfter, text] of section.matchAll(
      /^```(\w+)(?: +(?!after$)(\S+))?( +after)?\n([\s\S]*?)^```$/gm,
    )) {
      const file = name ?? `index.${language}`;
      if (name === "input") Object.assign(input, JSON.parse(text!));
      else if (name === "projects") projects.push(...(JSON.parse(text!) as ProjectInfo[]));
      else if (isAfter) (after ??= {})[file] = text!;
      else files[file] = text!;
    }
    const threat = /^<!-- threats: ([\w-]+) -->$/m.exec(section)?.[1];
    return Object.keys(files).length > 0 ? [{ control, title, threat, files, projects, input, after }] : [];
  });
}

/** What an engine was made for, and the files beside the code, which it does not read itself. */
const given = new WeakMap<Engine, { example: Pick<Example, "projects">; beside: Files }>();

export function engineOf(example: Pick<Example, "files" | "projects">): Engine {
  const engine = new Engine();
  const beside = Object.fromEntries(Object.entries(example.files).filter(([file]) => isBeside(file)));
  configure(engine, example, beside);
  for (const [file, text] of Object.entries(example.files)) if (!isBeside(file)) engine.update(file, text);
  return engine;
}

/** Has the configuration and the review say what these files say. */
function configure(engine: Engine, example: Pick<Example, "projects">, beside: Files): void {
  const config = beside[CONFIG_FILE];
  const review = beside[REVIEW_FILE];
  given.set(engine, { example, beside });
  engine.configure({
    projects: example.projects,
    today: "2026-06-15",
    config: { preset: "all", ...(config !== undefined && parseConfig(config, CONFIG_FILE).config) },
    ...(review !== undefined && { reviewed: Review.parse(JSON.parse(review)).reviewed }),
  });
}

function isBeside(file: string): boolean {
  return file === CONFIG_FILE || file === REVIEW_FILE;
}

/** Everything that the controls (or one of them) offer for an example, in the order of the findings. */
export function offersOf(
  engine: Engine,
  only: readonly Control[] = fixes,
  input: Record<string, string> = {},
  within: (file: string) => boolean = () => true,
): Offer[] {
  const files = textsOf(engine);
  const found = engine.analyse()!;
  const findings = found.findings.filter(({ file, status }) => status === "open" && within(file));
  return findings.flatMap((finding) =>
    only
      .filter(({ id }) => finding.controls.some((offer) => offer.id === id))
      .flatMap((control): Offer[] => {
        const edit = engine.edit(finding, control.id, input, given.get(engine)?.beside);
        return edit ? [{ found, finding, control, edit, input, after: edited(files, edit) }] : [];
      }),
  );
}

export function textsOf(engine: Engine): Files {
  const code = engine.files().map((file) => [file, engine.text(file)!]);
  return { ...(Object.fromEntries(code) as Files), ...given.get(engine)?.beside };
}

/** The files after an edit. Throws when edits overlap or leave the text, or a file to create is there. */
export function edited(files: Files, edit: ControlEdit): Files {
  const result: Record<string, string> = { ...files };
  for (const { file, create, edits } of edit.files) {
    const text = result[file];
    if ((text !== undefined) === (create ?? false))
      throw new Error(`${file} is ${create ? "there" : "missing"}`);
    result[file] = withEdits(text ?? "", edits);
  }
  return result;
}

/**
 * What an offer breaks of the law, in words; nothing when it is kept. `engine` holds the files before, and again afterwards.
 * @param offers all that were made for the same files
 */
export function broken(engine: Engine, offer: Offer, offers: readonly Offer[]): string[] {
  const { finding, control, edit, input, after } = offer;
  const before = textsOf(engine);
  const { findings: known, problems: told } = offer.found;
  const wrong = new Set(told.flatMap(({ code, file }) => (code === "syntax-error" ? [file] : [])));
  const own = (file: string) => file === finding.file || edit.files.some((each) => each.file === file);
  const problems: string[] = [];
  for (const { file, create, edits } of edit.files) {
    if (!create && undone(before[file]!, edits) !== before[file]) problems.push(`undo changes ${file}`);
    for (const { start, end, newText } of edits)
      if (start === end && newText === "") problems.push(`an edit of ${file} changes nothing`);
  }
  for (const name of edit.addsPackages ?? [])
    if (PACKAGE_RANGES[name] === undefined) problems.push(`no version range is known for ${name}`);
  const offered = offers.filter((other) => other.control === control && own(other.finding.file)).length;
  const { example, beside } = given.get(engine)!;
  const changed = Object.fromEntries(Object.entries(after).filter(([file]) => isBeside(file)));
  const isConfigured = JSON.stringify(changed) !== JSON.stringify(beside);
  if (isConfigured) configure(engine, example, changed);
  for (const [file, text] of Object.entries(after))
    if (isCode(file) && text !== before[file]) engine.update(file, text);
  const found = engine.analyse()!.findings;
  problems.push(...judged(finding, control, known, found));
  const again = offersOf(engine, [control], input, own);
  if (again.length >= offered) problems.push("the control is offered again");
  for (const { code, file } of engine.analyse()!.problems)
    if (code === "syntax-error" && file !== undefined && own(file) && !wrong.has(file)) problems.push(code);
  for (const file of Object.keys(after))
    if (before[file] === undefined) engine.remove(file);
    else if (isCode(file) && after[file] !== before[file]) engine.update(file, before[file]);
  if (isConfigured) configure(engine, example, beside);
  return problems;
}

/** Only some files are analysed; a control may also write `.env.example` and the like. */
const isCode = isAnalysedFile;

function judged(
  finding: Finding,
  control: Control,
  known: readonly Finding[],
  found: readonly Finding[],
): string[] {
  const problems: string[] = [];
  const { threat } = finding;
  const gone = count(found, threat) < count(known, threat);
  // What one text held may become several values of less weight: fewer are left that are as grave and as sure as this one.
  const lowered = control.lowers?.includes(threat) && gravest(found, finding) < gravest(known, finding);
  const left = control.leaves?.includes(threat) ?? false;
  if (left && gravest(found, finding) !== gravest(known, finding))
    problems.push(`${threat} is not what it was`);
  if (!gone && !lowered && !left) problems.push(`${threat} is still there`);
  if (gone && !left && !control.closes.includes(threat))
    problems.push(`${threat} is closed, which the control does not say`);
  for (const other of new Set(found.map((each) => each.threat)))
    if (count(found, other) > count(known, other) && !(other === threat && lowered)) {
      const fresh = found.filter((each) => each.threat === other).map((each) => each.message);
      problems.push(`a new finding: ${other}: ${fresh.at(-1)}`);
    }
  return problems;
}

function count(findings: readonly Finding[], threat: string): number {
  return findings.filter((each) => each.threat === threat && each.status === "open").length;
}

/** How many findings of its threat are at least as grave, and of those as grave at least as sure, as this one. */
function gravest(findings: readonly Finding[], { threat, severity, confidence }: Finding): number {
  const rank = (each: Pick<Finding, "severity" | "confidence">) =>
    SEVERITIES.indexOf(each.severity) * CONFIDENCES.length + CONFIDENCES.indexOf(each.confidence);
  const limit = rank({ severity, confidence });
  return findings.filter((each) => each.threat === threat && each.status === "open" && rank(each) <= limit)
    .length;
}

/** The text after the edits and their inverses, as an editor's undo makes them. */
function undone(text: string, edits: ControlEdit["files"][number]["edits"]): string {
  let shift = 0;
  const inverse = [...edits]
    .sort((a, b) => a.start - b.start || a.end - b.end)
    .map(({ start, end, newText }) => {
      const at = start + shift;
      shift += newText.length - (end - start);
      return { start: at, end: at + newText.length, newText: text.slice(start, end) };
    });
  return withEdits(withEdits(text, edits), inverse);
}
