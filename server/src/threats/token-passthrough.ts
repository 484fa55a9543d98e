import { nearAddress } from "./addresses.js";
import type { FlowSink, TaintFlow } from "./model.js";
import type { Threat } from "./threat.js";
import { flowDraft, subject } from "./wording.js";

export const tokenPassthrough: Threat = {
  id: "token-passthrough",
  title: "A caller's token is passed on to somebody else",
  severity: "warning",
  presets: { recommended: "info" },
  stride: ["spoofing", "information-disclosure"],
  references: ["LLM02:2026", "ASI03:2026", "CWE-441", "CWE-522"],
  local: true,
  needs: [{ labels: ["caller-token"], sinks: ["header"] }],
  *query(model) {
    for (const flow of model.flows) {
      if (flow.source.label !== "caller-token" || flow.sink.kind !== "header") continue;
      const receiver = takesOnlyItsOwn(flow) ? undefined : receiverOf(flow.sink);
      if (receiver !== undefined && (flow.source.issuedHere || !isGivenFor(flow)))
        yield flowDraft(flow, "warning", [
          `${subject(flow.source.what)}, which a caller sent to this application, is passed on to ${receiver}.`,
          "Whoever runs that can act as the caller here, and cannot tell a caller of theirs from one of somebody else's.",
          "Check the token here, and call on with a credential of your own or one that was exchanged for it.",
        ]);
    }
  },
  docs: {
    what: `The token with which a caller came (\`Authorization\`, \`Cookie\`, an API key in a header, the \`authInfo\` of an MCP request) is
put into the headers of a request to another server whose address is written in the code: a tool server (MCP), another company's API.
So is one that an MCP server was sent for itself and gives to a client of another service, such as \`new Octokit({ auth })\`.`,
    why: `A token is issued for one service. One that is passed on works wherever it is accepted: the receiver can use it here, and takes
this application's calls for the caller's own. The MCP specification forbids passing tokens on for that reason.`,
    fix: `Validate the token for this application. Call the other service with a credential of the application's own, or exchange the
caller's token for one that names that service (OAuth token exchange). With a credential of its own the application has to check who calls,
which the other service did before.`,
    bad: `export async function POST(request: Request) {
  const answer = await fetch("https://tools.example.com/mcp", {
    method: "POST",
    headers: { authorization: request.headers.get("authorization") ?? "" },
    body: await request.text(),
  });
  return new Response(answer.body);
}
`,
    good: `export async function POST(request: Request) {
  const answer = await fetch("https://tools.example.com/mcp", {
    method: "POST",
    headers: { authorization: \`Bearer \${process.env.TOOLS_TOKEN}\` },
    body: await request.text(),
  });
  return new Response(answer.body);
}
`,
    whenNot: `Where callers bring a token that was issued for the other service, as with an application in front of an API whose users sign
in there, passing it on is the point: accept the finding and say so. A route named after the service it asks is not reported, nor is
a key for a provider of models, which takes no other. Addresses from the configuration are not judged, nor are
servers on the same machine or inside the same network.`,
  },
};

/**
 * Whether the receiver accepts no tokens but its own, as a provider of models or a service does that has a client of its own: who sends
 * one to be passed on has an account there, unless the token was issued for this server.
 */
function takesOnlyItsOwn({ source, sink }: TaintFlow): boolean {
  return sink.provider !== undefined || (sink.service === true && !source.issuedHere);
}

/**
 * Whether the token was given for the one who gets it: the route, or what the token is kept in, is named after the service, as
 * `api/github/repos/route.ts` is that asks api.github.com.
 */
function isGivenFor({ source, sink }: TaintFlow): boolean {
  const host = /^https?:\/\/([^/:]+)/i.exec(sink.address ?? "")?.[1] ?? "";
  const named = `${near(source.step.file)} ${near(sink.step.file)} ${source.step.label}`.toLowerCase();
  return host
    .toLowerCase()
    .split(".")
    .slice(0, -1)
    .map((label) => label.replace(/-?(?:apis?|app|cloud)$/, ""))
    .some((label) => label.length > 3 && !COMMON.has(label) && named.includes(label));
}

/** A file and the folders near it: those above are the product's, not the route's. */
function near(file: string): string {
  return file.split("/").slice(-4).join("/");
}

/** Words of host names that name nobody. */
const COMMON = new Set([
  "tools",
  "auth",
  "chat",
  "server",
  "proxy",
  "cloud",
  "data",
  "gateway",
  "service",
  "login",
  "example",
]);

/** Often the same application. */
const NEAR = nearAddress("https?");

/** Whose server the request goes to, where that is known. */
function receiverOf({ address = "" }: FlowSink): string | undefined {
  const host = /^(?:https?|wss?):\/\/([^/?#]+)[/?#]?/i.exec(address)?.[1];
  return host === undefined || NEAR.test(address) ? undefined : host;
}
