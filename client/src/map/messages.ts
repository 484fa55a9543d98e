/** What the map's webview and its host say to each other. Each side checks what it receives with these schemas. */
import { z } from "zod";
import { MapResult } from "../../../server/src/lsp/protocol.js";

export const MapMessage = MapResult.omit({ root: true });

/** Host to webview. */
export const ToMap = z.discriminatedUnion("type", [
  z.object({ type: z.literal("map"), result: MapMessage }),
  z.object({
    type: z.literal("notice"),
    state: z.enum(["waiting", "error"]),
    message: z.string().describe("why there is no map yet, or no newer one"),
  }),
  z.object({
    type: z.literal("light"),
    id: z.string().nullable().describe("element under the editor's cursor"),
  }),
  z.object({ type: z.literal("select"), id: z.string().describe("element to select and bring into view") }),
]);

/** What to open, by name only: the host knows the places, and takes no path from the page. */
export const OpenTarget = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("element"), id: z.string() }),
  z.object({
    kind: z.literal("flow"),
    from: z.string(),
    to: z.string(),
    location: z.int().min(0).describe("index into the flow's locations"),
  }),
  z.object({
    kind: z.literal("finding"),
    fingerprint: z.string(),
    step: z.int().min(0).optional().describe("index into the path; the finding's own line without it"),
  }),
]);

export const Direction = z.enum(["right", "down"]);

/** Webview to host. */
export const FromMap = z.discriminatedUnion("type", [
  z.object({ type: z.literal("ready"), direction: Direction }),
  z.object({ type: z.literal("direction"), direction: Direction }),
  z.object({
    type: z.literal("open"),
    target: OpenTarget,
    focus: z.boolean().describe("move the keyboard there too"),
  }),
  z.object({ type: z.literal("decide"), fingerprint: z.string(), control: z.enum(["accept", "dismiss"]) }),
  z.object({ type: z.literal("fix"), fingerprint: z.string() }),
  z.object({ type: z.literal("command"), command: z.enum(["rescan", "restart", "output", "config"]) }),
  z.object({ type: z.literal("problem"), message: z.string() }),
]);

/** What the page remembers across reloads. */
export const PageState = z.object({
  /** Zoom and place; null while the reader has not changed them, and the map is fitted to the window. */
  view: z.object({ scale: z.number().positive(), x: z.number(), y: z.number() }).nullable(),
  selected: z.string().nullable(),
  direction: Direction.nullable().describe("null: whatever suits the window"),
  legend: z.boolean(),
});

export type MapMessage = z.infer<typeof MapMessage>;
export type ToMap = z.infer<typeof ToMap>;
export type FromMap = z.infer<typeof FromMap>;
export type OpenTarget = z.infer<typeof OpenTarget>;
export type Direction = z.infer<typeof Direction>;
export type PageState = z.infer<typeof PageState>;
