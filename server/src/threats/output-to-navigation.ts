import { fromModel, outputDraft, outputFlows } from "./output-flows.js";
import type { Threat } from "./threat.js";

export const outputToNavigation: Threat = {
  id: "output-to-navigation",
  title: "Model output decides where a person is sent",
  severity: "warning",
  stride: ["spoofing"],
  references: ["LLM10:2026", "CWE-601"],
  local: true,
  *query(model) {
    for (const flow of outputFlows(model, "navigation")) {
      // Following the links of an API's own answers is how clients work.
      if (flow.source.origin === "http-response") continue;
      yield outputDraft(
        flow,
        fromModel(flow) || flow.source.origin === "server-metadata" ? "warning" : "info",
        "",
        "send a person to a page of their own, or make this machine open a file or a program that handles the scheme",
        "Allow only https: and, where they are known, the hosts.",
      );
    }
  },
  docs: {
    what: `Text that a model wrote, a tool argument, or other text from outside is where a person is sent: a redirect, an address
that is opened in their browser, or one that the operating system is asked to open.`,
    why: `Such an address looks as if the application had chosen it, so a copy of a sign-in page is believed. And a scheme is a
command: \`file:\`, \`vscode:\` or \`ms-msdt:\` start the program that handles them, and some ways of opening an address hand it to
a shell.`,
    fix: `Parse the address and compare its scheme with \`https:\`; compare its host with the hosts that are meant, where they are
known. A redirect inside the application needs a path that begins with one slash, not an address.`,
    bad: `import { tool } from "ai";
import open from "open";
import { z } from "zod";

export const showPage = tool({
  description: "Opens a page of the handbook",
  inputSchema: z.object({ url: z.string().url() }),
  execute: async ({ url }) => {
    await open(url);
    return "opened";
  },
});
`,
    good: `import { tool } from "ai";
import open from "open";
import { z } from "zod";

const hosts = new Set(["handbook.example.com"]);

export const showPage = tool({
  description: "Opens a page of the handbook",
  inputSchema: z.object({ url: z.string().url() }),
  execute: async ({ url }) => {
    const address = new URL(url);
    if (address.protocol !== "https:" || !hosts.has(address.host)) throw new Error("unknown page");
    await open(address.href);
    return "opened";
  },
});
`,
    whenNot: `A browsing assistant that asks the person before each page it opens is fine; accept the finding with that reason. What
the browser or the operating system asks before it opens a scheme is not seen from the code.`,
  },
};
