import type { Step } from "../report/contract.js";
import type { TaintFlow } from "./model.js";
import { isOwn } from "./origins.js";
import type { Draft, Threat } from "./threat.js";
import { actor, flowDraft, subject } from "./wording.js";

export const memoryPoisoning: Threat = {
  id: "memory-poisoning",
  title: "What strangers write is remembered and read again by a model",
  severity: "warning",
  presets: { recommended: "info" },
  stride: ["tampering"],
  references: ["LLM05:2026", "LLM09:2026", "ASI06:2026", "CWE-349"],
  needs: [{ labels: ["untrusted", "outside", "model-output", "tool-input"], sinks: ["store-write"] }],
  reads: {
    flows: ({ source, sink }) =>
      (sink.kind === "prompt" && source.store !== undefined) ||
      (sink.kind === "store-write" && sink.store !== undefined),
  },
  *query(model) {
    /** Of each store a read that ends in a prompt: the first that gives everybody's, else the first. */
    const reads = new Map<string, TaintFlow>();
    for (const flow of model.flows) {
      const { store, scoped } = flow.source;
      if (flow.sink.kind !== "prompt" || store === undefined) continue;
      const known = reads.get(store);
      if (!known || (known.source.scoped && !scoped)) reads.set(store, flow);
    }
    for (const flow of model.flows) {
      if (flow.sink.kind !== "store-write" || flow.sink.store === undefined) continue;
      if (flow.sink.reviewed !== undefined) continue;
      // Files that the operator put there, and what they give on the command line, are their own.
      if (isOwn(flow.source)) continue;
      const read = reads.get(flow.sink.store);
      if (read && !staysWithAuthor(flow, read)) yield draft(flow, read);
    }
  },
  docs: {
    what: `Untrusted input, outside content or a model's output is written to a memory or vector store, and what is read from that store
reaches a prompt elsewhere in the program. Both ends are named in the path.`,
    why: `An instruction that is stored once works again in every later conversation that finds it, also in other people's, long after the
page or message that planted it is gone.`,
    fix: `Keep the origin and owner with everything that is stored and filter by them on reading; check what is stored as if it were
input of each later reader; give retrieved text as marked data in a message of its own; let people see and delete what is remembered. Where somebody has to approve each note, ask before it is written, with the note in
the question and a decision on its answer: \`if (!(await requestApproval(note))) …\`.`,
    bad: `import { Pinecone } from "@pinecone-database/pinecone";
import express from "express";
import OpenAI from "openai";

const app = express();
const openai = new OpenAI();
const index = new Pinecone().index("notes");

async function embed(text: string): Promise<number[]> {
  const { data } = await openai.embeddings.create({ model: "text-embedding-3-small", input: text });
  return data[0]!.embedding;
}

app.post("/notes", async (req, res) => {
  const text = String(req.body.text);
  await index.upsert([{ id: "note", values: await embed(text), metadata: { text } }]);
  res.sendStatus(204);
});

export async function answer(question: string) {
  const found = await index.query({ vector: await embed(question), topK: 3, includeMetadata: true });
  return openai.chat.completions.create({
    model: "gpt-4.1-2025-04-14",
    messages: [
      { role: "system", content: "Answer from the notes." },
      { role: "user", content: question },
      { role: "user", content: found.matches.map((match) => match.metadata?.text).join(" ") },
    ],
  });
}
`,
    good: `import { Pinecone } from "@pinecone-database/pinecone";
import OpenAI from "openai";

const openai = new OpenAI();
const index = new Pinecone().index("notes");

async function embed(text: string): Promise<number[]> {
  const { data } = await openai.embeddings.create({ model: "text-embedding-3-small", input: text });
  return data[0]!.embedding;
}

export async function answer(question: string) {
  const found = await index.query({ vector: await embed(question), topK: 3, includeMetadata: true });
  return openai.chat.completions.create({
    model: "gpt-4.1-2025-04-14",
    messages: [
      { role: "system", content: "Answer from the notes." },
      { role: "user", content: question },
      { role: "user", content: found.matches.map((match) => match.metadata?.text).join(" ") },
    ],
  });
}
`,
    whenNot: `Stores are told apart by their package, not by their collections: two separate collections of one store count as one. What
is stored with the id of its author, as a session knows it, and only ever asked for by such an id, is that author's own risk and not
reported; where the code keeps it apart in another way, say so with an annotation.`,
  },
};

/** Who writes is the only one whose conversations find it. What somebody else wrote harms also who keeps it. */
function staysWithAuthor({ source, sink }: TaintFlow, read: TaintFlow): boolean {
  return source.label === "untrusted" && sink.owned === true && read.source.scoped === true;
}

function draft(write: TaintFlow, read: TaintFlow): Draft {
  const found = flowDraft(write, "warning", [
    `${subject(write.source.what)} is kept in a store (${write.sink.what}), and what is read from it reaches ${read.sink.what}.`,
    `${actor(write.source)} can plant instructions that work in every later conversation that finds them.`,
    "Keep the origin with what is stored, filter by owner on reading, and give it to the model as marked data.",
  ]);
  return {
    ...found,
    // That both are the same collection is assumed.
    confidence: found.confidence === "high" ? "medium" : found.confidence,
    path: [...write.path, readStep(read), read.sink.step],
    elements: [...found.elements, read.sink.element],
  };
}

function readStep({ source: { step, scoped } }: TaintFlow): Step {
  return scoped ? { ...step, label: `${step.label} of one owner` } : step;
}
