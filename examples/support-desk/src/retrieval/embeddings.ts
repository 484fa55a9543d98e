import OpenAI from "openai";
import { config } from "../config.js";

const openai = new OpenAI({ apiKey: config.openai.apiKey });

export async function embed(texts: string[]): Promise<number[][]> {
  const { data } = await openai.embeddings.create({ model: config.openai.embeddingModel, input: texts });
  return data.map((item) => item.embedding);
}
