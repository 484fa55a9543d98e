/**
 * What the language server and the VS Code client say to each other beyond LSP: method names, schemas, plain types.
 *
 * Both sides check what arrives with these schemas. Positions in LSP-shaped messages (`uri`, `line`, `character`) are
 * 0-based and count UTF-16 code units; everything taken from the contract (findings, map, steps) is 1-based.
 */
import { z } from "zod";
import { Finding, ThreatMap } from "../report/contract.js";
import { LaidOutMap } from "../map/layout/laid-out.js";

/** Requests, client to server. */
export const MAP_REQUEST = "threatline/map";
export const ELEMENT_AT_REQUEST = "threatline/elementAt";
export const ANNOTATE_REQUEST = "threatline/annotate";
/** Notifications, server to client. */
export const MAP_CHANGED_NOTIFICATION = "threatline/mapChanged";
export const STATUS_NOTIFICATION = "threatline/status";

/** `workspace/executeCommand`: read the whole workspace again. */
export const RESCAN_COMMAND = "threatline.rescan";
/**
 * Commands that the client runs, and that lenses and code actions may carry only when `clientCommands` was set:
 * `annotate` takes one `AnnotateTarget`; `showFindings` and `revealElement` take one element id.
 */
export const CLIENT_COMMANDS = {
  annotate: "threatline.annotate",
  showFindings: "threatline.showFindings",
  revealElement: "threatline.revealElement",
} as const;

/** `initializationOptions` of the initialize request. Other editors send none, and get no client commands. */
export const InitializationOptions = z.object({
  clientCommands: z.boolean().optional().describe("the client runs the commands in CLIENT_COMMANDS"),
  map: z.boolean().optional().describe("the client shows the map: lay it out and notify of changes"),
  trusted: z
    .boolean()
    .optional()
    .describe("false in Restricted Mode: a configuration file may not silence findings"),
});

/** The `threatline` section of `workspace/configuration`; absent keys have the stated default. */
export const Settings = z.object({
  enable: z.boolean().default(true),
  exclude: z
    .array(z.string())
    .default([])
    .describe("gitignore-style patterns, added to those of threatline.json"),
  diagnostics: z
    .object({
      scope: z.enum(["workspace", "openFiles"]).default("workspace"),
      minimumConfidence: z.enum(["high", "medium", "low"]).default("low"),
    })
    .default({ scope: "workspace", minimumConfidence: "low" }),
  codeLens: z.object({ enable: z.boolean().default(true) }).default({ enable: true }),
});

/** What the map and the tree need of a finding. */
export const FindingSummary = Finding.pick({
  fingerprint: true,
  threat: true,
  severity: true,
  confidence: true,
  message: true,
  file: true,
  range: true,
  path: true,
  status: true,
});

export const MapParams = z.object({
  direction: z
    .enum(["right", "down"])
    .optional()
    .describe("where flows run in the layout; right unless stated"),
});
export const MapResult = z.object({
  version: z.int().min(0).describe("grows with every change of the map"),
  root: z
    .string()
    .describe("URI of the folder that `file` is relative to; a `file` that is itself a URI stands alone"),
  map: ThreatMap,
  layout: LaidOutMap.nullable().describe("null when there is nothing to draw"),
  empty: z.string().optional().describe("for a reader: why there is nothing to draw"),
  findings: z.array(FindingSummary).describe("every finding that an element or a flow of the map names"),
});

export const MapChangedParams = z.object({ version: z.int().min(0) });

export const ElementAtParams = z.object({ uri: z.string(), line: z.int().min(0), character: z.int().min(0) });
export const ElementAtResult = z.object({ elementId: z.string().nullable() });

export const StatusParams = z.object({
  state: z.enum(["starting", "scanning", "ready", "error"]),
  message: z.string().optional().describe("for a reader"),
  done: z.int().min(0).optional().describe("files read so far, while scanning"),
  total: z.int().min(0).optional(),
  findings: z.int().min(0).optional().describe("open findings in the workspace"),
});

/** What the code actions Accept… and Dismiss… hand to the client, which asks for the rest. */
export const AnnotateTarget = z.object({
  uri: z.string(),
  fingerprint: z.string(),
  control: z.enum(["accept", "dismiss"]),
});
/**
 * The answers in `input`: for accept `reason`, `by`, `until` (YYYY-MM-DD); for dismiss `reason` and
 * `kind` (`false-positive` or `not-applicable`). The result is an LSP WorkspaceEdit, or null when the finding is gone.
 */
export const AnnotateParams = AnnotateTarget.extend({ input: z.record(z.string(), z.string()) });

export type InitializationOptions = z.infer<typeof InitializationOptions>;
export type Settings = z.infer<typeof Settings>;
export type FindingSummary = z.infer<typeof FindingSummary>;
export type MapParams = z.infer<typeof MapParams>;
export type MapResult = z.infer<typeof MapResult>;
export type MapChangedParams = z.infer<typeof MapChangedParams>;
export type ElementAtParams = z.infer<typeof ElementAtParams>;
export type ElementAtResult = z.infer<typeof ElementAtResult>;
export type StatusParams = z.infer<typeof StatusParams>;
export type AnnotateTarget = z.infer<typeof AnnotateTarget>;
export type AnnotateParams = z.infer<typeof AnnotateParams>;

/** The summary that the map carries for one finding. */
export function summarise(finding: Finding): FindingSummary {
  const { fingerprint, threat, severity, confidence, message, file, range, path, status } = finding;
  return { fingerprint, threat, severity, confidence, message, file, range, path, status };
}
