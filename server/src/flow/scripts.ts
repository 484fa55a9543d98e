/** Arguments of a program that it, or another that it starts, parses as a script. */

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

/** Whether what the program is given runs in a container, apart from this process. */
export function isContained(command: string | undefined, { texts }: Before): boolean {
  return (
    command !== undefined &&
    CONTAINERS.test(nameOf(command)) &&
    texts.some((text) => text === "exec" || text === "run")
  );
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
