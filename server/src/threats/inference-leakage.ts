import type { Threat } from "./threat.js";
import { flowDraft, subject } from "./wording.js";

export const inferenceLeakage: Threat = {
  id: "inference-leakage",
  title: "Probabilities or embeddings are given back to callers",
  severity: "info",
  presets: { recommended: "off" },
  stride: ["information-disclosure"],
  references: ["LLM02:2026", "CWE-200"],
  local: true,
  needs: [{ labels: ["inference"], sinks: ["response"] }],
  *query(model) {
    for (const flow of model.flows)
      if (flow.source.label === "inference" && flow.sink.kind === "response")
        yield {
          ...flowDraft(flow, "info", [
            `${subject(flow.source.what)} is given back in ${flow.sink.what}.`,
            "Who can ask often enough learns from it what the model was trained on, what a text says that is kept only as a vector, or how to copy the model.",
            "Give back the answer or a rank alone.",
          ]),
          // Only a name says so.
          confidence: flow.confidence === "high" ? "medium" : flow.confidence,
        };
  },
  docs: {
    what: `Log-probabilities of a model's words (\`logprobs\`) or the vector of a text (\`embedding\`) are part of a response.`,
    why: `Probabilities tell whether a text was in the training data, and let a model be copied with few questions. A vector can be turned
back into most of the words that it stands for, so that a response with embeddings is a response with the texts.`,
    fix: `Give back the answer, the texts that were found and, where an order is needed, their rank. Keep vectors on the server.`,
    bad: `import OpenAI from "openai";

const openai = new OpenAI();

export async function similar(text: string): Promise<Response> {
  const { data } = await openai.embeddings.create({ model: "text-embedding-3-small", input: text });
  return Response.json({ text, vector: data[0]!.embedding });
}
`,
    good: `import OpenAI from "openai";

const openai = new OpenAI();

export async function similar(text: string): Promise<Response> {
  const { data } = await openai.embeddings.create({ model: "text-embedding-3-small", input: text });
  return Response.json({ text, dimensions: data[0]!.embedding.length });
}
`,
    whenNot: `For a service whose product are embeddings or scores: turn it off there. Off in the preset \`recommended\`. What is meant is told
by the names that SDKs use; a whole answer that is passed on with its probabilities is not seen.`,
  },
};
