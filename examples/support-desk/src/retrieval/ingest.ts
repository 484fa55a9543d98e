import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { addArticles } from "./store.js";

/** Loads a folder of markdown articles: `npm run ingest -- articles`. */
const folder = process.argv[2] ?? "articles";

for (const name of await readdir(folder)) {
  if (!name.endsWith(".md")) continue;
  await addArticles([{ name, text: await readFile(join(folder, name), "utf8") }]);
  console.log(`added ${name}`);
}
