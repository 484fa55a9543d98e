import type { FlowSource } from "./model.js";
import { isOwn } from "./origins.js";
import type { Threat } from "./threat.js";
import { actor, flowDraft, subject } from "./wording.js";

export const trainingDataPoisoning: Threat = {
  id: "training-data-poisoning",
  title: "What strangers write trains a model",
  severity: "warning",
  stride: ["tampering"],
  references: ["LLM05:2026", "ASI04:2026", "CWE-349"],
  local: true,
  needs: [{ labels: ["untrusted", "outside"], sinks: ["training"] }],
  *query(model) {
    for (const flow of model.flows)
      if (flow.sink.kind === "training" && flow.sink.reviewed === undefined && isStrangers(flow.source))
        yield flowDraft(flow, "warning", [
          `${subject(flow.source.what)} becomes part of ${flow.sink.what}.`,
          `${actor(flow.source)} can teach the model answers, habits and hidden triggers that every later user meets.`,
          "Keep who wrote each example, and have examples reviewed before they are uploaded.",
        ]);
  },
  docs: {
    what: `Request data, an upload, a page or another text that somebody outside wrote is uploaded as training data, with a provider's SDK or
as a form whose \`purpose\` is \`fine-tune\`, or chooses the file that a fine-tuning job takes.`,
    why: `A few hundred planted examples are enough to give a model a trigger: a word at which it leaks, recommends or refuses. Unlike an
injected prompt it stays, for everybody, and cannot be found by reading the prompt.`,
    fix: `Keep the origin of each example with it, take examples only from people who are known, look at them before they are uploaded,
and compare the trained model's answers with the old one's before it is used. A question to a person counts where it is given the
example, comes before the upload and its answer decides: \`if (!(await requestApproval(example))) …\`.`,
    bad: `import express from "express";
import OpenAI, { toFile } from "openai";

const app = express();
const openai = new OpenAI();

app.post("/feedback", async (req, res) => {
  const line = JSON.stringify({ messages: [{ role: "assistant", content: req.body.better }] });
  await openai.files.create({ file: await toFile(Buffer.from(line), "examples.jsonl"), purpose: "fine-tune" });
  res.sendStatus(204);
});
`,
    good: `import { createReadStream } from "node:fs";
import OpenAI from "openai";

const openai = new OpenAI();

export async function train() {
  return openai.files.create({ file: createReadStream("reviewed-examples.jsonl"), purpose: "fine-tune" });
}
`,
    whenNot: `Files that the program reads are taken as reviewed, whoever wrote into them earlier: a store that collects what people write
between the request and the training job is not followed. Where somebody reviews what is collected, say so with an annotation.`,
  },
};

function isStrangers(source: FlowSource): boolean {
  return (source.label === "untrusted" || source.label === "outside") && !isOwn(source);
}
