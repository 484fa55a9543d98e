/**
 * The edit of one file, put together so that it looks as if its author had written it: quotes, semicolons, indentation, line
 * ends, import style, names that are free. Controls write code in one canonical form (two spaces, double quotes,
 * semicolons, types between «…») and `FileEditor` writes it the way the file is written.
 */
import {
  fileStyle,
  freeName,
  headEnd,
  importing,
  objectSite,
  propertyInsertion,
  quoted,
  spanOf,
  usedNames,
  wrapping,
  type BodyStart,
  type FileStyle,
  type ImportWish,
  type ObjectSite,
  type Span,
} from "../facts/sites/index.js";
import type { Step } from "../report/contract.js";
import type { ControlContext, ControlEdit, FileEdit, OffsetEdit } from "./control.js";

export class FileEditor {
  readonly style: FileStyle;
  readonly #used: Set<string>;
  readonly #edits: OffsetEdit[] = [];
  readonly #imports: string[] = [];
  readonly #declarations: string[] = [];
  readonly #packages = new Set<string>();

  /** Undefined when the file of the finding is not known. */
  static of(context: ControlContext): FileEditor | undefined {
    const { file, range } = context.finding;
    const text = context.text(file);
    return text === undefined ? undefined : new FileEditor(context, file, text, spanOf(text, range));
  }

  /** For the place where the finding's path begins, which may be in another file. */
  static atSource(context: ControlContext): FileEditor | undefined {
    return FileEditor.atStep(context, context.finding.source);
  }

  /** For a place on the finding's path. */
  static atStep(context: ControlContext, step: Step): FileEditor | undefined {
    const { file, line, column, endLine = line, endColumn = column } = step;
    const text = context.text(file);
    const range = { start: { line, column }, end: { line: endLine, column: endColumn } };
    return text === undefined ? undefined : new FileEditor(context, file, text, spanOf(text, range));
  }

  private constructor(
    readonly context: ControlContext,
    readonly file: string,
    readonly text: string,
    /** The place that the edit is about. */
    readonly span: Span,
  ) {
    this.style = fileStyle(file, text);
    this.#used = usedNames(file, text);
  }

  /** Source text at a span. */
  at({ start, end }: Span): string {
    return this.text.slice(start, end);
  }

  /** A name that nothing in the file has, nor anything this edit has introduced: the first wish that is free. */
  name(...wishes: string[]): string {
    const name = freeName(this.#used, ...wishes);
    this.#used.add(name);
    return name;
  }

  /** The name that an export has in the file; imports it when it is not there. Names the package when it has to be added. */
  import(wish: ImportWish): string {
    const { local, edit, statement } = importing(this.file, this.text, wish, this.#used, this.style);
    this.#used.add(local);
    if (edit) this.#edits.push(edit);
    if (statement !== undefined) {
      this.#addImport(statement);
      this.needs(wish.module);
    }
    return local;
  }

  /** Names of one module are imported together. */
  #addImport(statement: string): void {
    const split = (text: string) => /^((?:import|const) \{ )(.*)( \} .*)$/.exec(text) ?? undefined;
    const [, head, names, from] = split(statement) ?? [];
    const at = this.#imports.findIndex((each) => {
      const known = split(each);
      return known !== undefined && known[1] === head && known[3] === from;
    });
    if (at < 0) this.#imports.push(statement);
    else {
      const known = split(this.#imports[at]!)![2]!;
      if (!known.split(", ").includes(names!)) this.#imports[at] = `${head}${known}, ${names}${from}`;
    }
  }

  /** The package of a module has to be there. */
  needs(module: string): void {
    const name = /^(@[^/]+\/[^/]+|[^@/][^/]*)/.exec(module)?.[0];
    if (!name || /^(?:node:|\.)/.test(module)) return;
    if (this.context.dependencies(this.file)[name] === undefined) this.#packages.add(name);
  }

  /**
   * A declaration at module level, below the imports, and the name it got. Where the very same stands there already, under
   * the first wish, it is used.
   * @param code canonical code for a name
   */
  declare(wish: string, code: (name: string) => string): string {
    const wanted = this.styled(code(wish));
    if (this.text.includes(wanted)) return wish;
    const name = this.name(wish);
    this.#declarations.push(this.styled(code(name)));
    return name;
  }

  /** Replaces source text. */
  replace({ start, end }: Span, newText: string): void {
    this.#edits.push({ start, end, newText });
  }

  insert(at: number, newText: string): void {
    this.replace({ start: at, end: at }, newText);
  }

  /** Replaces the expression at a span by what `write` makes of its text; false when no expression stands exactly there. */
  wrap(span: Span, write: (source: string) => string): boolean {
    const edit = wrapping(this.file, this.text, span, write);
    if (edit) this.#edits.push(edit);
    return edit !== undefined;
  }

