/** What is known of a path that is put together by `path.join` and its like. */
import type { Graph } from "../facts/facts.js";
import { calleeName } from "./file-index.js";
import { kinds, NONE, settle, type KindSet } from "./kinds.js";
import type { Resolver } from "./resolve.js";
import { endOf } from "./texts.js";

/**
 * What is known of a part of a path, once it is in it: joined to a folder, it does not start at the root any more, and a folder that
 * something is joined to is only where that is.
 * @param index which argument of the call the part is
 * @returns `keeps`: what of it holds for the path as well, which ends like its last part and is inside of its first
 */
export function joinedPath(
  resolver: Resolver,
  graph: Graph,
  call: number,
  index: number,
  safe: KindSet,
): { safe: KindSet; keeps: KindSet } {
  const name = calleeName(graph, graph.arg(call, 0));
  if (name === "normalize") return { safe, keeps: kinds("text-end", "path-free") };
  if (name !== "join" && name !== "resolve") return { safe, keeps: NONE };
  const isBase = index === 0 && graph.argCount(call) > 2;
  const joined = isBase ? kinds("path-base") : index > 0 && name === "join" ? kinds("path-root") : NONE;
  return {
    safe: settle(endOf(resolver, graph, call, index + 1, safe) | joined),
    keeps: index === 0 ? kinds("text-end", "path-free") : kinds("text-end"),
  };
}
