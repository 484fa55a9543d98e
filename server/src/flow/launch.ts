/** What a command line downloads and runs: package runners, containers, scripts piped from the web. */

export interface Fetched {
  /** Package, image or address, as written. */
  what: string;
  from: "npm" | "PyPI" | "a container registry" | "the web";
  /** The version is exact, or the content is named by its digest. */
  pinned: boolean;
  /** Which of the words names it. */
  word: number;
}

/** How a runner names the package: its registry, sub-commands before it, options that name it, options with a value. */
interface Runner {
  from: Fetched["from"];
  before: readonly (readonly string[])[];
  names: readonly string[];
  values: RegExp;
}

const NPM_VALUES = /^(?:-c|--call|--registry|--prefix|-w|--workspace|--cache|--loglevel|--userconfig)$/;
const UV_VALUES =
  /^(?:--with|--python|-p|--index-url|-i|--extra-index-url|--index|--directory|--project|--env-file|--with-requirements|--cache-dir)$/;
const DOCKER_VALUES =
  /^(?:-[a-z]*[evpwuhlmc]|--(?:env|volume|publish|workdir|user|hostname|label|memory|mount|name|network|net|env-file|entrypoint|add-host|platform|pull|cpus|gpus|ulimit|restart|tmpfs|cap-add|cap-drop|security-opt|device|dns|runtime|shm-size|ipc|pid|log-driver|log-opt|stop-timeout|annotation|group-add|init-path|memory-swap|cidfile))$/;

function npm(...before: string[][]): Runner {
  return { from: "npm", before, names: ["-p", "--package"], values: NPM_VALUES };
}

const RUNNERS: Record<string, Runner> = {
  npx: npm([]),
  pnpx: npm([]),
  bunx: npm([]),
  npm: npm(["exec"], ["x"]),
  pnpm: npm(["dlx"]),
  yarn: npm(["dlx"]),
  bun: npm(["x"]),
  uvx: { from: "PyPI", before: [[]], names: ["--from"], values: UV_VALUES },
  uv: { from: "PyPI", before: [["tool", "run"]], names: ["--from"], values: UV_VALUES },
  pipx: { from: "PyPI", before: [["run"]], names: ["--spec"], values: /^(?:--python|--index-url|-i)$/ },
  docker: {
    from: "a container registry",
    before: [["run"], ["container", "run"]],
    names: [],
    values: DOCKER_VALUES,
  },
  podman: {
    from: "a container registry",
    before: [["run"], ["container", "run"]],
    names: [],
    values: DOCKER_VALUES,
  },
};

const PIPED =
  /\b(?:curl|wget|irm|iwr)\b[^|]*?(https?:\/\/\S+)[^|]*\|\s*(?:sudo\s+)?(?:(?:ba|z|da)?sh|python3?|node|iex)\b/;

/**
 * What the words of a command fetch and run, if that can be told.
 * @param words the program and its arguments; undefined where a word is not a constant
 */
export function fetchedBy(words: readonly (string | undefined)[]): Fetched | undefined {
  const start = unwrapped(words);
  const program = programName(words[start]);
  if (program === undefined) return undefined;
  const runner = Object.hasOwn(RUNNERS, program) ? RUNNERS[program]! : undefined;
  if (!runner) return piped(words, start);
  const rest = words.slice(start + 1);
  const before = runner.before.find((sub) => sub.every((word, index) => rest[index] === word));
  if (!before) return undefined;
  const word = namedWord(words, start + 1 + before.length, runner);
  const what = word === undefined ? undefined : words[word];
  if (word === undefined || what === undefined || isOwn(what)) return undefined;
  return { what, from: runner.from, pinned: isPinned(runner.from, what), word };
}

/** `cmd /c npx …` starts npx. */
function unwrapped(words: readonly (string | undefined)[]): number {
  const shell = programName(words[0]);
  return (shell === "cmd" && /^\/[ck]$/i.test(words[1] ?? "")) || shell === "env"
    ? shell === "env"
      ? 1
      : 2
    : 0;
}

function programName(word: string | undefined): string | undefined {
  return word
    ?.slice(Math.max(word.lastIndexOf("/"), word.lastIndexOf("\\")) + 1)
    .replace(/\.(?:exe|cmd|bat|ps1)$/i, "");
}

/** The word that names the package: the value of an option that does, else the first that is no option. */
function namedWord(
  words: readonly (string | undefined)[],
  from: number,
  { names, values }: Runner,
): number | undefined {
  for (let at = from; at < words.length; at++) {
    const word = words[at];
    if (word === undefined) return undefined;
    if (names.includes(word)) return at + 1 < words.length ? at + 1 : undefined;
    if (!word.startsWith("-") || word === "-") return at;
    if (values.test(word)) at++;
  }
  return undefined;
}

/** A folder or file of one's own, or a value that is filled in later. */
function isOwn(what: string): boolean {
  return /^(?:\.{0,2}\/|~|[A-Za-z]:\\|file:|link:|workspace:)|\$\{|^\.$/.test(what);
}

function isPinned(from: Fetched["from"], what: string): boolean {
  switch (from) {
    case "npm":
      if (/^(?:git\+|git:|github:|gitlab:|https?:)/.test(what))
        return /#(?:[0-9a-f]{7,40}|v?\d+\.\d+\.\d+\S*)$/.test(what);
      return /^(?:@[^/]+\/)?[^@]+@v?\d+\.\d+\.\d+(?:[-+][\w.+-]+)?$/.test(what);
    case "PyPI":
      if (/^git\+/.test(what)) return /@(?:[0-9a-f]{7,40}|v?\d+(?:\.\d+)+\S*)$/.test(what);
      return /(?:==|@)v?\d+(?:\.\d+)*[\w.+-]*$/.test(what);
    case "a container registry": {
      const tag = /:([\w.-]+)$/.exec(what)?.[1];
      return (
        what.includes("@sha256:") ||
        (tag !== undefined && !/^(?:latest|main|master|edge|stable|nightly)$/.test(tag))
      );
    }
    case "the web":
      return false;
  }
}

/** `sh -c "curl https://… | sh"`. */
function piped(words: readonly (string | undefined)[], start: number): Fetched | undefined {
  for (let word = start; word < words.length; word++) {
    const what = PIPED.exec(words[word] ?? "")?.[1];
    if (what !== undefined)
      return { what: what.replace(/["')]+$/, ""), from: "the web", pinned: false, word };
  }
  return undefined;
}
