/** Queues: what the program puts into one is what its own workers take out. */
import { methodNames } from "../catalog/path.js";
import type { CatalogPackage, SentRow, SourceRow } from "../catalog/schema.js";
import type { ApiValue } from "./api.js";
import type { Ref } from "./program.js";
import type { Resolver } from "./resolve.js";

/** Members of packages that rows end at: `data` for `Job.new.data`, `add` for `Queue.new.add(1)`. */
function* membersOf(resolver: Resolver, paths: readonly string[]): Generator<{ ref: Ref; api: ApiValue }> {
  const names = new Set(paths.flatMap((path) => [...methodNames(path)]));
  for (const name of names)
    for (const ref of resolver.program.members(name))
      for (const value of resolver.resolve(ref)) if (value.kind === "api") yield { ref, api: value.api };
}

/** Where the workers of the program take out what was put in. */
export function takenOut(resolver: Resolver, pack: CatalogPackage, { to }: SentRow): Ref[] {
  const paths = pack.rows.flatMap((row) => (row.kind === "source" && row.origin === to ? [row.path] : []));
  const refs = new Set<Ref>();
  for (const { ref, api } of membersOf(resolver, paths))
    if (api.rows("source").some((row) => row.origin === to)) refs.add(ref);
  return [...refs];
}

/** Whether the program itself puts in what a source gives: somebody else hardly does. */
export function isFilledHere(resolver: Resolver, pack: CatalogPackage, { origin }: SourceRow): boolean {
  const paths = pack.rows.flatMap((row) => (row.kind === "sent" && row.to === origin ? [row.path] : []));
  for (const { api } of membersOf(resolver, paths))
    for (const index of [0, 1]) {
      const argument = api.step({ kind: "argument", index, count: 2 });
      if (argument?.reached.some(({ row }) => row.kind === "sent")) return true;
    }
  return false;
}