  /** The object literal that is exactly at a span, or that the span lies in. */
  object(span: Span, options: { around?: boolean } = {}): ObjectSite | undefined {
    return objectSite(this.file, this.text, span, options);
  }

  /** Puts `name: value` into an object literal: before the property `before`, else at the end. */
  property(object: ObjectSite, property: string, before?: string): void {
    const { eol, indent } = this.style;
    this.#edits.push(propertyInsertion(this.file, this.text, object, property, { before, eol, indent }));
  }

  /** Canonical code that a function does first; false where its body has no line for it. What is an expression becomes a block. */
  first({ begin, body }: BodyStart, code: string): boolean {
    const { eol, indent: unit, semicolons } = this.style;
    if (begin) {
      this.insert(begin.at, this.styled(code, begin.indent) + eol + begin.indent);
      return true;
    }
    if (!body) return false;
    // An expression on the line below its arrow: the block begins behind the arrow.
    const gap = /=>(\s*[\r\n]\s*)$/.exec(this.text.slice(0, body.start))?.[1] ?? "";
    const start = body.start - gap.length;
    const line = this.text
      .slice(0, start)
      .split(/\r\n|\n|\r/)
      .at(-1)!;
    const outer = /^[ \t]*/.exec(line)![0];
    const inner = outer + unit;
    const result = this.at(body).replace(/^\((\s*\{[\s\S]*\}\s*)\)$/, "$1");
    const lines = [this.styled(code, inner), `return ${result}${semicolons ? ";" : ""}`];
    const block = `{${eol}${lines.map((each) => inner + each + eol).join("")}${outer}}`;
    this.replace({ start, end: body.end }, gap ? ` ${block}` : block);
    return true;
  }

  quoted(text: string): string {
    return quoted(text, this.style);
  }

  /**
   * Canonical code in the file's style. `«: string»` stands only in TypeScript. Lines after the first are indented by
   * `indent`; a text with a quote in it keeps its quotes.
   */
  styled(code: string, indent = ""): string {
    const { style } = this;
    const lines = code
      .replace(/\u00ab([^\u00ab\u00bb]*)\u00bb/g, style.typescript ? "$1" : "")
      .split("\n")
      .map((line, index) => {
        const [lead = ""] = /^(?: {2})*/.exec(line)!;
        const body = style.quote === "'" ? inSingleQuotes(line.slice(lead.length)) : line.slice(lead.length);
        const ended = style.semicolons ? body : body.replace(/;$/, "");
        const deep = style.indent.repeat(lead.length / 2);
        return ended === "" ? "" : (index === 0 ? "" : indent) + deep + ended;
      });
    return lines.join(style.eol);
  }

  /** The edit, with imports and declarations in their place; undefined when nothing changes. */
  done(others: readonly FileEdit[] = []): ControlEdit | undefined {
    const edits = [...this.#edits, ...this.#head()].sort((a, b) => a.start - b.start || a.end - b.end);
    if (edits.length === 0) return undefined;
    return {
      files: [{ file: this.file, edits }, ...others],
      ...(this.#packages.size > 0 ? { addsPackages: [...this.#packages] } : {}),
    };
  }

  /** Imports below the last import, declarations below them, set apart by empty lines. */
  #head(): OffsetEdit[] {
    if (this.#imports.length + this.#declarations.length === 0) return [];
    const { eol } = this.style;
    const { offset, after } = headEnd(this.file, this.text);
    const imports = this.#imports.join(eol);
    if (after === "start" && offset === 0) {
      const blocks = [...(imports ? [imports] : []), ...this.#declarations];
      return [{ start: 0, end: 0, newText: blocks.map((block) => block + eol + eol).join("") }];
    }
    const rest = this.text.slice(offset);
    const spaced = /^\s*$/.test(rest) || /^[ \t]*(\r\n|\n|\r)[ \t]*(\r\n|\n|\r)/.test(rest);
    const gap = this.#declarations.length === 0 || spaced ? "" : eol;
    const imported = imports && (after === "imports" ? eol : eol + eol) + imports;
    const declared = this.#declarations.map((declaration) => eol + eol + declaration).join("");
    return [{ start: offset, end: offset, newText: imported + declared + gap }];
  }
}

/** Double quotes of a line of code to single ones, where the text holds neither; templates and comments keep theirs. */
function inSingleQuotes(line: string): string {
  if (/^(\/\/|\/?\*)/.test(line)) return line;
  return line.replace(/`[^`]*`|'(?:[^'\\]|\\.)*'|"((?:[^"\\]|\\.)*)"/g, (whole, inner: string | undefined) =>
    inner === undefined || /['"\\]/.test(inner) ? whole : `'${inner}'`,
  );
}
