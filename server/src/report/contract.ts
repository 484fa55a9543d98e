/**
 * The contract every surface keeps: what `threatline scan --format json` prints and what the language server,
 * the map and the tests exchange. The JSON schema in `schemas/` is generated from these zod types.
 *
 * Lines and columns are 1-based; columns count UTF-16 code units. Files are relative to `root`, with forward slashes.
 */
import { z } from "zod";

export const SEVERITIES = ["error", "warning", "info"] as const;
export const CONFIDENCES = ["high", "medium", "low"] as const;
export const STRIDE = [
  "spoofing",
  "tampering",
  "repudiation",
  "information-disclosure",
  "denial-of-service",
  "elevation-of-privilege",
] as const;
export const STATUSES = ["open", "accepted", "mitigated", "transferred", "avoided", "dismissed"] as const;

export const Severity = z.enum(SEVERITIES);
export const Confidence = z.enum(CONFIDENCES);
export const Status = z.enum(STATUSES);

export const Position = z.object({
  line: z.int().min(1).describe("1-based line"),
  column: z.int().min(1).describe("1-based column in UTF-16 code units"),
});

export const Range = z.object({ start: Position, end: Position });

/** One place on a path: where a value is, and what a person would call it there. */
export const Step = z.object({
  file: z.string(),
  line: z.int().min(1),
  column: z.int().min(1),
  endLine: z.int().min(1).optional(),
  endColumn: z.int().min(1).optional(),
  label: z.string().describe("what the value is at this place, for a reader"),
  kind: z.string().describe("the role of this place: source, call, return, property, sink, …"),
});

/** A reference to a public framework, always with its year or version. */
export const Reference = z.object({
  id: z.string().describe("identifier with its edition, such as LLM10:2026 or CWE-78"),
  framework: z.string(),
  name: z.string(),
  url: z.string().optional(),
});

/** A control the engine can offer for a finding; the edit is computed on demand. */
export const ControlOffer = z.object({
  id: z.string(),
  title: z.string(),
  safety: z.enum(["safe", "needs-review"]),
});

export const Finding = z.object({
  threat: z.string().describe("catalogue id of the threat"),
  severity: Severity,
  confidence: Confidence,
  message: z.string().describe("what is wrong, why it matters, what to do"),
  file: z.string(),
  range: Range.describe("the line a developer would change; for a flow, its sink"),
  source: Step,
  sink: Step,
  path: z.array(Step).describe("from source to sink, both included"),
  stride: z.array(z.enum(STRIDE)),
  references: z.array(Reference),
  status: Status,
  fingerprint: z.string().describe("stable across edits elsewhere in the file"),
  controls: z.array(ControlOffer),
});

export const ELEMENT_KINDS = [
  "person", // someone who sends untrusted input: a route, the command line
  "route", // a request handler, server action or command-line entry
  "model", // one model call or the provider's model behind it
  "agent",
  "tool", // a tool, or an MCP tool, resource or prompt handler
  "tool-server", // an MCP server that this code runs or calls
  "store", // vector store, memory, database
  "file-system",
  "process", // a shell or child process, an interpreter
  "outside", // web content, third-party API
  "page", // HTML shown to a person
  "credential",
] as const;

/** Trust boundaries, in the order they are drawn from left to right. */
export const BOUNDARIES = ["people", "outside", "application", "tools", "stores", "providers"] as const;

export const Element = z.object({
  id: z.string().describe("stable while the element exists: kind, file and name, not its line"),
  kind: z.enum(ELEMENT_KINDS),
  label: z.string(),
  detail: z.string().optional().describe("provider, model name, package or route, for a second line"),
  file: z.string().optional(),
  line: z.int().min(1).optional(),
  column: z.int().min(1).optional(),
  endLine: z.int().min(1).optional(),
  boundary: z.enum(BOUNDARIES),
  effects: z.array(z.enum(["read", "write", "exec", "network", "pay"])).optional(),
  threats: z.array(z.string()).describe("fingerprints of the open findings on this element"),
});

export const Flow = z.object({
  from: z.string(),
  to: z.string(),
  labels: z.array(z.string()).describe("what flows: untrusted input, retrieved content, model output, …"),
  locations: z.array(Step).describe("the lines that made this edge"),
  threats: z.array(z.string()).describe("fingerprints of the open findings on this edge"),
});

export const Boundary = z.object({
  id: z.enum(BOUNDARIES),
  label: z.string(),
  elements: z.array(z.string()),
});

export const ThreatMap = z.object({
  elements: z.array(Element),
  flows: z.array(Flow),
  boundaries: z.array(Boundary),
});

/** Something that could not be read, parsed, resolved or followed, and why. Nothing is dropped in silence. */
export const Problem = z.object({
  code: z.enum([
    "syntax-error",
    "file-too-large",
    "generated-file",
    "binary-file",
    "invalid-encoding",
    "unreadable",
    "link-loop",
    "invalid-config",
    "invalid-catalog",
    "bound-hit",
    "annotation",
    "internal",
  ]),
  message: z.string(),
  file: z.string().optional(),
  range: Range.optional(),
});

export const Stats = z.object({
  files: z.int(),
  lines: z.int(),
  modelCalls: z.int(),
  tools: z.int(),
  findings: z.int(),
  durationMs: z.number().optional().describe("left out when the output must be reproducible"),
});

export const ScanResult = z.object({
  version: z.literal(1).describe("version of this contract"),
  root: z.string(),
  findings: z.array(Finding),
  map: ThreatMap,
  problems: z.array(Problem),
  stats: Stats,
});

export type Severity = z.infer<typeof Severity>;
export type Confidence = z.infer<typeof Confidence>;
export type Status = z.infer<typeof Status>;
export type Stride = (typeof STRIDE)[number];
export type Position = z.infer<typeof Position>;
export type Range = z.infer<typeof Range>;
export type Step = z.infer<typeof Step>;
export type Reference = z.infer<typeof Reference>;
export type ControlOffer = z.infer<typeof ControlOffer>;
export type Finding = z.infer<typeof Finding>;
export type ElementKind = (typeof ELEMENT_KINDS)[number];
export type BoundaryId = (typeof BOUNDARIES)[number];
export type Element = z.infer<typeof Element>;
export type Flow = z.infer<typeof Flow>;
export type Boundary = z.infer<typeof Boundary>;
export type ThreatMap = z.infer<typeof ThreatMap>;
export type Problem = z.infer<typeof Problem>;
export type Stats = z.infer<typeof Stats>;
export type ScanResult = z.infer<typeof ScanResult>;
