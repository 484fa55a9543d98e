/** What a program, or another that it starts, parses as a script: arguments, and files that it is given. */

/** What stands before an argument: constant texts, undefined for what is not known. */
export interface Before {
  texts: readonly (string | undefined)[];
  /** The argument's place is known: what stands right before it is the last text. */
  exact: boolean;
}

/** Programs that run an argument as a script of their own, and the options that say so. */
const SHELLS = /^(?:ba|z|da|k|fi)?sh$/i;
const SHELL_OPTIONS = new Set(["-c", "-lc", "-ic"]);
const INTERPRETERS = /^(?:python[\d.]*|node|nodejs|perl|ruby|php|osascript|deno|bun|Rscript|lua)$/i;
const EVAL_OPTIONS = new Set(["-c", "-e", "--eval", "-r", "eval", "-p", "--print"]);
/** These make one script of all that follows their option. */
const JOINING = /^(?:cmd|powershell|pwsh)(?:\.exe)?$/i;
const JOINING_OPTIONS = new Set(["/c", "/C", "-c", "-Command", "-command", "-EncodedCommand"]);
/** Options that say it of whatever program they are given to. */
const UNMISTAKABLE = new Set(["-lc", "-ic", "-Command", "-command", "-EncodedCommand"]);
const REMOTE = /^(?:ssh|plink)$/i;
const CONTAINERS = /^(?:docker|podman|nerdctl|kubectl|oc|lxc)(?:\.exe)?$/i;

/**
 * Whether an argument is parsed as a script. `sh -c script word`: only what follows the option is one, the words after it are its
 * arguments.
 * @param command the program, when it is known
 */
export function isScript(command: string | undefined, before: Before): boolean {
  const known = before.texts.filter((text) => text !== undefined);
  const program = command === undefined ? undefined : nameOf(command);
  if (program === undefined) {
    if (follows(UNMISTAKABLE, before)) return true;
  } else if (
    REMOTE.test(program) ||
    (/^adb(?:\.exe)?$/i.test(program) && known.includes("shell")) ||
    runs(program, before)
  )
    return true;
  // `docker exec box sh -c …`: a program that starts another, which parses what follows.
  return before.texts.some(
    (text, at) => text !== undefined && runs(nameOf(text), { ...before, texts: before.texts.slice(at + 1) }),
  );
}

/** Languages in which a text as JSON writes it stands for that very text. */
const READS_JSON = /^(?:python[\d.]*|node|nodejs|deno|bun)(?:\.exe)?$/i;

/** Whether the script is one of a language that takes JSON for what it says, and not of a shell. */
export function readsJson(command: string | undefined, { texts }: Before): boolean {
  return (
    command !== undefined && READS_JSON.test(nameOf(command)) && texts.every((text) => text !== undefined)
  );
}

/** Whether a program runs what it reads from its standard input: one that is given no script by its arguments. */
export function runsInput(command: string, words: readonly string[]): boolean {
  const program = nameOf(command).replace(/\.exe$/i, "");
  if (!SHELLS.test(program) && !INTERPRETERS.test(program) && !JOINING.test(program)) return false;
  return words.every(
    (word) =>
      /^[-/]/.test(word) && !SHELL_OPTIONS.has(word) && !EVAL_OPTIONS.has(word) && !JOINING_OPTIONS.has(word),
  );
}

/** Whether what the program is given runs in a container, apart from this process. */
export function isContained(command: string | undefined, { texts }: Before): boolean {
  return (
    command !== undefined &&
    CONTAINERS.test(nameOf(command)) &&
    texts.some((text) => text === "exec" || text === "run")
  );
}

/** Programs that run a file as a script, besides shells and those that run an argument as one. */
const RUNNERS = /^(?:tsx|ts-node|bunx|source|\.|pwsh|powershell|cmd|wscript|cscript|go|java|swift|julia)$/i;

/** Endings of files that are run, not only read. */
const RUN =
  /\.(?:py|[cm]?[jt]s|[jt]sx|sh|bash|zsh|ps1|bat|cmd|vbs|rb|pl|php|lua|r|go|swift|jl|scpt|applescript|jxa|)$/i;

/** Whether a file whose place ends like this holds a script; its ending may be chosen late: `main.${ending}`. */
export function isScriptName(end: string): boolean {
  return RUN.test(end);
}

/**
 * Whether the words before a file have it run: `python3 -u`, `npx tsx`. A program that is not known is taken to run the scripts that
 * it is given; nothing before it: it is the program.
 */
export function runsFile(words: readonly (string | undefined)[]): boolean {
  if (words.length === 0 || words[0] === undefined) return true;
  return words.some((word) => {
    const program = word === undefined ? "" : nameOf(word).replace(/\.exe$/i, "");
    return SHELLS.test(program) || INTERPRETERS.test(program) || RUNNERS.test(program);
  });
}

function nameOf(command: string): string {
  return command.split(/[/\\]/).pop() ?? "";
}

function runs(program: string, before: Before): boolean {
  if (JOINING.test(program)) return before.texts.some((text) => JOINING_OPTIONS.has(text ?? ""));
  if (SHELLS.test(program)) return follows(SHELL_OPTIONS, before);
  return INTERPRETERS.test(program) && follows(EVAL_OPTIONS, before);
}

/** Whether one of the options stands before the argument with nothing but other options in between. */
function follows(options: ReadonlySet<string>, { texts, exact }: Before): boolean {
  if (!exact) return texts.some((text) => options.has(text ?? ""));
  const at = texts.findIndex((text) => options.has(text ?? ""));
  return at >= 0 && texts.slice(at + 1).every((text) => text?.startsWith("-"));
}
