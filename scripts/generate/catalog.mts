/** The list of catalogue files as static imports, so that bundling needs no folder listing at run time. */
import { readdirSync } from "node:fs";
import { join } from "node:path";

const FOLDER = "server/src/catalog/packages";

export async function outputs(): Promise<Record<string, string>> {
  const files = readdirSync(join(process.cwd(), FOLDER))
    .filter((name) => name.endsWith(".json"))
    .sort();
  const name = (file: string) =>
    file
      .replace(/\.json$/, "")
      .replace(/(^\d|[^A-Za-z0-9]+)(.)?/g, (_match, _gap, next: string = "") => next.toUpperCase()) + "Rows";
  const lines = [
    "/** Generated from the files of this folder by `npm run generate`. */",
    ...files.map((file) => `import ${name(file)} from "./${file}";`),
    "",
    "export const packages: readonly unknown[] = [",
    ...files.map((file) => `  ${name(file)},`),
    "];",
    "",
  ];
  return { [`${FOLDER}/index.ts`]: lines.join("\n") };
}
