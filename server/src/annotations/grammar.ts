/**
 * The grammar of one annotation, from `@threat:` to the end of its line:
 *
 *     annotation := "@threat:" verb (SP argument)* (SP key "=" value)* [SP "--" SP reason]
 *     value      := bare | '"' escaped '"'
 *
 * Parsing never throws; what is wrong becomes problems with the exact offsets, and an annotation with a problem has no
 * effect. Offsets are UTF-16 and relative to the text the annotation was cut from.
 */
import { isVerb, nearest, VERBS, type Verb, type VerbSpec } from "./vocabulary.js";

export interface Word {
  /** The meaning: unescaped, without quotes. */
  text: string;
  start: number;
  end: number;
}

export interface KeyValue {
  key: Word;
  value: Word;
}

export interface Annotation {
  verb: Verb;
  /** Where the verb stands, without `@threat:`. */
  verbAt: Word;
  arguments: Word[];
  keys: KeyValue[];
  reason: Word | undefined;
  start: number;
  end: number;
}

export interface AnnotationProblem {
  code: "annotation-syntax" | "annotation-incomplete";
  message: string;
  start: number;
  end: number;
  /** Replacement for [start, end) that a person most likely meant. */
  suggestion?: string;
}

export interface ParsedAnnotation {
  /** Undefined when not even the verb is known. */
  annotation: Annotation | undefined;
  problems: AnnotationProblem[];
}

export const MARK = "@threat:";

/** Parses one line that starts with `@threat:`. `base` is added to every offset. */
export function parseAnnotation(text: string, base = 0): ParsedAnnotation {
  const problems: AnnotationProblem[] = [];
  const line = /^[^\r\n\u2028\u2029]*/.exec(text)![0].trimEnd();
  const verbText = /^[^\s=]*/.exec(line.slice(MARK.length))![0];
  const verbAt = word(verbText, base + MARK.length, base + MARK.length + verbText.length);
  const names = Object.keys(VERBS);
  if (!isVerb(verbText)) {
    const guess = nearest(verbText, names);
    problems.push({
      code: "annotation-syntax",
      message: verbText
        ? `There is no annotation "@threat:${verbText}".${guess ? ` Did you mean "${guess}"?` : ` Known are ${names.join(", ")}.`}`
        : `The verb is missing after "@threat:", such as "accept" or "dismiss", with no space before it.`,
      start: verbText ? verbAt.start : base,
      end: verbAt.end,
      ...(guess && verbText ? { suggestion: guess } : {}),
    });
    return { annotation: undefined, problems };
  }
  const annotation: Annotation = {
    verb: verbText,
    verbAt,
    arguments: [],
    keys: [],
    reason: undefined,
    start: base,
    end: base + line.length,
  };
  readRest(line, base, annotation, problems);
  check(annotation, problems);
  return { annotation, problems: problems.sort((a, b) => a.start - b.start || a.end - b.end) };
}

function word(text: string, start: number, end: number): Word {
  return { text, start, end };
}

