/** Parses the access paths of catalogue rows. The grammar is written in `schema.ts`. */

export type PathSegment =
  | { kind: "member"; /** Undefined: any member. */ names: readonly string[] | undefined }
  | { kind: "chain" }
  | { kind: "new" }
  | { kind: "sub" }
  | { kind: "element" }
  /** The result of calling what is on the left. `provided`: the code provides that function. */
  | { kind: "call"; provided: boolean }
  /** What the code passes to something of the SDK; undefined index: any argument. */
  | { kind: "argument"; index: number | undefined }
  /** What the SDK passes to a function that the code provides. */
  | { kind: "parameter"; index: number | undefined };

export class PathError extends Error {}

const OPTIONAL = /^(.+)\?$/;
const PART = /^(\{[\w$,-]+\}|\*\*|\*|[\w$-]+)?((?:\[\]|\((?:-?\d+|\*|)\))*)$/;

/**
 * Every path that `text` stands for, optional parts expanded, the longest first.
 * `provided` says who owns the start: true for paths relative to a function that the code provides.
 * @throws PathError when the text is not in the grammar.
 */
export function parsePath(text: string, provided = false): PathSegment[][] {
  const parts = text.split(/\.(?![^{]*\})/);
  let alternatives: string[][] = [[]];
  for (const part of parts) {
    const optional = OPTIONAL.exec(part);
    const plain = optional ? optional[1]! : part;
    alternatives = alternatives.flatMap((before) =>
      optional ? [[...before, plain], before] : [[...before, plain]],
    );
  }
  return alternatives.map((alternative) => parseParts(alternative, text, provided));
}

function parseParts(parts: readonly string[], text: string, startsProvided: boolean): PathSegment[] {
  const segments: PathSegment[] = [];
  let provided = startsProvided;
  for (const [at, part] of parts.entries()) {
    const match = part === "" ? undefined : PART.exec(part);
    if (!match || (at > 0 && match[1] === undefined))
      throw new PathError(`"${part}" in the path "${text}" is not a segment`);
    const [, name, suffixes = ""] = match;
    if (name !== undefined) {
      const segment = nameSegment(name);
      if (segment.kind === "sub") provided = true;
      segments.push(segment);
    }
    for (const suffix of suffixes.match(/\[\]|\([^)]*\)/g) ?? []) {
      if (suffix === "[]") segments.push({ kind: "element" });
      else if (suffix === "()") segments.push({ kind: "call", provided });
      else {
        const inner = suffix.slice(1, -1);
        segments.push({
          kind: provided ? "parameter" : "argument",
          index: inner === "*" ? undefined : Number(inner),
        });
        provided = !provided;
      }
    }
  }
  return segments;
}

/** Names of the method whose argument a path leads to, else of the member that it ends at: `add` for `Queue.new.add(1)`. */
export function methodNames(path: string): Set<string> {
  const names = new Set<string>();
  for (const segments of parsePath(path)) {
    const last = segments.findLast((segment) => segment.kind === "member");
    // In `addBulk(0)[].data` the method is what is looked for.
    const argument = segments.findIndex((segment) => segment.kind === "argument");
    const method = argument < 0 ? undefined : segments[argument - 1];
    const member = method?.kind === "member" ? method : last;
    for (const name of member?.names ?? []) names.add(name);
  }
  return names;
}

/** The steps from what a call gives to a part of it: `().a[]` is "a" and "[]". */
export function resultSteps(path: string): string[] {
  return path
    .replace(/^\(\)/, "")
    .split(/\.|(?=\[\])/)
    .filter((step) => step !== "");
}

/** Whether the code provides what a path leads to: an argument, what stands under `sub`. */
export function endsProvided(segments: readonly PathSegment[]): boolean {
  let provided = false;
  for (const { kind } of segments)
    if (kind === "sub") provided = true;
    else if (kind === "argument" || kind === "parameter") provided = !provided;
  return provided;
}

function nameSegment(name: string): PathSegment {
  if (name === "**") return { kind: "chain" };
  if (name === "*") return { kind: "member", names: undefined };
  if (name === "new" || name === "sub") return { kind: name };
  if (name.startsWith("{")) return { kind: "member", names: name.slice(1, -1).split(",") };
  return { kind: "member", names: [name] };
}
