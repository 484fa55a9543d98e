import type { Threat } from "./threat.js";

export const hardcodedCredential: Threat = {
  id: "hardcoded-credential",
  title: "A credential is written in the source",
  severity: "error",
  stride: ["information-disclosure", "spoofing"],
  references: ["LLM02:2026", "ASI03:2026", "CWE-798", "AML.T0055"],
  local: true,
  *query(model) {
    for (const use of model.credentials) {
      if (use.via !== "literal") continue;
      yield {
        severity: use.confidence === "low" ? "warning" : "error",
        confidence: use.confidence,
        message: [
          `${/^[AEIOUnx]/.test(use.what) ? "An" : "A"} ${use.what} (${use.preview}) is written in the source.`,
          "Everyone with access to the repository, its history or a build can use it.",
          "Move it to the environment or a vault, and replace it where it was issued.",
        ].join(" "),
        source: use.step,
        sink: use.step,
        path: [use.step],
        elements: [use.element],
      };
    }
  },
  docs: {
    what: `A provider's key or another secret stands in the source as a literal: as the \`apiKey\` of a client, in a header, or in any
text that has the shape of a known key: the formats of [gitleaks](https://github.com/gitleaks/gitleaks) whose beginning tells them, and
the beginnings that providers of models document; a private key; and, with low confidence, what is drawn at random in an
\`Authorization\` header, behind a flag such as \`--api-key\`, in a variable such as \`BOT_TOKEN\`, or as the key or password of an address.`,
    why: `Source is copied: to laptops, build machines, forks, backups and language models. A key found there works until somebody
notices the bill, and removing the line leaves it in the history.`,
    fix: `Read it from the environment or a vault, keep an example file with an empty value, and replace the key at the provider, because
the old one is known. Most clients read their usual variable by themselves: \`new OpenAI()\` needs no argument.`,
    bad: `import OpenAI from "openai";

export const openai = new OpenAI({ apiKey: "sk-proj-q8mT2xLr0PzWc5yKdNf7hJbGs4aEoXu1iRtMwQ9v" });
`,
    good: `import OpenAI from "openai";

export const openai = new OpenAI({ apiKey: process.env.OPENAI_API_KEY });
`,
    whenNot: `Placeholders such as \`sk-…\` or \`your-key-here\` are not reported. A key made for tests that opens nothing is: dismiss it with
that reason.`,
  },
};
