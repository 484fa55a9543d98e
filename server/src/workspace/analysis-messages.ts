/**
 * What the message loop and the analysis worker say to each other. Both sides check what arrives.
 *
 * Folders are named by an id (their URI, or `LOOSE`), files by their path relative to that folder. Positions taken
 * from the contract are 1-based; those of `LocatedEdit` are 0-based. Both count UTF-16 code units.
 */
import { z } from "zod";
import { Finding, Problem, ThreatMap } from "../report/contract.js";
import { SummaryOfElement } from "./analysis-summary.js";

/** The id of the folder that holds documents outside every workspace folder. */
export const LOOSE = "loose:";

export const FolderSettings = z.object({
  exclude: z.array(z.string()).describe("gitignore-style patterns, added to those of the configuration"),
  minimumConfidence: z.enum(["high", "medium", "low"]),
  trusted: z.boolean().describe("false: the folder's configuration may not silence findings"),
});

const place = { folder: z.string(), file: z.string() };

/** Orders without an answer. They are handled in order, before any later question. */
export const Order = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("open"),
    folder: z.string(),
    root: z.string().nullable().describe("absolute path on disk; null when only open documents are known"),
    nested: z.array(z.string()).describe("files under these relative folders belong to another folder"),
    settings: FolderSettings,
  }),
  z.object({ type: z.literal("close"), folder: z.string() }),
  z.object({ type: z.literal("text"), ...place, text: z.string(), version: z.int() }),
  z
    .object({ type: z.literal("release"), ...place })
    .describe("the document was closed: the disk counts again"),
  z.object({ type: z.literal("disk"), folder: z.string(), files: z.array(z.string()) }),
  z.object({ type: z.literal("quarantine"), ...place }).describe("leave this file out: it ended a worker"),
  z.object({ type: z.literal("rescan"), folder: z.string() }),
  z.object({ type: z.literal("cancelScan"), folder: z.string() }),
]);

export const LocatedEdit = z.object({
  file: z.string(),
  create: z.boolean(),
  whole: z.boolean().describe("a file of its own: it is not made where one exists"),
  version: z
    .int()
    .nullable()
    .describe("of the open document that the ranges refer to; null for text on disk"),
  edits: z.array(
    z.object({
      range: z.object({
        start: z.object({ line: z.int(), character: z.int() }),
        end: z.object({ line: z.int(), character: z.int() }),
      }),
      newText: z.string(),
    }),
  ),
});

export const ControlResult = z.object({ files: z.array(LocatedEdit), addsPackages: z.array(z.string()) });

/** Questions and their answers. An answer of null: the question was cancelled. */
export const QUESTIONS = {
  findings: {
    ask: z.object({
      type: z.literal("findings"),
      ...place,
      soon: z
        .boolean()
        .describe("other files' part in them may be that of an earlier text: somebody is typing"),
    }),
    answer: z.object({ findings: z.array(Finding), version: z.int().nullable() }),
  },
  summaries: {
    ask: z.object({ type: z.literal("summaries"), ...place }),
    answer: z.object({ summaries: z.array(SummaryOfElement) }),
  },
  map: {
    ask: z.object({ type: z.literal("map"), folder: z.string() }),
    answer: z.object({ map: ThreatMap, findings: z.array(Finding), files: z.int() }),
  },
  edit: {
    ask: z.object({
      type: z.literal("edit"),
      ...place,
      fingerprint: z.string(),
      control: z.string(),
      input: z.record(z.string(), z.string()),
      beside: z
        .record(z.string(), z.string())
        .describe("texts of the files beside the code that the control edits, by their paths"),
      all: z
        .boolean()
        .describe("for every finding of the file that the control is offered for, not for this one alone"),
    }),
    answer: z.object({ edit: ControlResult.nullable().describe("null: the control no longer applies") }),
  },
} as const;
export type QuestionType = keyof typeof QUESTIONS;
export type Ask<T extends QuestionType> = z.infer<(typeof QUESTIONS)[T]["ask"]>;
export type Answer<T extends QuestionType> = z.infer<(typeof QUESTIONS)[T]["answer"]>;

export const Question = z.object({
  type: z.literal("question"),
  id: z.int(),
  ask: z.discriminatedUnion("type", [
    QUESTIONS.findings.ask,
    QUESTIONS.summaries.ask,
    QUESTIONS.map.ask,
    QUESTIONS.edit.ask,
  ]),
});
export const ToWorker = z.union([Order, Question]);

/** Findings of one file that differ from those announced before. */
export const FileFindings = z.object({
  file: z.string(),
  version: z.int().nullable().describe("of the open document they were computed from"),
  findings: z.array(Finding),
});

export const FromWorker = z.discriminatedUnion("type", [
  z.object({ type: z.literal("answer"), id: z.int(), answer: z.unknown().nullable() }),
  z.object({ type: z.literal("failed"), id: z.int(), error: z.string() }),
  z.object({ type: z.literal("scanning"), folder: z.string(), done: z.int(), total: z.int() }),
  z.object({
    type: z.literal("scanned"),
    folder: z.string(),
    files: z.int(),
    cancelled: z.boolean(),
    problems: z.array(Problem).describe("of discovery, reading, configuration and projects"),
  }),
  z.object({
    type: z.literal("analysed"),
    folder: z.string(),
    changed: z.array(FileFindings),
    problems: z.array(Problem),
    files: z.int(),
    complete: z.boolean().describe("the folder's scan had finished"),
    first: z
      .boolean()
      .describe("this worker said nothing before: files that are not in `changed` have no findings"),
  }),
  z
    .object({ type: z.literal("mapChanged"), folder: z.string() })
    .describe("the map, or what is said about elements, is another one"),
  z.object({ type: z.literal("log"), level: z.enum(["error", "warn", "info"]), message: z.string() }),
]);

export type FolderSettings = z.infer<typeof FolderSettings>;
export type Order = z.infer<typeof Order>;
export type OpenFolder = Extract<Order, { type: "open" }>;
export type Question = z.infer<typeof Question>;
export type ToWorker = z.infer<typeof ToWorker>;
export type FromWorker = z.infer<typeof FromWorker>;
export type EventOf<T extends FromWorker["type"]> = Extract<FromWorker, { type: T }>;
export type LocatedEdit = z.infer<typeof LocatedEdit>;
export type ControlResult = z.infer<typeof ControlResult>;
export type FileFindings = z.infer<typeof FileFindings>;
