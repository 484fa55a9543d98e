import type { Threat } from "./threat.js";
import { flowDraft, subject } from "./wording.js";

export const credentialExposure: Threat = {
  id: "credential-exposure",
  title: "A credential is logged or given back to a caller",
  severity: "warning",
  stride: ["information-disclosure"],
  references: ["LLM02:2026", "LLM08:2026", "ASI03:2026", "CWE-532", "CWE-201"],
  local: true,
  needs: [
    { labels: ["secret"], sinks: ["log", "response"] },
    { labels: ["caller-token"], sinks: ["log"] },
  ],
  *query(model) {
    for (const flow of model.flows) {
      const { source, sink } = flow;
      if (source.label !== "secret" && source.label !== "caller-token") continue;
      if (sink.kind !== "log" && sink.kind !== "response") continue;
      const given = sink.kind === "response";
      yield flowDraft(flow, given ? "error" : "warning", [
        `${subject(source.what)} is ${given ? "given back in" : "written to"} ${sink.what}.`,
        given
          ? "Everybody who can call this can use the credential."
          : "Logs are kept, copied and read by more people and programs than the credential is for.",
        given
          ? "Use it here, and give back what it was used for."
          : "Leave it out: log whether it is set, or an id of it.",
      ]);
    }
  },
  docs: {
    what: `A credential that is read from the environment (\`process.env.SOMETHING_KEY\`, \`…_TOKEN\`, \`…_SECRET\`, \`…_PASSWORD\`) or the
token that a caller sent is written to a log, or a credential is part of a response. That a credential becomes part of a prompt is
[sensitive-data-in-prompt](sensitive-data-in-prompt.md).`,
    why: `Logs are shipped to services, kept for months and opened by people who would never be given the key. A model's key in a log or
a response is used by others on the owner's account.`,
    fix: `Log that a key is set, not what it is. Give back what the key was used for. Have the logger redact fields of such names. Exchange a
key that was logged.`,
    bad: `import OpenAI from "openai";

const apiKey = process.env.OPENAI_API_KEY;
console.log(\`Using the key \${apiKey}\`);

export const openai = new OpenAI({ apiKey });
`,
    good: `import OpenAI from "openai";

const apiKey = process.env.OPENAI_API_KEY;
console.log(\`The key is \${apiKey ? "set" : "missing"}\`);

export const openai = new OpenAI({ apiKey });
`,
    whenNot: `A key that was cut, hashed or masked by a call is not reported, however little the call removes. Objects that hold a
credential among other things are reported only where the property can be followed. What a logger redacts by its configuration is not
known: say so with an annotation.`,
  },
};
