import type { Severity } from "../report/contract.js";
import { contradiction } from "./tool-hints.js";
import type { ThreatModel, Tool, ToolEffect } from "./model.js";
import type { Draft, Threat } from "./threat.js";

export const unapprovedAction: Threat = {
  id: "unapproved-action",
  title: "A model can act without approval",
  severity: "warning",
  stride: ["elevation-of-privilege"],
  references: ["LLM03:2026", "ASI02:2026", "ASI09:2026", "CWE-862", "AML.T0053", "AML.T0101"],
  *query(model) {
    const gated = gatedByAgents(model);
    for (const tool of model.tools) {
      const found = (gated.has(tool.element) ? undefined : draft(tool)) ?? contradiction(tool, model);
      if (found) yield found;
    }
  },
  docs: {
    what: `A tool that a model may call runs a program, deletes or moves what cannot be brought back, or spends money, and no person
approves the call. Sending messages, ordinary writes and effects that only one of several functions has are reported as information.

MCP servers leave approval to the application that hosts them. Their tools are reported, as information, only when they run programs
or destroy something and no annotation (\`destructiveHint\`, \`readOnlyHint\`) tells the host. An annotation that the handler belies
is reported as a warning: a tool that is declared read-only and writes, or not destructive and deletes.`,
    why: `The model chooses the call and its arguments from everything it has read. One misread sentence, or one that was planted, is
enough for it to refund the wrong order, delete a folder or mail a customer list, at machine speed and in the user's name.`,
    fix: `Ask a person before the effect: \`needsApproval\` in the AI SDK and the OpenAI Agents SDK, \`interrupt\` in LangGraph,
\`humanInTheLoopMiddleware\` in LangChain, an elicitation in MCP whose \`action\` is \`accept\`, a question in the terminal. Look at the
answer: a question that nobody evaluates, or that comes after the effect, is none, and neither is one that the program answers itself
(\`state.approve\` for every interruption). Approve what will be done, with its arguments. Where asking is too much, make the effect small: a draft instead of
a mail, an archive instead of a delete, a limit on the amount. In an MCP server, set the annotations.`,
    bad: `import { rm } from "node:fs/promises";
import { tool } from "ai";
import { z } from "zod";

export const clearCache = tool({
  description: "Removes the cached reports",
  inputSchema: z.object({ reason: z.string() }),
  execute: async () => {
    await rm("cache/reports", { recursive: true, force: true });
    return "removed";
  },
});
`,
    good: `import { rm } from "node:fs/promises";
import { tool } from "ai";
import { z } from "zod";

export const clearCache = tool({
  description: "Removes the cached reports",
  inputSchema: z.object({ reason: z.string() }),
  needsApproval: true,
  execute: async () => {
    await rm("cache/reports", { recursive: true, force: true });
    return "removed";
  },
});
`,
    whenNot: `Approval that happens elsewhere, such as a queue that a person works through, is not seen: put \`// @threat:approval\`
above the function, the call or the tool that waits for it. What packages do that the catalogue does not know is guessed from the names of
their functions (\`deleteIssue\`, \`sendEmail\`), with low confidence and as information; add rows for them.`,
  },
};

/** Tools that every agent which can call them has approved by a person. */
function gatedByAgents({ calls }: ThreatModel): ReadonlySet<string> {
  const gated = new Set<string>();
  const free = new Set<string>();
  for (const { to, approval } of calls) (approval === undefined ? free : gated).add(to);
  for (const tool of free) gated.delete(tool);
  return gated;
}

/** Command lines that only ask whether a program is there, or what the machine is. */
const PROBES =
  /^\s*(?:which|where|whoami|uname|hostname|ldconfig\s+-p|command\s+-v)(?:\s|$)|^\s*[\w./-]+\s+(?:--version|-version|-v|-V|--help)\s*$/;

/** What is done on the way to the work: a look at the machine, files that are gone afterwards. */
function isUpkeep({ command, temporary }: ToolEffect): boolean {
  return temporary === true || (command !== undefined && PROBES.test(command));
}

/** The worst first: what cannot be undone or reaches beyond this program. */
function rank(given: ToolEffect): number {
  const { effect, destructive } = given;
  if (isUpkeep(given)) return 0;
  if (effect === "exec") return 4;
  if (effect === "pay") return 3;
  if (destructive) return 2;
  return effect === "network" || effect === "write" ? 1 : 0;
}

/** The same, where what is certain comes before what is not. */
function weight(effect: ToolEffect): number {
  const worst = rank(effect);
  return worst > 1 && effect.confidence === "high" ? worst + 10 : worst;
}

const CONSEQUENCES: Record<number, string> = {
  4: "runs a program",
  3: "moves money",
  2: "deletes or overwrites data for good",
};

/** The gravest that happens without approval; nothing where all of them only look at something. */
function worstOf(effects: readonly ToolEffect[]): ToolEffect | undefined {
  const [worst] = effects
    .filter((effect) => effect.approval === undefined && rank(effect) > 0)
    .sort((a, b) => weight(b) - weight(a));
  return worst;
}

function draft(tool: Tool): Draft | undefined {
  if (tool.approval !== undefined) return undefined;
  const worst = worstOf(tool.effects) ?? worstOf(tool.presumed);
  if (!worst) return undefined;
  // What carries annotations is told to a host, whatever helper of the program's own makes a tool of it.
  const isTold = tool.hints.destructive !== undefined || tool.hints.readOnly !== undefined;
  const mcp = tool.surface !== "tool";
  if (isTold || (mcp && rank(worst) < 2)) return undefined;
  // Where a call on the way may run one of several functions, the effect may be another tool's.
  const severity: Severity = mcp || rank(worst) === 1 || worst.confidence !== "high" ? "info" : "warning";
  const does = CONSEQUENCES[rank(worst)] ?? (worst.effect === "network" ? "sends data out" : "changes data");
  const told = worst.confidence === "low" ? `${worst.what}, which only its name says` : worst.what;
  return {
    severity,
    confidence: worst.confidence,
    message: [
      `The tool ${tool.name} ${does} (${told}), and no person approves the call${tool.selfApproved === undefined ? "" : `: ${tool.selfApproved} is set, and the program approves each call itself`}.`,
      "A model that was misled calls it with arguments of its own choice.",
      tool.selfApproved !== undefined
        ? "Show the call and its arguments to a person, and approve only what they accept."
        : mcp
          ? "Set annotations (destructiveHint) so that the host can ask, or ask with an elicitation."
          : "Require approval before it runs, or make the effect one that can be undone.",
    ].join(" "),
    source: tool.step,
    sink: worst.step,
    path: worst.path,
    elements: [tool.element],
  };
}
