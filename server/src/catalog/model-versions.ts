/** The dated version that a model's short name stands for with its own provider, as the providers document it. */
import versions from "./model-versions.json";

const byName = new Map(Object.entries(versions));

/** Undefined for a name that stands for none that is known, and for one that is dated itself. */
export function datedVersion(name: string): string | undefined {
  return byName.get(name);
}
