/** What a program takes from where it is released: whoever releases it chooses what it is, and so how it is called. */
import { Op, type Graph } from "../facts/facts.js";
import type { Program } from "./program.js";
import { keyName, rootOf } from "./relations.js";

/** Names of the property that says a file's hash. */
const HASHES = ["sha256", "sha512", "sha256sum", "sha512sum", "shasum", "checksum", "integrity"];
/** Methods that make the hash of a content. */
const MAKES = ["digest", "hash"];
/** What GitHub calls the address of a file of a release, and npm the versions of a package by their names. */
const [ASSET, VERSIONS] = ["browser_download_url", "dist-tags"];

/**
 * Whether a property is read of what describes a release: an object whose hash is read there as well, in a program that makes hashes
 * (who names the file says what must be in it), a file of a release, the versions of a package.
 */
export function isOfRelease(program: Program, graph: Graph, read: number): boolean {
  const { members } = program.index(graph);
  const described = rootOf(graph, graph.arg(read, 0));
  const op = graph.op(described);
  if (op === Op.Member && graph.name(described) === VERSIONS) return true;
  if (op === Op.Index && keyName(graph, graph.arg(described, 1)) === VERSIONS) return true;
  const isReadOf = (name: string): boolean =>
    members.get(name).some((other) => rootOf(graph, graph.arg(other, 0)) === described);
  if (isReadOf(ASSET)) return true;
  return HASHES.some(isReadOf) && MAKES.some((name) => program.members(name).length > 0);
}
