/** The user's configuration, `threatline.json` at the workspace root (comments and trailing commas allowed). */
import { z } from "zod";
import { Severity } from "./report/contract.js";
import { Policy } from "./review/policy.js";
import { CatalogPackage } from "./catalog/schema.js";
import { PRESETS } from "./threats/threat.js";

/** What a threat is set to. */
export const Level = z.union([Severity, z.literal("off")]);
export type Level = z.infer<typeof Level>;

const Override = z.strictObject({
  files: z
    .array(z.string())
    .min(1)
    .describe("Files and folders this is about, as patterns of `.gitignore` relative to this file's folder."),
  threats: z.record(z.string(), Level).describe("Severity per threat id in these files, or `off`."),
});

/** Descriptions are what an editor shows while someone writes the file; Markdown. */
export const Config = z
  .strictObject({
    $schema: z.string().optional().describe("Where this file's JSON schema is; only editors read it."),
    exclude: z
      .array(z.string())
      .optional()
      .describe(
        "Files and folders to leave out, as patterns of `.gitignore` relative to this file's folder.",
      ),
    preset: z
      .enum(PRESETS)
      .optional()
      .describe(
        "Which threats are looked for: `recommended` (the default) reports what should be changed, `strict` adds missing limits and hygiene, `all` reports everything.",
      ),
    threats: z
      .record(z.string(), Level)
      .optional()
      .describe("Severity per threat id: `error`, `warning`, `info`, or `off` to not look for it."),
    overrides: z
      .array(Override)
      .optional()
      .describe("Severities that hold for some files only; of several that match, the last one holds."),
    policy: Policy.optional(),
    minConfidence: z
      .enum(["high", "medium", "low"])
      .optional()
      .describe("Hide findings below this confidence. Default: `low`, which hides none."),
    failOn: z
      .enum(["error", "warning", "info", "never"])
      .optional()
      .describe("The command line exits with 1 from this severity up. Default: `error`."),
    catalog: z
      .array(CatalogPackage)
      .optional()
      .describe(
        "SDKs of your own, in the shape of the built-in catalogue: which calls run models, register tools, read or act.",
      ),
  })
  .describe("Threatline configuration");
export type Config = z.infer<typeof Config>;
