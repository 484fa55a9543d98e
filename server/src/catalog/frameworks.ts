/** Public frameworks that findings refer to: identifiers with their edition, names and addresses. */
import type { Reference } from "../report/contract.js";
import entries from "./frameworks.json";

export interface FrameworkEntry extends Reference {
  /** Absent while current. */
  status?: "superseded" | "retired" | "withdrawn";
  /** The identifier that replaced it. */
  successor?: string;
}

const byId = new Map((entries as readonly FrameworkEntry[]).map((entry) => [entry.id, entry]));

/** Everything known about an identifier such as `LLM10:2026`, `ASI02:2026`, `CWE-78` or `AML.T0051.001`. */
export function frameworkEntry(id: string): FrameworkEntry | undefined {
  return byId.get(id);
}

/** The reference that a finding carries. An identifier that is not in the data keeps its own text as the name. */
export function reference(id: string): Reference {
  const entry = byId.get(id);
  if (!entry) return { id, framework: id.replace(/[-:.\d].*$/, ""), name: id };
  const { framework, name, url } = entry;
  return url === undefined ? { id, framework, name } : { id, framework, name, url };
}

/** The editions of an identifier given without one: `LLM05` is `LLM05:2025` and `LLM05:2026`, which differ. */
export function editionsOf(id: string): FrameworkEntry[] {
  return [...byId.values()].filter((entry) => entry.id.startsWith(`${id}:`));
}
