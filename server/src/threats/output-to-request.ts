import { fromModel, outputDraft, outputFlows } from "./output-flows.js";
import { REDIRECTS } from "./model.js";
import type { Threat } from "./threat.js";

export const outputToRequest: Threat = {
  id: "output-to-request",
  title: "Model output decides where a request goes",
  severity: "warning",
  stride: ["information-disclosure"],
  references: ["LLM10:2026", "ASI02:2026", "CWE-918", "AML.T0086"],
  local: true,
  *query(model) {
    for (const flow of outputFlows(model, "request")) {
      // Following the links of an API's own answers is how clients work.
      if (flow.source.origin === "http-response") continue;
      const redirects = flow.lowered === REDIRECTS;
      yield outputDraft(
        flow,
        fromModel(flow) || flow.source.label === "untrusted" ? "warning" : "info",
        redirects
          ? " as its address, and the host that was checked may redirect it to another"
          : " as its address",
        "point it at internal services and metadata addresses, or carry data out in it",
        redirects
          ? 'Set `redirect: "manual"`, and check each address that an answer names before it is fetched.'
          : "Compare the host with a list of known hosts, or refuse private addresses after resolving the name.",
      );
    }
  },
  docs: {
    what: `Text that a model wrote, a tool argument, or other text from outside decides the address or host of a request this process
makes, or where a browser it drives goes. A value in the path or query after a constant host is not reported.`,
    why: `The request leaves from inside: it reaches \`169.254.169.254\`, databases without a password and admin pages that no outsider
can open, and the answer goes back to the model. An address is also a way out: a model that was told to can put what it has
read into one.`,
    fix: `Check the host against a list of the hosts the feature needs. If any public site must work, resolve the name, refuse private,
loopback and link-local addresses, and do the same again for redirects. \`z.string().url()\`, \`new URL(x)\` and a scheme check
do not constrain the host.`,
    bad: `import { tool } from "ai";
import { z } from "zod";

export const readPage = tool({
  description: "Reads a help page",
  inputSchema: z.object({ url: z.string().url() }),
  execute: async ({ url }) => {
    const response = await fetch(url);
    return response.text();
  },
});
`,
    good: `import { tool } from "ai";
import { z } from "zod";

const hosts = new Set(["help.example.com", "status.example.com"]);

export const readPage = tool({
  description: "Reads a help page",
  inputSchema: z.object({ url: z.string().url() }),
  execute: async ({ url }) => {
    const address = new URL(url);
    if (!hosts.has(address.host)) throw new Error("unknown host");
    const response = await fetch(address);
    return response.text();
  },
});
`,
    whenNot: `A browsing agent goes where the model says; run it where nothing internal can be reached and accept the finding. Proxies and
network policy are not seen from the code.`,
  },
};
