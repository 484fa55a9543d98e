/** Makes an export of a module known in a file: under the name it has there, in the import that is there, or by a new one. */
import { ts } from "ts-morph";
import { importsOf, isCommonJs } from "./modules.js";
import { freeName, quoted, type FileStyle } from "./style.js";
import { parse } from "./tree.js";

export interface ImportWish {
  module: string;
  /** An export, `default`, or `*` for the whole module. */
  name: string;
  /** The name it should have in the file; the export's own when left out. */
  local?: string;
}

export interface Importing {
  local: string;
  /** What changes in an import that is there. */
  edit: { start: number; end: number; newText: string } | undefined;
  /** A new import or require, without line end. */
  statement: string | undefined;
}

/** `used` holds every name that is taken. Modules of Node are one with and without `node:`. */
export function importing(
  file: string,
  text: string,
  { module, name, local: wish = name }: ImportWish,
  used: ReadonlySet<string>,
  style: FileStyle,
): Importing {
  const tree = parse(file, text);
  const plain = (specifier: string) => specifier.replace(/^node:/, "");
  const bindings = importsOf(tree).filter((at) => !at.typeOnly && plain(at.module) === plain(module));
  const whole = name === "*" || name === "default";
  const known = bindings.find(
    ({ imported }) => imported === name || (whole && isNode(module) && /^(\*|default)$/.test(imported)),
  );
  if (known) return { local: known.local, edit: undefined, statement: undefined };
  const local = freeName(used, wish, `${wish}Module`);
  const named = bindings.find(({ node }) => ts.isImportSpecifier(node) || ts.isBindingElement(node));
  if (!whole && named) {
    const { elements } = named.node.parent as ts.NamedImports | ts.ObjectBindingPattern;
    const last = elements.at(-1)!;
    const as = ts.isImportSpecifier(named.node) ? " as " : ": ";
    const written = local === name ? name : `${name}${as}${local}`;
    const line = /[\r\n][ \t]*$/.exec(text.slice(0, last.getStart(tree)))?.[0].replace(/^\r?\n?/, "");
    const gap = line === undefined ? " " : style.eol + line.replace(/[\r\n]/g, "");
    return {
      local,
      edit: { start: last.end, end: last.end, newText: `,${gap}${written}` },
      statement: undefined,
    };
  }
  const from = quoted(isNode(module) ? prefixed(tree, module) : module, style);
  const end = style.semicolons ? ";" : "";
  const clause = (as: string) => (local === name ? `{ ${name} }` : `{ ${name}${as}${local} }`);
  const statement = isCommonJs(file, text)
    ? `const ${name === "*" ? local : name === "default" && isNode(module) ? local : clause(": ")} = require(${from})${end}`
    : name === "*"
      ? `import * as ${local} from ${from}${end}`
      : `import ${name === "default" ? local : clause(" as ")} from ${from}${end}`;
  return { local, edit: undefined, statement };
}

function isNode(module: string): boolean {
  return module.startsWith("node:");
}

/** With `node:` or without it, as the file writes its other modules of Node. */
function prefixed(tree: ts.SourceFile, module: string): string {
  const modules = importsOf(tree).map((at) => at.module);
  const bare = modules.some((at) =>
    /^(fs|path|os|child_process|util|http|https|url|crypto|stream)(\/|$)/.test(at),
  );
  return bare && !modules.some((at) => at.startsWith("node:")) ? module.replace(/^node:/, "") : module;
}
