/** Whether what a `@threat:mitigate` claims is true of the code. */
import { actsOnPath, declares, importsName, spanOf, type AnnotationSite } from "../facts/sites/index.js";
import type { Finding, Step } from "../report/contract.js";
import { valueOf, type Annotation } from "./grammar.js";
import { rangeOfStep } from "./matching.js";

/** The texts of the workspace; the engine is one. */
export interface Texts {
  files(): string[];
  /** Current text of a root-relative file, or undefined. */
  text(file: string): string | undefined;
}

/** What is not true of the claim, in a sentence; undefined when it holds for this finding. */
export function refutation(
  annotation: Annotation,
  site: AnnotationSite,
  finding: Finding,
  texts: Texts,
): string | undefined {
  const claimed = valueOf(annotation, "with") ?? "";
  const symbol = claimed.replace(/\(\)$/, "").split(/[.#]/).pop() ?? "";
  if (!/^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(symbol)) {
    return `"${claimed}" is not the name of a function or value in the code`;
  }
  if (!exists(symbol, site.file, texts)) return `nothing in the workspace is called "${symbol}"`;
  if (!onPath(symbol, finding, texts)) {
    return `"${symbol}" is not on the path from ${finding.source.label} to ${finding.sink.label}`;
  }
  const test = valueOf(annotation, "test");
  return test === undefined ? undefined : missingTest(test, site.file, texts);
}

function exists(symbol: string, file: string, texts: Texts): boolean {
  const own = texts.text(file);
  if (own !== undefined && (declares(file, own, symbol) || importsName(file, own, symbol))) return true;
  return texts.files().some((other) => {
    const text = texts.text(other);
    return text !== undefined && declares(other, text, symbol);
  });
}

function onPath(symbol: string, finding: Finding, texts: Texts): boolean {
  const steps = [finding.source, ...finding.path, finding.sink];
  const asWord = new RegExp(`(^|[^\\w$])${symbol.replace(/\$/g, "\\$&")}($|[^\\w$])`, "u");
  if (steps.some((step) => asWord.test(step.label))) return true;
  const byFile = new Map<string, Step[]>();
  for (const step of steps) byFile.set(step.file, [...(byFile.get(step.file) ?? []), step]);
  return [...byFile].some(([file, own]) => {
    const text = texts.text(file);
    const spans = text === undefined ? [] : own.map((step) => spanOf(text, rangeOfStep(step)));
    return text !== undefined && actsOnPath(file, text, symbol, spans);
  });
}

/** `path#name`: the path is relative to the root, or to the annotated file when it starts with a dot. */
function missingTest(test: string, file: string, texts: Texts): string | undefined {
  const [path = "", ...rest] = test.split("#");
  const name = rest.join("#");
  const text = texts.text(path.startsWith(".") ? relativeTo(file, path) : path);
  if (text === undefined) return `there is no test file "${path}"`;
  if (name !== "" && !text.includes(name)) return `"${path}" has no test called "${name}"`;
  return undefined;
}

function relativeTo(file: string, path: string): string {
  const parts = file.split("/").slice(0, -1);
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== ".") parts.push(part);
  }
  return parts.join("/");
}
