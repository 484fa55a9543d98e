/** Names by which calls, members and types that matter can be recognised before anything is resolved. */
import { parsePath } from "../catalog/path.js";
import type { CatalogPackage, Row } from "../catalog/schema.js";

export interface RowNames {
  calls: Set<string>;
  members: Set<string>;
  types: Set<string>;
  memberRows: Set<Row>;
  /** Types whose elements are sources: what is read of a request piece by piece. */
  iterated: Set<string>;
}

const INTERESTING = new Set(["model", "tool", "agent", "provider", "store", "source", "tool-server"]);

/** The names that the rows of a catalogue speak of. */
export function namesOf(packages: readonly CatalogPackage[]): RowNames {
  const names: RowNames = {
    calls: new Set(),
    members: new Set(),
    types: new Set(),
    memberRows: new Set(),
    iterated: new Set(),
  };
  for (const { rows } of packages)
    for (const row of rows) {
      if (!("path" in row) || !INTERESTING.has(row.kind)) continue;
      if (row.kind === "model")
        for (const output of row.output ?? [])
          for (const segments of parsePath(output)) calledNames(segments, names.calls);
      for (const segments of parsePath(row.path)) {
        let structural = -1;
        segments.forEach((segment, index) => {
          if (segment.kind === "member" || segment.kind === "element") return;
          structural = index;
          if (segment.kind === "chain") return;
          const before = segments[index - 1];
          const into = segment.kind === "sub" ? names.types : names.calls;
          if (before?.kind === "member") for (const name of before.names ?? []) into.add(name);
          if (before?.kind === "new") {
            const named = segments[index - 2];
            if (named?.kind === "member") for (const name of named.names ?? []) names.calls.add(name);
          }
        });
        const last = segments[segments.length - 1];
        const at = segments[structural];
        if (
          row.kind === "source" &&
          last?.kind === "element" &&
          at?.kind === "new" &&
          structural === segments.length - 2
        ) {
          const owner = segments[structural - 1];
          names.memberRows.add(row);
          for (const name of (owner?.kind === "member" && owner.names) || []) names.iterated.add(name);
        }
        const provided = segments.some((segment) => segment.kind === "sub");
        // What is deeper in a parameter is followed from there.
        const isNear = at?.kind === "parameter" && structural === segments.length - 2;
        if (
          row.kind === "source" &&
          last?.kind === "member" &&
          (structural < 0 || at?.kind === "new" || isNear) &&
          !provided
        ) {
          names.memberRows.add(row);
          for (const name of segments[structural + 1]?.kind === "member" ? lastNames(segments) : [])
            names.members.add(name);
        }
      }
    }
  return names;
}

/** Names of what is called on the way: `().finalText()`. */
function calledNames(segments: ReturnType<typeof parsePath>[number], into: Set<string>): void {
  segments.forEach(({ kind }, index) => {
    const before = segments[index - 1];
    if (kind === "call" || kind === "argument")
      for (const name of (before?.kind === "member" && before.names) || []) into.add(name);
  });
}

function lastNames(segments: ReturnType<typeof parsePath>[number]): readonly string[] {
  const last = segments[segments.length - 1];
  return last?.kind === "member" ? (last.names ?? []) : [];
}
