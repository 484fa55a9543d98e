import { isClearText, nearAddress } from "./addresses.js";
import type { TaintFlow, ThreatModel, ToolServer } from "./model.js";
import { isOwn } from "./origins.js";
import type { Draft, Threat } from "./threat.js";
import { actor, flowDraft, subject } from "./wording.js";

export const untrustedToolServer: Threat = {
  id: "untrusted-tool-server",
  title: "A tool server that somebody else can exchange",
  severity: "warning",
  stride: ["tampering"],
  references: ["LLM04:2026", "ASI04:2026", "CWE-829", "CWE-494"],
  needs: [{ labels: ["untrusted", "outside"], sinks: ["tool-server"] }],
  local: true,
  *query(model) {
    for (const server of model.toolServers) {
      const found = fetched(server) ?? clearText(server);
      if (found) yield found;
    }
    yield* fromInput(model);
  },
  docs: {
    what: `An MCP server is started from whatever version a registry serves that day (\`npx -y name\`, \`uvx name\`, an image without a
version) or from a script that is piped into a shell, or it is reached over clear text or at an address that a caller or outside
content names. Code is read, and so are the files in which editors and agents keep their servers: \`.mcp.json\`, \`.vscode/mcp.json\`, \`.cursor/mcp.json\`, \`mcp.json\`.`,
    why: `Whoever publishes the next version of that package runs on this machine with the rights and keys of its user. A tool server
also speaks to the model: its tool descriptions and results can tell it what to do with every other tool it has.`,
    fix: `Name an exact version (\`npx -y name@1.2.3\`), or a digest for an image, and change it in a commit that is reviewed. Or install the
server as a dependency, so that the lock file holds it. Use https for servers on other machines.`,
    bad: `import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";

export const transport = new StdioClientTransport({ command: "npx", args: ["-y", "@acme/search-mcp"] });
`,
    good: `import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";

export const transport = new StdioClientTransport({ command: "npx", args: ["-y", "@acme/search-mcp@2.4.1"] });
`,
    whenNot: `A package that the project itself depends on is not reported: runners take the installed version. A server started from a
file of the project, or by a command that is put together at run time, is not judged. A pinned version can still be malicious: pinning
makes sure that what was reviewed is what runs.`,
  },
};

/** Where its command comes from input too, that is `output-to-command`. */
function* fromInput({ flows }: ThreatModel): Iterable<Draft> {
  const started = new Set(flows.filter(({ sink }) => sink.kind === "program").map(placeOf));
  for (const flow of flows)
    // The files of a program, its command line and its environment are its operator's.
    if (flow.sink.kind === "tool-server" && !isOwn(flow.source) && !started.has(placeOf(flow)))
      yield flowDraft(flow, "warning", [
        `${subject(flow.source.what)} decides which MCP server is connected (${flow.sink.what}).`,
        `${actor(flow.source)} can put a server of their own in its place: its tools and their descriptions speak to the model.`,
        "Choose from a fixed list of servers.",
      ]);
}

function placeOf({ source, sink }: TaintFlow): string {
  return [source.step, sink.step].map(({ file, line, column }) => `${file}:${line}:${column}`).join(" ");
}

function fetched({ element, name, step, fetched }: ToolServer): Draft | undefined {
  if (!fetched || fetched.pinned) return undefined;
  const piped = fetched.from === "the web";
  return {
    severity: piped ? "error" : "warning",
    confidence: "high",
    message: piped
      ? `The MCP server ${name} is a script from ${fetched.what} that is piped into a shell. Whoever controls that address runs anything here, at every start. Download it once, review it, and start the copy.`
      : `The MCP server ${name} runs whatever version of ${fetched.what} ${fetched.from} serves at its next start (${fetched.command}). Whoever publishes that version runs on this machine with your keys, and its tool descriptions speak to the model. Name an exact version.`,
    source: step,
    sink: fetched.step,
    path: [step, fetched.step],
    elements: [element],
  };
}

const NEAR = nearAddress("http");

function clearText({ element, name, step, address }: ToolServer): Draft | undefined {
  if (!address || !isClearText(address.url, NEAR)) return undefined;
  return {
    severity: "warning",
    confidence: "high",
    message: `The MCP server ${name} is reached over clear text (${address.url}). Anyone on the way can read what the tools are given, and answer in the server's place with descriptions and results that speak to the model. Use https.`,
    source: step,
    sink: address.step,
    path: [step, address.step],
    elements: [element],
  };
}
