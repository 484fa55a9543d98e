/**
 * Splits a shell command into words the way `sh` does, but only when that is certain: no pipes, redirections, globs,
 * variables or substitutions. What the program interpolates stands in it as holes.
 */

/** A run of constant text, or hole number `hole`. */
export type CommandPart = { text: string } | { hole: number };

/** A piece of a word; a hole is `quoted` when the shell would have kept it in one word. */
export type WordPiece = { text: string } | { hole: number; quoted: boolean };
export type ShellWord = WordPiece[];

const BLANK = /[ \t]/;
const META = /[|&;<>()$`*?[\]{}\\]/;

/** The words of a command, or undefined when a shell would do more than split it. */
export function shellWords(parts: readonly CommandPart[]): ShellWord[] | undefined {
  const words: ShellWord[] = [];
  let word: ShellWord | undefined;
  let quote: '"' | "'" | undefined;
  const append = (text: string) => {
    word ??= [];
    const last = word.at(-1);
    if (last && "text" in last) last.text += text;
    else word.push({ text });
  };
  for (const part of trimmed(parts)) {
    if ("hole" in part) {
      word ??= [];
      word.push({ hole: part.hole, quoted: quote !== undefined });
      continue;
    }
    for (let at = 0; at < part.text.length; at++) {
      const char = part.text[at]!;
      if (quote === "'") {
        if (char === "'") quote = undefined;
        else append(char);
      } else if (quote === '"') {
        if (char === '"') quote = undefined;
        else if (char === "\\" && /["\\$`]/.test(part.text[at + 1] ?? "")) append(part.text[++at]!);
        else if (char === "$" || char === "`" || char === "\\") return undefined;
        else append(char);
      } else if (char === "\\" && /[\r\n]/.test(part.text[at + 1] ?? "")) {
        at += part.text.startsWith("\r\n", at + 1) ? 2 : 1;
      } else if (BLANK.test(char)) {
        if (word) words.push(word);
        word = undefined;
      } else if (char === '"' || char === "'") {
        quote = char;
        append("");
      } else if (META.test(char) || /[\r\n]/.test(char)) {
        return undefined;
      } else if ((char === "~" || char === "#") && word === undefined) {
        return undefined;
      } else append(char);
    }
  }
  if (quote) return undefined;
  if (word) words.push(word);
  return words;
}

/** Without the line ends around a command that was written over several lines. */
function trimmed(parts: readonly CommandPart[]): CommandPart[] {
  const result = parts.map((part) => ({ ...part }));
  const first = result[0];
  const last = result.at(-1);
  if (first && "text" in first) first.text = first.text.trimStart();
  if (last && "text" in last) last.text = last.text.trimEnd();
  return result;
}

/** What a shell does itself; there is no such program, or another one. */
const BUILTINS = new Set(
  ". : ! [[ alias bg bind break builtin case cd command continue declare eval exec exit export fg for function getopts hash if jobs let local pushd popd read readonly return set shift source time times trap type typeset ulimit umask unalias unset until wait while".split(
    " ",
  ),
);
/** Programs that parse their arguments as a command once more. */
const REPARSES = new Set(
  "sh bash zsh dash ksh fish cmd cmd.exe powershell pwsh ssh adb xargs env osascript su watch parallel nohup sudo doas".split(
    " ",
  ),
);
const INTERPRETERS = /^(python|python2|python3|node|ruby|perl|php|deno|bun|lua|Rscript)[\d.]*$/;

/** The program of a command when an argument vector runs the same and closes the shell; else undefined. */
export function programOf(words: readonly ShellWord[]): string | undefined {
  const [first] = words;
  const program = first && constant(first);
  if (!program || program.includes("=") || BUILTINS.has(program)) return undefined;
  const name = program.replace(/^.*\//, "");
  if (REPARSES.has(name)) return undefined;
  const constants = words.map(constant);
  if (INTERPRETERS.test(name) && constants.some((word) => /^-(c|e|r|-eval|-print|p)$/.test(word ?? "")))
    return undefined;
  // docker exec … sh -c, kubectl exec … -- bash -c, and the like.
  if (constants.slice(1).some((word) => word !== undefined && REPARSES.has(word.replace(/^.*\//, ""))))
    return undefined;
  return program;
}

/** The text of a word without holes. */
export function constant(word: ShellWord): string | undefined {
  return word.every((piece) => "text" in piece)
    ? word.map((piece) => ("text" in piece ? piece.text : "")).join("")
    : undefined;
}

/** Programs of which every operand may follow `--` without changing what it means. */
const ENDS_OPTIONS = new Set(
  "cat ls rm cp mv mkdir rmdir touch head tail wc stat chmod chown chgrp du df file sort uniq ln basename dirname realpath readlink md5sum sha1sum sha256sum grep egrep fgrep rg diff cmp less more tac nl".split(
    " ",
  ),
);

/** The index of the word to put `--` before, so that a value cannot become an option; undefined when that is not sure. */
export function endOfOptions(program: string, words: readonly ShellWord[]): number | undefined {
  if (!ENDS_OPTIONS.has(program.replace(/^.*\//, ""))) return undefined;
  const index = words.findIndex((word, at) => at > 0 && word[0] !== undefined && "hole" in word[0]);
  if (index < 0) return undefined;
  const dashes = (word: ShellWord) =>
    word[0] !== undefined && "text" in word[0] && word[0].text.startsWith("-");
  if (words.slice(index).some(dashes) || words.slice(0, index).some((word) => constant(word) === "--"))
    return undefined;
  // An option just before may take the value as its argument.
  return dashes(words[index - 1]!) && index > 1 && !isSwitch(constant(words[index - 1]!) ?? "")
    ? undefined
    : index;
}

/** Options known to take no value, in the programs above. */
function isSwitch(option: string): boolean {
  return /^-[rRfvilaLhpns1]+$/.test(option) && !/^-[np]$/.test(option);
}
