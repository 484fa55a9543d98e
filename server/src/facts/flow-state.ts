/** Which version of each variable is current, while a function is read in order. */

/** A variable's id, or its id and a member path such as `12.input.path`. */
export type Key = number | string;

/**
 * Versions on one branch: its own changes over those of the code before it. A negative version means that what was
 * known about a member path no longer holds.
 */
export class Versions {
  readonly own = new Map<Key, number>();
  /** Control does not reach the end of this branch. */
  dead = false;

  /** Keys that ever held a version, for finding the variables a condition is about. */
  readonly holders: Map<number, Set<Key>>;

  constructor(readonly parent: Versions | undefined) {
    this.holders = parent ? parent.holders : new Map();
  }

  get(key: Key): number | undefined {
    for (let at: Versions | undefined = this; at; at = at.parent) {
      const version = at.own.get(key);
      if (version !== undefined) return version < 0 ? undefined : version;
    }
    return undefined;
  }

  /** Sets a variable and forgets what was known about its members. */
  assign(id: number, version: number): void {
    this.set(id, version);
    this.forgetMembers(`${id}.`);
  }

  set(key: Key, version: number): void {
    this.own.set(key, version);
    const keys = this.holders.get(version);
    if (keys) keys.add(key);
    else this.holders.set(version, new Set([key]));
  }

  /** Keys whose current version is this one. */
  holding(version: number): Key[] {
    return [...(this.holders.get(version) ?? [])].filter((key) => this.get(key) === version);
  }

  forgetMembers(prefix: string): void {
    const seen = new Set<Key>();
    for (let at: Versions | undefined = this; at; at = at.parent)
      for (const key of at.own.keys()) if (typeof key === "string" && key.startsWith(prefix)) seen.add(key);
    for (const key of seen) this.own.set(key, -1);
  }
}

/** Joins branches into `base`, their common parent. `choose` makes the node that stands for several versions. */
export function join(
  base: Versions,
  branches: readonly Versions[],
  choose: (versions: number[]) => number,
): void {
  const live = branches.filter((branch) => !branch.dead);
  if (live.length === 0) {
    base.dead = true;
    return;
  }
  const keys = new Set<Key>();
  for (const branch of live) for (const key of branch.own.keys()) keys.add(key);
  for (const key of keys) {
    const versions = new Set<number>();
    let unknown = false;
    for (const branch of live) {
      const own = branch.own.get(key);
      const version = own === undefined ? base.get(key) : own;
      if (version === undefined || version < 0) unknown = true;
      else versions.add(version);
    }
    if (versions.size === 0) base.set(key, -1);
    else if (unknown && typeof key === "string") base.set(key, -1);
    else base.set(key, versions.size === 1 ? [...versions][0]! : choose([...versions]));
  }
}
