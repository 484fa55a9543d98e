/** Writes a `@threat:` annotation above the code of a finding, or renews the one that is there. */
import { closeness, isOf } from "../annotations/matching.js";
import { printAnnotation, valueOf, type AnnotationText } from "../annotations/grammar.js";
import {
  collectAnnotations,
  commentPlacement,
  fileStyle,
  spanOf,
  type AnnotationSite,
} from "../facts/sites/index.js";
import type { ControlContext, ControlEdit, OffsetEdit } from "./control.js";

/** The edit that puts `annotation` on the finding; undefined when it is closed already or there is no code. */
export function annotate(context: ControlContext, annotation: AnnotationText): ControlEdit | undefined {
  const { finding } = context;
  if (finding.status !== "open" || finding.threat.startsWith("annotation-")) return undefined;
  if (!takesComments(finding.file)) return undefined;
  const text = context.text(finding.file);
  if (text === undefined) return undefined;
  const existing = ownAnnotation(context, text, annotation.verb);
  if (existing && !isSpent(existing, context.today)) return undefined;
  const edit = existing ? renewed(existing, annotation) : inserted(context, text, annotation);
  return edit && { files: [{ file: finding.file, edits: [edit] }] };
}

/** Of the JSON that is read, only VS Code's own may hold comments. */
function takesComments(file: string): boolean {
  return !file.endsWith(".json") || /(?:^|\/)\.vscode\/[^/]+$/.test(file);
}

function ownAnnotation(context: ControlContext, text: string, verb: string): AnnotationSite | undefined {
  const { finding } = context;
  return collectAnnotations(finding.file, text).find(
    ({ annotation, anchor }) =>
      annotation?.verb === verb &&
      anchor !== undefined &&
      isOf(finding, annotation.arguments[0]?.text ?? "") &&
      closeness(finding, finding.file, anchor.range) > 0,
  );
}

/** It closes nothing any more: over its date, or never complete. */
function isSpent({ annotation, problems }: AnnotationSite, today: string): boolean {
  const until = annotation && valueOf(annotation, "until");
  return problems.length > 0 || (until !== undefined && until < today);
}

function renewed(site: AnnotationSite, annotation: AnnotationText): OffsetEdit {
  const written = printAnnotation(annotation);
  return { ...site.span, newText: site.comment.kind === "block" ? inBlock(written) : written };
}

function inserted(context: ControlContext, text: string, annotation: AnnotationText): OffsetEdit | undefined {
  const { finding } = context;
  const place = commentPlacement(finding.file, text, spanOf(text, finding.range));
  if (!place) return undefined;
  const { eol } = fileStyle(finding.file, text);
  const written = printAnnotation(annotation);
  const newText = {
    line: `// ${written}${eol}${place.indent}`,
    jsx: `{/* ${inBlock(written)} */}${eol}${place.indent}`,
    inline: `/* ${inBlock(written)} */ `,
  }[place.form];
  return { start: place.at, end: place.at, newText };
}

/** A reason must not end the comment that holds it. */
function inBlock(written: string): string {
  return written.replaceAll("*/", "* /");
}

/** The day `days` after a YYYY-MM-DD day. */
export function daysAfter(today: string, days: number): string {
  const day = new Date(`${today}T00:00:00Z`);
  day.setUTCDate(day.getUTCDate() + days);
  return day.toISOString().slice(0, 10);
}
