/** Which version of each variable is current, while a function is read in order. */

/** A variable's id, or the number of a member path such as `input.path` of one. */
export type Key = number;

/** Smallest number of a member path; variables have smaller ones. */
const MEMBERS = 2 ** 24;

export function isMember(key: Key): boolean {
  return key >= MEMBERS;
}

/** Numbers for member paths: each is a name below a variable, `this` or another path. */
export class Members {
  readonly #below = new Map<Key, Map<string, Key>>();
  #next = MEMBERS;
  /** `this`, which is no variable. */
  readonly self: Key = this.#next++;

  of(key: Key, name: string): Key {
    let below = this.#below.get(key);
    if (!below) this.#below.set(key, (below = new Map()));
    let member = below.get(name);
    if (member === undefined) below.set(name, (member = this.#next++));
    return member;
  }

  /** Calls `each` with every known path below this one. */
  forEach(key: Key, each: (member: Key) => void): void {
    const below = this.#below.get(key);
    if (!below) return;
    for (const member of below.values()) {
      each(member);
      this.forEach(member, each);
    }
  }
}

/**
 * Versions on one branch: its own changes over those of the code before it. A negative version means that what was
 * known about a member path no longer holds.
 */
export class Versions {
  own: Map<Key, number> | undefined;
  /** Control does not reach the end of this branch. */
  dead = false;
  readonly members: Members;
  /** Keys that ever held a version, for finding the variables a condition is about. */
  readonly #holders: Map<number, Key | Key[]>;

  constructor(readonly parent: Versions | undefined) {
    this.members = parent ? parent.members : new Members();
    this.#holders = parent ? parent.#holders : new Map();
  }

  get(key: Key): number | undefined {
    for (let at: Versions | undefined = this; at; at = at.parent) {
      const version = at.own?.get(key);
      if (version !== undefined) return version < 0 ? undefined : version;
    }
    return undefined;
  }

  /** Sets a variable and forgets what was known about its members. */
  assign(id: number, version: number): void {
    this.set(id, version);
    this.forgetMembers(id);
  }

  set(key: Key, version: number): void {
    (this.own ??= new Map()).set(key, version);
    if (version < 0) return;
    const keys = this.#holders.get(version);
    if (keys === undefined) this.#holders.set(version, key);
    else if (typeof keys === "number") {
      if (keys !== key) this.#holders.set(version, [keys, key]);
    } else if (!keys.includes(key)) keys.push(key);
  }

  /** Keys whose current version is this one. */
  holding(version: number): readonly Key[] {
    const keys = this.#holders.get(version);
    if (keys === undefined) return NONE;
    if (typeof keys === "number") return this.get(keys) === version ? [keys] : NONE;
    return keys.filter((key) => this.get(key) === version);
  }

  /** Whether a variable holds or held this version. */
  isHeld(version: number): boolean {
    return this.#holders.has(version);
  }

  forgetMembers(key: Key): void {
    this.members.forEach(key, (member) => {
      if (this.get(member) !== undefined) (this.own ??= new Map()).set(member, -1);
    });
  }

  /** The same changes, to be changed further by itself. */
  copy(): Versions {
    const copy = new Versions(this.parent);
    if (this.own) copy.own = new Map(this.own);
    return copy;
  }
}

const NONE: readonly Key[] = [];

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
  if (live.length === 1) {
    for (const [key, version] of live[0]!.own ?? []) base.set(key, version);
    return;
  }
  const keys = new Set<Key>();
  for (const { own } of live) if (own) for (const key of own.keys()) keys.add(key);
  for (const key of keys) {
    const versions: number[] = [];
    let unknown = false;
    for (const branch of live) {
      const version = branch.own?.get(key) ?? base.get(key) ?? -1;
      if (version < 0) unknown = true;
      else if (!versions.includes(version)) versions.push(version);
    }
    if (versions.length === 0 || (unknown && isMember(key))) base.set(key, -1);
    else base.set(key, versions.length === 1 ? versions[0]! : choose(versions));
  }
}
