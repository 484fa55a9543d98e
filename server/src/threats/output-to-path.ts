import { PAGES, SEGMENT, type TaintFlow, type ThreatModel } from "./model.js";
import { fromModel, outputDraft, outputFlows } from "./output-flows.js";
import type { Draft, Threat } from "./threat.js";

export const outputToPath: Threat = {
  id: "output-to-path",
  title: "Model output names a file",
  severity: "warning",
  stride: ["tampering", "information-disclosure"],
  references: ["LLM10:2026", "ASI02:2026", "CWE-22", "CWE-73"],
  reads: { flows: ({ sink }) => sink.kind === "path", tools: () => true },
  *query(model) {
    const flows = [...outputFlows(model, "path")];
    const shared = sharedFolders(flows, model.tools);
    for (const flow of flows) yield shared.has(flow) ? folderDraft(flow) : pathDraft(privatePages(flow));
  },
  docs: {
    what: `Text that a model wrote, a tool argument, or other text from outside becomes the path of a file or folder. Reading is a
warning; writing, moving and deleting are errors. Where the path was compared with the folder's name alone, each is one level
less: what stays open are folders whose names begin with it. A name with nothing
that separates folders leads at most to the folder above, and a request for what ends in fixed text like a page or a picture (\`.md\`,
\`.png\`) to no keys and no source: information. The folder that most tools of a server are told to work in, and in which
fixed places are reached, is one choice of whoever connects the server: information.`,
    why: `\`../../.env\` and absolute paths leave the folder a tool is meant for. \`path.join\` and \`path.resolve\` keep such parts, and a
prefix check without a separator lets \`/data-private\` pass for \`/data\`. A read hands keys and source to the model and whoever
reads its answer; a write reaches start-up scripts and configuration.`,
    fix: `Resolve the path, then check that it is inside: \`relative(root, resolved)\` must not start with \`..\` nor be absolute, or the
resolved path must start with the root and a separator. Follow symbolic links with \`realpath\` before the check. If a plain file
name is all you need, \`path.basename\` or a constant list is simpler.`,
    bad: `import { readFile } from "node:fs/promises";
import path from "node:path";
import { tool } from "ai";
import { z } from "zod";

const root = path.resolve("knowledge");

export const readArticle = tool({
  description: "Reads an article of the knowledge base",
  inputSchema: z.object({ name: z.string() }),
  execute: async ({ name }) => readFile(path.join(root, name), "utf8"),
});
`,
    good: `import { readFile } from "node:fs/promises";
import path from "node:path";
import { tool } from "ai";
import { z } from "zod";

const root = path.resolve("knowledge");

export const readArticle = tool({
  description: "Reads an article of the knowledge base",
  inputSchema: z.object({ name: z.string() }),
  execute: async ({ name }) => {
    const file = path.resolve(root, name);
    if (!file.startsWith(root + path.sep)) throw new Error("outside the knowledge base");
    return readFile(file, "utf8");
  },
});
`,
    whenNot: `Checks of existence and file times are not reported: they give away little. A coding agent that edits any file of a
workspace is reported unless it checks that the file is inside the workspace.`,
  },
};

/** Pages and pictures are for whoever sends a request; to a model, a note of another folder is as private as any file. */
function privatePages(flow: TaintFlow): TaintFlow {
  if (flow.lowered !== PAGES || !fromModel(flow)) return flow;
  const { lowered: _, ...whole } = flow;
  return whole;
}

function pathDraft(flow: TaintFlow): Draft {
  const writes = flow.sink.effect === "write";
  const severity = writes ? "error" : "warning";
  return outputDraft(
    flow,
    flow.lowered === SEGMENT ? "info" : severity,
    " as a path",
    writes
      ? "write or delete files outside the folder it is meant for"
      : "read any file this process may read, such as .env",
    "Resolve it against the folder, and stop unless the result is inside (path.relative does not start with ..).",
  );
}

function folderDraft(flow: TaintFlow): Draft {
  return outputDraft(
    flow,
    "info",
    ` as the folder that most tools of the server work in, \`${flow.sink.base}\``,
    "have the same files read and written in another folder",
    "Take it from the server's configuration or the client's roots, or compare it with a list of folders.",
  );
}

/** Tools that take a folder by the same name, before it is what the server works in. */
const SHARING = 4;

/**
 * Flows of the folder that at least half of a server's tools are told to work in, of those that reach files at all. What is
 * reached below it, the flow does not decide.
 */
function sharedFolders(flows: readonly TaintFlow[], tools: ThreatModel["tools"]): Set<TaintFlow> {
  const servers = new Map(tools.map(({ element, project }) => [element, project]));
  const users = new Map<string, Set<string>>();
  const key = ({ source }: TaintFlow, base: string): string => `${servers.get(source.element)}\0${base}`;
  const used = (flow: TaintFlow, base: string): Set<string> => {
    const known = users.get(key(flow, base)) ?? new Set();
    users.set(key(flow, base), known);
    return known;
  };
  const ofTools = flows.filter(({ source }) => source.label === "tool-input");
  for (const flow of ofTools)
    for (const base of ["", ...(flow.sink.base === undefined ? [] : [flow.sink.base])])
      used(flow, base).add(flow.source.element);
  return new Set(
    ofTools.filter((flow) => {
      const { base } = flow.sink;
      if (base === undefined) return false;
      const sharing = used(flow, base).size;
      return sharing >= SHARING && 2 * sharing >= used(flow, "").size;
    }),
  );
}
