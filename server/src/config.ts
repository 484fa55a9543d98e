/** The user's configuration, `threatline.json` at the workspace root (comments and trailing commas allowed). */
import { z } from "zod";
import { Severity } from "./report/contract.js";
import { CatalogPackage } from "./catalog/schema.js";

export const Config = z
  .strictObject({
    $schema: z.string().optional(),
    exclude: z.array(z.string()).optional().describe("gitignore-style patterns of files to leave out"),
    threats: z
      .record(z.string(), z.union([Severity, z.literal("off")]))
      .optional()
      .describe("severity per threat id, or off"),
    minConfidence: z.enum(["high", "medium", "low"]).optional().describe("hide findings below this confidence"),
    failOn: z.enum(["error", "warning", "info", "never"]).optional(),
    catalog: z.array(CatalogPackage).optional().describe("your own SDK rows, in the shape of the built-in ones"),
  })
  .describe("Threatline configuration");
export type Config = z.infer<typeof Config>;
