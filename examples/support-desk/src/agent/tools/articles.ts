import { readFile } from "node:fs/promises";
import path from "node:path";
import { tool } from "ai";
import { z } from "zod";
import { config } from "../../config.js";
import { findArticles } from "../../retrieval/store.js";

export const searchArticles = tool({
  description: "Searches the knowledge base",
  inputSchema: z.object({ query: z.string() }),
  execute: async ({ query }) => findArticles(query),
});

export const readArticle = tool({
  description: "Reads a whole article by the name that the search returned",
  inputSchema: z.object({ name: z.string() }),
  execute: async ({ name }) => {
    const file = path.resolve(config.articles, name);
    const inside = path.relative(config.articles, file);
    if (inside.startsWith("..") || path.isAbsolute(inside)) throw new Error(`no article ${name}`);
    return readFile(file, "utf8");
  },
});
