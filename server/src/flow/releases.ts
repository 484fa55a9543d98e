/** What a program takes from where it is released: a list of files, each with the hash that its content is compared with. */
import type { Graph } from "../facts/facts.js";
import type { Program } from "./program.js";
import { rootOf } from "./relations.js";

/** Names of the property that says a file's hash. */
const HASHES = ["sha256", "sha512", "sha256sum", "sha512sum", "shasum", "checksum", "integrity"];
/** Methods that make the hash of a content. */
const MAKES = ["digest", "hash"];

/**
 * Whether a property is read of an object whose hash is read there as well, in a program that makes hashes: who names the file says
 * what must be in it.
 */
export function isOfRelease(program: Program, graph: Graph, read: number): boolean {
  const { members } = program.index(graph);
  const hashes = HASHES.flatMap((name) => members.get(name) ?? []);
  if (hashes.length === 0) return false;
  const described = rootOf(graph, graph.arg(read, 0));
  return (
    hashes.some((hash) => rootOf(graph, graph.arg(hash, 0)) === described) &&
    MAKES.some((name) => program.members(name).length > 0)
  );
}
