/** Labelled examples out of a peer's sources. Its code is read as text and never run. */
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { parse } from "./syntax.mjs";
import { testerExamples } from "./rule-tester.mjs";

/**
 * @typedef {{ from: number, to: number }} Lines
 * @typedef {object} Example
 * @property {string} id stays the same as long as the peer's revision does
 * @property {string} rule
 * @property {"vulnerable" | "safe"} label
 * @property {string} file key of the scanned text
 * @property {Lines | undefined} lines what the label is about; all of the file when undefined
 *
 * @typedef {{ texts: Map<string, string>, examples: Example[], unread: string[] }} Examples
 */

const CODE = /\.(?:[cm]?[jt]s|[jt]sx)$/;

/** @param {string} folder @param {string} [below] @returns {string[]} paths with `/`, sorted */
function filesIn(folder, below = "") {
  const found = [];
  for (const entry of readdirSync(join(folder, below), { withFileTypes: true })) {
    const path = below ? `${below}/${entry.name}` : entry.name;
    if (entry.isDirectory()) found.push(...filesIn(folder, path));
    else if (CODE.test(entry.name)) found.push(path);
  }
  return found.sort();
}

/**
 * What a label on a line is about: the largest part of the code around it that holds no other label, or the line alone.
 * @param {ts.SourceFile} file
 * @param {number} line 1-based
 * @param {readonly number[]} others lines of the other labels
 * @returns {Lines}
 */
export function extentOf(file, line, others) {
  const lineOf = (/** @type {number} */ at) => file.getLineAndCharacterOfPosition(at).line + 1;
  /** @type {Lines | undefined} */
  let extent;
  /** @param {ts.Node} node */
  const visit = (node) => {
    const from = lineOf(node.getStart(file));
    const to = lineOf(node.getEnd());
    if (extent || line < from || to < line) return;
    if (node !== file && !others.some((other) => from <= other && other <= to)) extent = { from, to };
    else ts.forEachChild(node, visit);
  };
  visit(file);
  return extent ?? { from: line, to: line };
}

/**
 * @param {string} path
 * @param {string} text
 * @param {{ line: number, rule: string, label: Example["label"] }[]} labels
 * @returns {Example[]}
 */
function labelled(path, text, labels) {
  const file = parse(path, text);
  return labels.map(({ line, rule, label }) => {
    const others = labels.map((each) => each.line).filter((each) => each !== line);
    return { id: `${path}:${line}`, rule, label, file: path, lines: extentOf(file, line, others) };
  });
}

/** @param {string} path @param {string} text @returns {Example[]} */
export function fromComments(path, text) {
  const lines = text.split("\n");
  /** @type {Parameters<typeof labelled>[2]} */
  const labels = [];
  for (const [index, content] of lines.entries()) {
    const match = /^\s*(?:\/\/|\{?\/\*)\s*(ruleid|ok):\s*([\w-]+)/.exec(content);
    if (!match) continue;
    let at = index + 1;
    while (/^\s*(?:\/\/|\{?\/\*|$)/.test(lines[at] ?? "end")) at++;
    const rule = /** @type {string} */ (match[2]);
    labels.push({ line: at + 1, rule, label: match[1] === "ok" ? "safe" : "vulnerable" });
  }
  return labelled(path, text, labels);
}

/**
 * The rule that a text is an example of, by a peer's pattern.
 * @param {string} text
 * @param {import("./list.mjs").Peer} peer
 * @param {Example["label"]} label
 */
function ruleIn(text, peer, label) {
  const pattern = peer[label];
  const match = pattern ? new RegExp(pattern).exec(text) : null;
  return match ? (match.groups?.["rule"] ?? peer.rule) : undefined;
}

const LABELS = /** @type {const} */ (["vulnerable", "safe"]);

/** @param {string} path @param {string} text @param {import("./list.mjs").Peer} peer @returns {Example[]} */
export function fromLines(path, text, peer) {
  const labels = text.split("\n").flatMap((content, index) =>
    LABELS.flatMap((label) => {
      const rule = ruleIn(content, peer, label);
      return rule ? [{ line: index + 1, rule, label }] : [];
    }),
  );
  return labelled(path, text, labels);
}

/** @param {string} path @param {import("./list.mjs").Peer} peer @returns {Example[]} */
export function fromFolders(path, peer) {
  return LABELS.flatMap((label) => {
    const rule = ruleIn(path, peer, label);
    return rule ? [{ id: path, rule, label, file: path, lines: undefined }] : [];
  });
}

/** @param {import("./list.mjs").Peer} peer @param {string} folder with the peer's sources @returns {Examples} */
export function examplesOf(peer, folder) {
  /** @type {Examples} */
  const all = { texts: new Map(), examples: [], unread: [] };
  const named = new RegExp(peer.files ?? "");
  const wanted = (/** @type {string} */ path) =>
    named.test(path) && peer.scan.some((each) => path.startsWith(`${each}/`));
  for (const path of filesIn(folder).filter(wanted)) {
    const text = readFileSync(join(folder, path), "utf8");
    if (peer.labels === "rule-tester") {
      const { examples, texts, unread } = testerExamples(path, text);
      all.examples.push(...examples);
      for (const [name, code] of texts) all.texts.set(name, code);
      if (unread > 0) all.unread.push(`${path}: ${unread} of its code strings are made at run time`);
      continue;
    }
    const examples =
      peer.labels === "comments"
        ? fromComments(path, text)
        : peer.labels === "lines"
          ? fromLines(path, text, peer)
          : fromFolders(path, peer);
    if (examples.length > 0) all.texts.set(path, text);
    all.examples.push(...examples);
  }
  return all;
}
