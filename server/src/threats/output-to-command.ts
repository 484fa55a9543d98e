import { CONTAINER, type TaintFlow } from "./model.js";
import { outputDraft, outputFlows } from "./output-flows.js";
import type { Draft, Threat } from "./threat.js";

export const outputToCommand: Threat = {
  id: "output-to-command",
  title: "Model output reaches a command",
  severity: "error",
  stride: ["tampering", "elevation-of-privilege"],
  references: ["LLM10:2026", "ASI02:2026", "ASI05:2026", "CWE-78", "CWE-88", "AML.T0050"],
  local: true,
  *query(model) {
    for (const flow of outputFlows(model, "command", "program", "argument")) yield draft(flow);
  },
  docs: {
    what: `Text that a model wrote, the arguments a model calls a tool with, or other text from outside, reaches a command:
a line that a shell parses, the program to start, or an argument of a program. The definition of an MCP server that is
started over stdio is a command too.

A command that a container runs (\`docker exec\`) is one level less.

An argument of a program that no shell parses is reported as information: it cannot start another program, but a value
such as \`--output=…\` is still read as an option.`,
    why: `A shell reads \`;\`, \`&&\`, \`$(…)\` and backticks as instructions. Whoever can place text where the model reads it (a
web page, a ticket, a file name in a repository) can make the model produce such a value, and the command runs with the
rights of this process: reading its environment and keys, changing files, opening connections.`,
    fix: `Start the program directly, with \`execFile\` or \`spawn\` and an array of arguments, so that no shell parses the value.
Then constrain what remains: a \`z.enum\` or a constant table for names, an anchored pattern for identifiers, and \`--\` before
positional arguments. Quoting by hand and lists of forbidden characters do not close it.`,
    bad: `import { exec } from "node:child_process";
import { promisify } from "node:util";
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { z } from "zod";

const run = promisify(exec);
const server = new McpServer({ name: "git-tools", version: "1.0.0" });

server.registerTool(
  "git_log",
  { description: "Shows the history of a branch", inputSchema: { branch: z.string() } },
  async ({ branch }) => {
    const { stdout } = await run(\`git log --oneline \${branch}\`);
    return { content: [{ type: "text", text: stdout }] };
  },
);
`,
    good: `import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { z } from "zod";

const run = promisify(execFile);
const server = new McpServer({ name: "git-tools", version: "1.0.0" });

server.registerTool(
  "git_log",
  {
    description: "Shows the history of a branch",
    inputSchema: { branch: z.enum(["main", "next"]) },
    annotations: { readOnlyHint: true },
  },
  async ({ branch }) => {
    const { stdout } = await run("git", ["log", "--oneline", branch]);
    return { content: [{ type: "text", text: stdout }] };
  },
);
`,
    whenNot: `A coding agent whose purpose is to run the commands a model writes will always be reported. Put a person's approval
or a sandbox in front of it and accept the finding with a reason. Programs that re-parse their arguments as commands
(\`sh -c\`, \`python -c\`, \`ssh host\`) are known for the common ones only.`,
  },
};

function draft(flow: TaintFlow): Draft {
  const { kind, shell, what } = flow.sink;
  const contained = flow.lowered === CONTAINER;
  if (kind === "command" || shell)
    return outputDraft(
      flow,
      "error",
      contained ? ", where a shell in a container parses it" : ", where a shell parses it",
      `run commands of their own with ${contained ? "all that the container may" : "the rights of this process"}`,
      "Start the program with an argument array instead (execFile), and allow only known values.",
    );
  if (kind === "program")
    return outputDraft(
      flow,
      "error",
      what.startsWith("the ") ? "" : " as the program to start",
      "choose what runs with the rights of this process",
      "Take the program from a constant table, keyed by the value.",
    );
  return outputDraft(
    flow,
    "info",
    " as an argument of a program",
    "pass an option such as --output, although no shell parses it",
    'Put "--" before the value, or allow only values that match an anchored pattern.',
  );
}
