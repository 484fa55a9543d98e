/**
 * A threat map with a place for everything: what the layout computes and the webview draws.
 *
 * Coordinates are CSS pixels at zoom 1, absolute from the top left of the drawing.
 */
import { z } from "zod";
import { BOUNDARIES } from "../../report/contract.js";

const box = { x: z.number(), y: z.number(), width: z.number(), height: z.number() };

export const Point = z.object({ x: z.number(), y: z.number() });

export const LaidOutBoundary = z.object({ id: z.enum(BOUNDARIES), label: z.string(), ...box });

/** A drawn node: one element, or several of one boundary collapsed into a group. */
export const LaidOutNode = z.object({
  id: z.string().describe("the element's id, or `group:…` for a group"),
  boundary: z.enum(BOUNDARIES),
  elements: z.array(z.string()).min(1).describe("ids of the elements drawn here; more than one for a group"),
  label: z.string().optional().describe("only for a group: what it holds"),
  ...box,
});

/** A drawn edge: one flow, or several that run between the same two nodes. */
export const LaidOutEdge = z.object({
  id: z.string().describe("stable while both ends exist"),
  from: z.string().describe("node id"),
  to: z.string().describe("node id"),
  flows: z.array(z.int().min(0)).min(1).describe("indexes into the map's flows"),
  points: z.array(Point).min(2).describe("an orthogonal line from the source's border to the target's"),
  label: z.object({ lines: z.array(z.string()), ...box }).optional(),
});

export const LaidOutMap = z.object({
  width: z.number(),
  height: z.number(),
  boundaries: z.array(LaidOutBoundary),
  nodes: z.array(LaidOutNode),
  edges: z.array(LaidOutEdge),
  collapsed: z.int().min(0).describe("how many elements are inside groups"),
});

export type Point = z.infer<typeof Point>;
export type LaidOutBoundary = z.infer<typeof LaidOutBoundary>;
export type LaidOutNode = z.infer<typeof LaidOutNode>;
export type LaidOutEdge = z.infer<typeof LaidOutEdge>;
export type LaidOutMap = z.infer<typeof LaidOutMap>;
