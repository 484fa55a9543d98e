import { actingDraft } from "./effects.js";
import type { Tool, ToolEffect } from "./model.js";
import type { Draft, Threat } from "./threat.js";

export const overPrivilegedTool: Threat = {
  id: "over-privileged-tool",
  title: "A tool acts with an administrator's credential",
  severity: "warning",
  presets: { recommended: "info" },
  stride: ["elevation-of-privilege"],
  references: ["LLM03:2026", "ASI03:2026", "CWE-250", "CWE-272"],
  local: true,
  *query(model) {
    for (const tool of model.tools) {
      const effect = tool.effects.find(
        ({ identity, housekeeping }) =>
          identity !== undefined && identity.privilege !== "ordinary" && !housekeeping,
      );
      if (effect) yield draft(tool, effect);
    }
  },
  docs: {
    what: `A tool that a model calls uses a client that was made with a service-role, administrator or root credential, or with a scope
that allows everything.`,
    why: `Whatever a model is talked into, it is talked into with the rights of that credential. A service-role key passes by the rules that
hold for users' rows; a root login can drop tables that the tool was never meant to touch.`,
    fix: `Give the tool a credential of its own with only the rights that it needs: a role with some tables, a token with one scope, the
user's own session. With Supabase that is the anon or publishable key, for which row-level security holds.`,
    bad: `import { createClient } from "@supabase/supabase-js";
import { tool } from "ai";
import { z } from "zod";

const database = createClient("https://acme.supabase.co", process.env.SUPABASE_SERVICE_ROLE_KEY!);

export const rename = tool({
  description: "Renames a project",
  inputSchema: z.object({ id: z.uuid(), name: z.string().max(80) }),
  needsApproval: true,
  execute: async ({ id, name }) => {
    await database.from("projects").update({ name }).eq("id", id);
    return "renamed";
  },
});
`,
    good: `import { createClient } from "@supabase/supabase-js";
import { tool } from "ai";
import { z } from "zod";

const database = createClient("https://acme.supabase.co", process.env.SUPABASE_ANON_KEY!);

export const rename = tool({
  description: "Renames a project",
  inputSchema: z.object({ id: z.uuid(), name: z.string().max(80) }),
  needsApproval: true,
  execute: async ({ id, name }) => {
    await database.from("projects").update({ name }).eq("id", id);
    return "renamed";
  },
});
`,
    whenNot: `Rights are judged by the names of variables, roles and scopes; what a credential really allows is known only where it was
issued. A client whose making cannot be seen is not judged.`,
  },
};

function draft(tool: Tool, effect: ToolEffect): Draft {
  const { identity, what } = effect;
  return {
    severity: "warning",
    confidence: identity!.from === "literal" ? "high" : "medium",
    message: [
      `The tool ${tool.name} acts with ${identity!.what}, which allows ${identity!.privilege === "wildcard" ? "everything" : "what an administrator may"} (${what}).`,
      "Whatever a model is talked into, it is talked into with those rights.",
      "Give the tool a credential that allows only what it is for.",
    ].join(" "),
    ...actingDraft(tool, effect, identity!.step),
  };
}
