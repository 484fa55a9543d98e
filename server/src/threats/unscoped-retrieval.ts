import type { Retrieval } from "./model.js";
import type { Draft, Threat } from "./threat.js";

export const unscopedRetrieval: Threat = {
  id: "unscoped-retrieval",
  title: "A retrieval query sees everybody's documents",
  severity: "warning",
  presets: { recommended: "info" },
  stride: ["information-disclosure"],
  references: ["LLM09:2026", "ASI06:2026", "CWE-639"],
  local: true,
  *query(model) {
    for (const retrieval of model.retrievals) {
      const found = draft(retrieval);
      if (found) yield found;
    }
  },
  docs: {
    what: `A query to a vector store or a search index has no filter and no namespace, in code that knows which user or tenant it works
for. Where nobody's identity is in sight the store may hold the same documents for all, and nothing is reported. A function of
Supabase that searches by likeness is reported only where the service role calls it, whom the rules for rows do not hold back.`,
    why: `Similarity knows no owners. A question that is close to another customer's document brings that document into the prompt, and the
model tells it on.`,
    fix: `Filter every query by the tenant or user, from the session and never from the model's arguments, or keep a namespace for each.`,
    bad: `import { Pinecone } from "@pinecone-database/pinecone";

const index = new Pinecone().index("documents");

export async function search(vector: number[], tenantId: string) {
  const found = await index.query({ vector, topK: 5, includeMetadata: true });
  return { tenantId, documents: found.matches.map((match) => match.metadata?.text) };
}
`,
    good: `import { Pinecone } from "@pinecone-database/pinecone";

const index = new Pinecone().index("documents");

export async function search(vector: number[], tenantId: string) {
  const found = await index.query({ vector, topK: 5, includeMetadata: true, filter: { tenantId } });
  return { tenantId, documents: found.matches.map((match) => match.metadata?.text) };
}
`,
    whenNot: `A store of its own for each tenant, chosen where it is made, is seen only when the choice is in the same code. Public
documents need no filter: dismiss it with that reason.`,
  },
};

function draft({ element, what, step, filter, scoped, user }: Retrieval): Draft | undefined {
  if (filter.presence !== "absent" || scoped || !user) return undefined;
  return {
    severity: "warning",
    confidence: "medium",
    message: [
      `${what} looks through everybody's documents, though \`${user.label}\` says whom this is for.`,
      "What is similar is put into the prompt, whoever owns it.",
      "Filter by the tenant or user, or query a namespace of theirs.",
    ].join(" "),
    source: user,
    sink: step,
    path: [user, step],
    elements: [element],
  };
}
