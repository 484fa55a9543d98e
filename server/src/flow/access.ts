/** Access paths: which part of a value is meant. `["args", "0"]` is the first element of its property `args`. */
export type Access = readonly string[];

export const WHOLE: Access = [];

/** What a text holds once it is parsed: `JSON.stringify({ name })` has no property `name`, and what is parsed of it has. */
export const PARSED = "parse()";

const INDEX = /^\d+$/;

/** What every object or list knows of itself, whatever was put into it. */
const COUNTS = new Set(["length", "size", "byteLength"]);

/** Whether reading `name` reads the part that `step` names. "[]" is any element, "*" any property too: `table[key] = x`. */
export function sameStep(step: string, name: string): boolean {
  if (step === "*") return !COUNTS.has(name);
  return (
    step === name ||
    (step === "[]" && INDEX.test(name)) ||
    (name === "[]" && (INDEX.test(step) || step === "[]"))
  );
}

export function isElement(step: string): boolean {
  return step === "[]" || step === "*" || INDEX.test(step);
}

/** A part of the value as a part of what holds it under `step`, at most `limit` long. */
export function within(step: string, access: Access, limit: number): Access {
  return [step, ...access].slice(0, limit);
}

export function sameAccess(left: Access, right: Access): boolean {
  if (left === right) return true;
  if (left.length !== right.length) return false;
  for (let at = 0; at < left.length; at++) if (left[at] !== right[at]) return false;
  return true;
}

/**
 * What is left of data when a part of it is taken by its name, `get(object, "a.b")`; undefined where that is another part.
 * @param name undefined where it is not known
 */
export function takenBy(access: Access, name: string | undefined): Access | undefined {
  const steps = name?.split(/[.[\]]+/).filter((step) => step !== "") ?? ["*"];
  const isSame = (step: string, at: number): boolean =>
    step === "*" || step === access[at] || access[at] === "*" || (isElement(step) && isElement(access[at]!));
  return steps.slice(0, access.length).every(isSame) ? access.slice(steps.length) : undefined;
}
