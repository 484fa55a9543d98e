/** Names in which `*` stands for anything: in the catalogue's rows and in the configuration. */

const compiled = new Map<string, RegExp>();

/** @param flags of the expression, such as `i` for any case */
export function wildcard(name: string, flags = ""): RegExp {
  const key = `${flags} ${name}`;
  let known = compiled.get(key);
  if (!known) {
    const escaped = name.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*");
    compiled.set(key, (known = new RegExp(`^${escaped}$`, flags)));
  }
  return known;
}

/** Whether a text is one of some names. */
export function isAnyOf(names: readonly string[], text: string): boolean {
  return names.some((name) => wildcard(name).test(text));
}
