/** Makes zod available in a file: under the name it has there, or by an import in the file's own style. */
import {
  freeName,
  importedNames,
  isCommonJs,
  quoted,
  usedNames,
  type FileStyle,
} from "../facts/sites/index.js";
import type { ZodDialect } from "./zod-text.js";

export interface ZodAccess extends ZodDialect {
  /** The line that imports it, without line end; undefined when it is there already. */
  statement: string | undefined;
  /** A type-only import that has to become a real one. */
  typeOnly: boolean;
}

/** `range` is the version range that package.json has for zod, if any. */
export function zodAccess(
  file: string,
  text: string,
  range: string | undefined,
  style: FileStyle,
): ZodAccess {
  const wanted = range === undefined ? 4 : Number(/\d+/.exec(range)?.[0] ?? 4) === 3 ? 3 : 4;
  for (const { local, imported, module, typeOnly } of importedNames(file, text)) {
    const isZod =
      /^(npm:)?zod(@[^/]*)?(\/v[34])?$/.test(module) ||
      (local === "z" && /(^|[/-])zod/.test(module) && !module.includes("mini"));
    if (!isZod || typeOnly) continue;
    if (imported !== "z" && imported !== "default" && imported !== "*") continue;
    const major = module.endsWith("/v3") ? 3 : module.endsWith("/v4") ? 4 : wanted;
    // `const zod = require("zod")` has all of `z` on it.
    return { z: local, major, statement: undefined, typeOnly: false };
  }
  const end = style.semicolons ? ";" : "";
  const z = freeName(usedNames(file, text), "z", "zod");
  const from = quoted("zod", style);
  const names = z === "z" ? "{ z }" : isCommonJs(file, text) ? `{ z: ${z} }` : `{ z as ${z} }`;
  const statement = isCommonJs(file, text)
    ? `const ${names} = require(${from})${end}`
    : `import ${names} from ${from}${end}`;
  return { z, major: wanted, statement, typeOnly: false };
}
