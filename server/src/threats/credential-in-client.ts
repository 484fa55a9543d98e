import type { CredentialUse } from "./model.js";
import type { Threat } from "./threat.js";

export const credentialInClient: Threat = {
  id: "credential-in-client",
  title: "A credential is shipped to the browser",
  severity: "error",
  stride: ["information-disclosure"],
  references: ["LLM02:2026", "ASI03:2026", "CWE-522", "AML.T0055"],
  local: true,
  *query(model) {
    for (const use of model.credentials) {
      const how = reaches(use);
      if (how === undefined) continue;
      yield {
        // The option says that a browser may run it; the others ship the key for sure.
        severity: use.onServer ? "info" : use.via === "browser-flag" ? "warning" : "error",
        confidence: use.confidence,
        message: [
          `The ${use.what} ${how}.`,
          use.onServer
            ? "Where this is bundled for a page, every visitor can read it and use it on your account."
            : "Every visitor can read it and use it on your account.",
          "Call the provider from a route of your server, and have the browser call that.",
        ].join(" "),
        source: use.step,
        sink: use.step,
        path: [use.step],
        elements: [use.element],
      };
    }
  },
  docs: {
    what: `A provider's key is in code that runs in the browser: a literal in a client module, an environment variable that the bundler
copies into it (\`NEXT_PUBLIC_…\`, \`VITE_…\`, \`REACT_APP_…\`, …), or a client whose option permits a key in the browser and whose key is
written down or read from the environment; outside of a client module the latter is information. A key that visitors, settings or requests
give is theirs.`,
    why: `What the browser gets, every visitor gets. Keys in bundles are collected by programs within hours, and calls made with
them are charged to the owner, with the owner's limits and stored data.`,
    fix: `Keep the key on the server and call the model from a route or server action, with your own authentication and limits. For
realtime connections, have the server issue a short-lived token. Code that runs on the server only reads the key from a variable without
the prefix, and makes its client without the option.`,
    bad: `"use client";
import OpenAI from "openai";

const openai = new OpenAI({
  apiKey: process.env.NEXT_PUBLIC_OPENAI_API_KEY,
  dangerouslyAllowBrowser: true,
});

export async function ask(question: string) {
  const response = await openai.responses.create({ model: "gpt-4.1-2025-04-14", input: question });
  return response.output_text;
}
`,
    good: `"use client";

export async function ask(question: string) {
  const response = await fetch("/api/ask", { method: "POST", body: JSON.stringify({ question }) });
  const { answer } = (await response.json()) as { answer: string };
  return answer;
}
`,
    whenNot: `Keys made to be public
(a map's key, a publishable payment key) are not provider credentials and are not reported.`,
  },
};

function reaches(use: CredentialUse): string | undefined {
  if (use.via === "public-variable")
    return `comes from ${use.preview}, a variable that bundlers copy into the browser's code`;
  if (use.via === "browser-flag") return "may be used in a browser: the client is told to allow it";
  return use.client ? "stands in a module that runs in the browser" : undefined;
}