function readRest(line: string, base: number, into: Annotation, problems: AnnotationProblem[]): void {
  const spec: VerbSpec = VERBS[into.verb];
  const syntax = (message: string, start: number, end: number, suggestion?: string) =>
    problems.push({
      code: "annotation-syntax",
      message,
      start: base + start,
      end: base + end,
      ...(suggestion === undefined ? {} : { suggestion }),
    });
  let at = MARK.length + into.verb.length;
  for (;;) {
    at += /^\s*/.exec(line.slice(at))![0].length;
    if (at >= line.length) return;
    const rest = line.slice(at);
    const dashes = /^(--|[\u2014\u2013])(?=\s|$)/.exec(rest)?.[1];
    if (dashes !== undefined) {
      if (dashes !== "--") syntax(`A reason starts with "--".`, at, at + dashes.length, "--");
      const from = at + dashes.length + /^\s*/.exec(rest.slice(dashes.length))![0].length;
      into.reason = word(line.slice(from), base + from, base + line.length);
      return;
    }
    const key = /^([A-Za-z][\w-]*)=/.exec(rest)?.[1];
    const isText = spec.argument.is === "text";
    if (key !== undefined && !(isText && !Object.hasOwn(spec.keys, key))) {
      const value = readValue(line, at + key.length + 1);
      if (value.problem) syntax(value.problem, at + key.length + 1, value.end);
      into.keys.push({
        key: word(key, base + at, base + at + key.length),
        value: word(value.text, base + at + key.length + 1, base + value.end),
      });
      at = value.end;
      continue;
    }
    const argument = /^\S+/.exec(rest)![0];
    if (into.keys.length > 0) {
      syntax(
        `"${argument}" stands after key=value pairs. Put a value with spaces in double quotes, and a reason after "--".`,
        at,
        at + argument.length,
      );
    } else {
      into.arguments.push(word(argument, base + at, base + at + argument.length));
    }
    at += argument.length;
  }
}

function readValue(line: string, start: number): { text: string; end: number; problem?: string } {
  if (line[start] !== '"') {
    const bare = /^\S*/.exec(line.slice(start))![0];
    return { text: bare, end: start + bare.length };
  }
  let text = "";
  for (let at = start + 1; at < line.length; at++) {
    const char = line[at]!;
    if (char === "\\" && (line[at + 1] === '"' || line[at + 1] === "\\")) text += line[++at]!;
    else if (char === '"') {
      const tail = /^\S*/.exec(line.slice(at + 1))![0];
      if (tail === "") return { text, end: at + 1 };
      return { text, end: at + 1 + tail.length, problem: "A quoted value ends with its closing quote." };
    } else text += char;
  }
  return { text, end: line.length, problem: "The closing double quote is missing." };
}

/** What the verb asks for, beyond the bare grammar. */
function check(annotation: Annotation, problems: AnnotationProblem[]): void {
  const spec: VerbSpec = VERBS[annotation.verb];
  const whole = { start: annotation.start, end: annotation.end };
  const syntax = (message: string, at: { start: number; end: number }, suggestion?: string) =>
    problems.push({
      code: "annotation-syntax",
      message,
      start: at.start,
      end: at.end,
      ...(suggestion === undefined ? {} : { suggestion }),
    });
  const incomplete = (message: string, at: { start: number; end: number } = whole) =>
    problems.push({ code: "annotation-incomplete", message, start: at.start, end: at.end });

  checkArguments(annotation, spec, syntax, incomplete);

  const seen = new Set<string>();
  for (const { key, value } of annotation.keys) {
    const kind = spec.keys[key.text];
    if (!kind) {
      const guess = nearest(key.text, Object.keys(spec.keys));
      const known = Object.keys(spec.keys);
      syntax(
        `"${annotation.verb}" has no key "${key.text}".${guess ? ` Did you mean "${guess}"?` : known.length > 0 ? ` It takes ${known.join(", ")}.` : ""}`,
        key,
        guess,
      );
      continue;
    }
    if (seen.has(key.text)) syntax(`"${key.text}" is given twice.`, key);
    seen.add(key.text);
    if (value.text.trim() === "") {
      incomplete(`"${key.text}=" has no value.`, { start: key.start, end: value.end });
    } else if (kind.is === "date" && !isDate(value.text)) {
      syntax(`"${value.text}" is not a date. Write it as YYYY-MM-DD.`, value);
    } else if (kind.is === "one-of") {
      for (const item of kind.list ? value.text.split(",") : [value.text]) {
        if (kind.values.includes(item)) continue;
        const guess = kind.list && value.text !== item ? undefined : nearest(item, kind.values);
        syntax(`"${key.text}" is one of ${kind.values.join(", ")}, not "${item}".`, value, guess);
      }
    }
  }
  const missing = spec.required.filter((key) => !annotation.keys.some((given) => given.key.text === key));
  if (missing.length > 0) {
    incomplete(`"@threat:${annotation.verb}" also needs ${missing.map((key) => `${key}=`).join(" and ")}.`);
  }
  if (spec.reason === "required" && !annotation.reason?.text) {
    incomplete(`"@threat:${annotation.verb}" needs a reason after "--".`);
  }
}

