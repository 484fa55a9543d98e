/** What an organisation allows its AI to be made of. Part of the configuration. */
import { z } from "zod";
import { EFFECTS } from "../catalog/vocabulary.js";
import { wildcard } from "../catalog/wildcard.js";

const names = z.array(z.string().min(1));

export const Policy = z
  .strictObject({
    providers: names
      .optional()
      .describe("Providers that models may be called at, as the map names them; `*` as a wildcard."),
    models: names.optional().describe("Names of models that may be called; `*` as a wildcard."),
    tools: names.optional().describe("Names of tools that may exist; `*` as a wildcard."),
    effects: z.array(z.enum(EFFECTS)).optional().describe("What tools may do."),
    approvedEffects: z
      .array(z.enum(EFFECTS))
      .optional()
      .describe("What tools may do only when a person approves the call."),
    toolServers: names
      .optional()
      .describe("Packages, images and addresses of MCP servers that may be used; `*` as a wildcard."),
  })
  .describe("What may be used. What is left out is allowed.");
export type Policy = z.infer<typeof Policy>;

/** Whether a name is on a list; a name that is not known is not judged. */
export function isAllowed(list: readonly string[] | undefined, name: string | undefined): boolean {
  return (
    list === undefined || name === undefined || list.some((pattern) => wildcard(pattern, "i").test(name))
  );
}
