import { ChromaClient } from "chromadb";
import { embed } from "./embeddings.js";

export interface Article {
  name: string;
  text: string;
}

const client = new ChromaClient();

async function articles() {
  return client.getOrCreateCollection({ name: "articles" });
}

export async function addArticles(items: Article[]): Promise<void> {
  const collection = await articles();
  await collection.upsert({
    ids: items.map((item) => item.name),
    documents: items.map((item) => item.text),
    embeddings: await embed(items.map((item) => item.text)),
  });
}

/** The articles closest in meaning to a question. */
export async function findArticles(question: string, count = 4): Promise<Article[]> {
  const collection = await articles();
  const found = await collection.query({ queryEmbeddings: await embed([question]), nResults: count });
  const texts = found.documents[0] ?? [];
  return (found.ids[0] ?? []).map((name, index) => ({ name, text: texts[index] ?? "" }));
}
