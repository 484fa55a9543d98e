/** Starts the program with a list of arguments instead of handing one text to a shell. */
import {
  commandSite,
  derivedName,
  fileStyle,
  freeName,
  quoted,
  rebind,
  referencesTo,
  spanOf,
  usedNames,
  type CommandHole,
  type CommandSite,
  type FileStyle,
} from "../facts/sites/index.js";
import type { Control, OffsetEdit } from "./control.js";
import { endOfOptions, programOf, shellWords, type ShellWord } from "./shell-words.js";

export const useArgumentVector: Control = {
  id: "use-argument-vector",
  title: () => "Run the program with an argument list, without a shell",
  // A value that held several words on purpose becomes one argument.
  safety: "needs-review",
  closes: ["output-to-command"],
  // The shell is closed; where `--` has no place, the value can still be read as an option.
  lowers: ["output-to-command"],
  edit({ finding, text: textOf }) {
    const { file } = finding;
    const text = textOf(file);
    if (text === undefined) return undefined;
    const site = commandSite(file, text, spanOf(text, finding.range));
    const words = site && shellWords(site.parts);
    const program = words && programOf(words);
    if (!program || !site.holes.some((_, hole) => isIn(words, hole))) return undefined;
    const style = fileStyle(file, text);
    const list = argumentList(words.slice(1), site.holes, style, endOfOptions(program, words));
    const callee = list && calleeEdits(file, text, site, style);
    if (!callee) return undefined;
    const edits: OffsetEdit[] = [
      ...callee,
      { ...site.command, newText: `${quoted(program, style)}, [${list.join(", ")}]` },
      ...(site.declaration ? [{ ...site.declaration, newText: "" }] : []),
    ];
    return { files: [{ file, edits: edits.sort((a, b) => a.start - b.start) }] };
  },
};

function isIn(words: readonly ShellWord[], hole: number): boolean {
  return words.some((word) => word.some((piece) => "hole" in piece && piece.hole === hole));
}

/** Source texts of the arguments, or undefined when one of them is not surely one argument. */
function argumentList(
  words: readonly ShellWord[],
  holes: readonly CommandHole[],
  style: FileStyle,
  dashes: number | undefined,
): string[] | undefined {
  const list: string[] = [];
  for (const [index, word] of words.entries()) {
    if (index + 1 === dashes) list.push(quoted("--", style));
    const argument = argumentOf(word, holes, style);
    if (argument === undefined) return undefined;
    list.push(argument);
  }
  return list;
}

function argumentOf(word: ShellWord, holes: readonly CommandHole[], style: FileStyle): string | undefined {
  const pieces = word.filter((piece) => "hole" in piece || piece.text !== "");
  if (pieces.length === 0) return quoted("", style);
  const [only] = pieces;
  if (pieces.length === 1 && only && "text" in only) return quoted(only.text, style);
  for (const piece of pieces) {
    if (!("hole" in piece)) continue;
    const { isValue, joined } = holes[piece.hole]!;
    if (joined !== undefined && !piece.quoted)
      return pieces.length === 1 ? `...${spread(holes[piece.hole]!)}` : undefined;
    if (!isValue && !piece.quoted) return undefined;
  }
  if (pieces.length === 1 && only && "hole" in only) return value(holes[only.hole]!, only.quoted);
  const template = pieces.map((piece) =>
    "hole" in piece
      ? `\${${sourceOf(holes[piece.hole]!, piece.quoted)}}`
      : piece.text.replace(/[`\\]|\$\{/g, "\\$&"),
  );
  return `\`${template.join("")}\``;
}

/** `JSON.stringify` outside quotes was the quoting; inside, it is the value. */
function sourceOf(hole: CommandHole, isQuoted: boolean): string {
  return (isQuoted ? undefined : hole.stringified) ?? hole.source;
}

/** An argument must be a string: anything not known to be one is turned into what the template would have made of it. */
function value(hole: CommandHole, isQuoted: boolean): string {
  const source = sourceOf(hole, isQuoted);
  return hole.isText ? source : `String(${source})`;
}

function spread({ joined }: CommandHole): string {
  return /^\[/.test(joined!) ? joined! : `${joined}.map(String)`;
}

/** Calls `execFile` or `execFileSync` instead, and makes that name known. */
function calleeEdits(
  file: string,
  text: string,
  site: CommandSite,
  { eol }: FileStyle,
): OffsetEdit[] | undefined {
  const { binding, callee, runs } = site;
  const wanted = runs === "exec" ? "execFile" : "execFileSync";
  if (binding.kind === "member") return [{ ...callee, newText: wanted }];
  if (binding.kind === "import") {
    const rebound = rebind(file, text, { local: binding.local, wanted, dropped: 1 });
    return rebound && [...rebound.edits, { ...callee, newText: rebound.name }];
  }
  const name = freeName(usedNames(file, text), derivedName(binding.local, "exec", wanted));
  const only = !binding.exported && referencesTo(file, text, binding.local) === 1;
  let wrapped = wanted;
  const edits: OffsetEdit[] = [{ ...callee, newText: name }];
  if (binding.innerBinding.kind === "import") {
    const local = binding.innerBinding.local;
    const rebound = rebind(file, text, { local, wanted, dropped: only ? 1 : 0, taken: [name] });
    if (!rebound) return undefined;
    wrapped = rebound.name;
    edits.push(...rebound.edits);
  }
  if (only) return [...edits, { ...binding.name, newText: name }, { ...binding.inner, newText: wrapped }];
  const { name: from, inner, statement } = binding;
  const indent = /[ \t]*$/.exec(text.slice(0, statement.start))![0];
  const head = text.slice(statement.start, from.start).replace(/^export\s+/, "");
  const copy =
    head + name + text.slice(from.end, inner.start) + wrapped + text.slice(inner.end, statement.end);
  return [...edits, { start: statement.end, end: statement.end, newText: eol + indent + copy }];
}
