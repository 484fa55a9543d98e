/** `ElementSummary` of the engine's API as a schema, for the boundary between threads. */
import { z } from "zod";
import type { ElementSummary } from "../api.js";
import { Finding } from "../report/contract.js";

export const SummaryOfElement: z.ZodType<ElementSummary> = z.object({
  elementId: z.string(),
  file: z.string(),
  line: z.int().min(1),
  column: z.int().min(1),
  endLine: z.int().min(1),
  endColumn: z.int().min(1),
  kind: z.enum(["model", "tool", "agent", "store", "route", "tool-server"]),
  label: z.string(),
  reads: z.array(z.string()),
  can: z.array(z.string()),
  findings: z.array(Finding),
});