type Report = (message: string, at: { start: number; end: number }, suggestion?: string) => void;

function checkArguments(annotation: Annotation, spec: VerbSpec, syntax: Report, incomplete: Report): void {
  const { argument } = spec;
  const [first, second] = annotation.arguments;
  const whole = { start: annotation.start, end: annotation.end };
  const allowed = argument.is === "none" ? 0 : argument.is === "text" ? Infinity : 1;
  if (annotation.arguments.length > allowed) {
    const extra = (allowed === 0 ? first : second)!;
    syntax(
      `"${extra.text}" is one word too many. Put a value with spaces in double quotes, and a reason after "--".`,
      extra,
    );
  }
  switch (argument.is) {
    case "threat":
      if (!first) incomplete(`"@threat:${annotation.verb}" needs the id of a threat.`, whole);
      else if (!isThreatId(first.text)) syntax(`"${first.text}" is not the id of a threat.`, first);
      return;
    case "one-of":
      if (!first)
        incomplete(`"@threat:${annotation.verb}" needs one of ${argument.values.join(", ")}.`, whole);
      else if (!argument.values.includes(first.text)) {
        const guess = nearest(first.text, argument.values);
        syntax(
          `"${annotation.verb}" is one of ${argument.values.join(", ")}, not "${first.text}".`,
          first,
          guess,
        );
      }
      return;
    case "name":
      if (!first && !argument.optional)
        incomplete(`"@threat:${annotation.verb}" needs ${argument.what}.`, whole);
      return;
    case "text":
      if (!first && !argument.optional) incomplete(`"@threat:${annotation.verb}" needs a text.`, whole);
      return;
    case "none":
  }
}

/** A catalogue id (`output-to-command`) or a framework id (`LLM10:2026`, `AML.T0051.001`, `CWE-78`). */
export const THREAT_ID = /^(?:[a-z][a-z0-9]*(?:-[a-z0-9]+)*|[A-Z][A-Z0-9]*[-.:A-Z0-9]*\d[-.:\w]*)$/;

export function isThreatId(text: string): boolean {
  return THREAT_ID.test(text);
}

/** Whether a text is a day of the calendar, as YYYY-MM-DD. */
export function isDate(text: string): boolean {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (!parts) return false;
  const [year, month, day] = [Number(parts[1]), Number(parts[2]), Number(parts[3])];
  return month >= 1 && month <= 12 && day >= 1 && day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** The value of a key, or undefined. */
export function valueOf(annotation: Annotation, key: string): string | undefined {
  return annotation.keys.find((pair) => pair.key.text === key)?.value.text;
}

export interface AnnotationText {
  verb: Verb;
  arguments: readonly string[];
  /** In the order to print them. */
  keys: readonly (readonly [string, string])[];
  reason?: string | undefined;
}

/** One line of text that parses back to the same annotation. Line ends in values become spaces. */
export function printAnnotation({ verb, arguments: words, keys, reason }: AnnotationText): string {
  const pairs = keys.map(([key, value]) => `${key}=${quote(oneLine(value))}`);
  const tail =
    reason === undefined ? [] : oneLine(reason).trim() === "" ? ["--"] : ["--", oneLine(reason).trim()];
  return [`${MARK}${verb}`, ...words, ...pairs, ...tail].join(" ");
}

function oneLine(text: string): string {
  return text.replace(/[\r\n\u2028\u2029]+/g, " ");
}

function quote(value: string): string {
  return /^[^\s"]\S*$/.test(value) || value === "" ? value : `"${value.replace(/["\\]/g, "\\$&")}"`;
}
