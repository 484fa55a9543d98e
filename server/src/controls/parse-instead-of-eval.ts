/** Reads data as JSON where it was run as code, and checks what came. */
import { evaluationSite, lineStarts, rangeOf, spanOf } from "../facts/sites/index.js";
import type { Control, ControlContext } from "./control.js";
import { EditLog } from "./edit-log.js";
import { insertOutputValidation } from "./insert-output-validation.js";

export const parseInsteadOfEval: Control = {
  id: "parse-instead-of-eval",
  title: () => "Read the text as JSON and check it, instead of running it",
  // What is no JSON, such as keys without quotes, is refused from now on.
  safety: "needs-review",
  closes: ["output-to-code"],
  edit(context) {
    const { file, range } = context.finding;
    const text = context.text(file);
    const site = text === undefined ? undefined : evaluationSite(file, text, spanOf(text, range));
    if (text === undefined || !site) return undefined;
    const parsed = `JSON.parse(${site.isText ? site.source : `String(${site.source})`})`;
    const log = new EditLog(text);
    log.apply([{ ...site.whole, newText: parsed }]);
    const span = { start: site.whole.start, end: site.whole.start + parsed.length };
    // Without a schema the data would only be another finding.
    const checked = insertOutputValidation.edit(withText(context, log.text, span));
    if (!checked) return undefined;
    log.apply(checked.files[0]!.edits);
    return { ...checked, files: [{ file, edits: log.edits() }] };
  },
};

/** The same question about another text of the file, at another place. */
function withText(
  context: ControlContext,
  text: string,
  span: { start: number; end: number },
): ControlContext {
  const { finding } = context;
  const range = rangeOf(lineStarts(text), span);
  const own = (file: string) => (file === finding.file ? text : context.text(file));
  return { ...context, finding: { ...finding, range }, text: own };
}
