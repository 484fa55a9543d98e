/** What a run of `bench:peers` says: sums for a terminal, and the section of `docs/accuracy.md`. */
import { count, holds } from "./judge.mjs";

/**
 * @typedef {import("./judge.mjs").Outcome} Outcome
 * @typedef {import("./judge.mjs").Verdict} Verdict
 */

/** @param {number} part @param {number} whole */
const share = (part, whole) =>
  whole === 0 ? "-" : `${part} of ${whole} (${Math.round((100 * part) / whole)} %)`;

/** @param {readonly Verdict[]} verdicts */
function cells(verdicts) {
  const { found, vulnerable, flagged, safe } = count(verdicts);
  return [share(found, vulnerable), share(flagged, safe)];
}

/** @param {readonly string[][]} rows the first is the head */
function markdown(rows) {
  const [head = [], ...rest] = rows;
  return [head, head.map(() => "---"), ...rest].map((row) => `| ${row.join(" | ")} |`).join("\n");
}

/** @template T @param {Iterable<T>} items @param {(item: T) => string} key @returns {[string, T[]][]} sorted by key */
function groups(items, key) {
  /** @type {Map<string, T[]>} */
  const found = new Map();
  for (const item of items) found.set(key(item), [...(found.get(key(item)) ?? []), item]);
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** @param {readonly Outcome[]} outcomes @returns {string[]} sentences */
export function sums(outcomes) {
  const told = outcomes.flatMap(({ verdicts }) => verdicts.filter((verdict) => verdict.told));
  const all = count(told);
  const held = count(told.filter(holds));
  const open = told.filter(({ agrees, reason }) => !agrees && !reason);
  return [
    `Of the labels as they are, vulnerable ones found: ${share(all.found, all.vulnerable)}`,
    `Of the labels as they are, safe ones reported: ${share(all.flagged, all.safe)}`,
    `Of the labels that hold, vulnerable ones found: ${share(held.found, held.vulnerable)}`,
    `Of the labels that hold, safe ones reported: ${share(held.flagged, held.safe)}`,
    `Disagreements without a reason: ${open.length}`,
  ];
}

/** @param {Outcome} outcome @returns {string} for a terminal */
export function lines({ peer, verdicts, outside, unread }) {
  const told = verdicts.filter((verdict) => verdict.told);
  const [found, flagged] = cells(told);
  const apart = [...outside.values()].reduce((sum, each) => sum + each, 0);
  const text = [
    `${peer.name}: ${found} vulnerable found, ${flagged} safe reported; ` +
      `${verdicts.length - told.length} for threats to come, ${apart} outside`,
  ];
  for (const { example, threats, agrees, reason } of told)
    if (!agrees)
      text.push(
        `  ${example.label === "safe" ? "reported" : "missed"} ${example.id} (${example.rule}: ${threats.join(", ")})` +
          (reason ? ` [${reason.judged}]` : " [unexplained]"),
      );
  return [...text, ...unread.map((each) => `  ${each}`)].join("\n");
}

/** @param {readonly Outcome[]} outcomes */
function byThreat(outcomes) {
  const rows = [
    ["tool", "threat", "vulnerable found", "safe reported", "vulnerable found, labels that hold"],
  ];
  for (const { peer, verdicts } of outcomes) {
    const told = verdicts.filter((verdict) => verdict.told);
    for (const [threat, some] of groups(told, ({ threats }) => threats.join(", ")))
      rows.push([peer.name, threat, ...cells(some), cells(some.filter(holds))[0] ?? ""]);
    rows.push([peer.name, "**all**", ...cells(told), cells(told.filter(holds))[0] ?? ""]);
  }
  return markdown(rows);
}

/** @param {readonly Outcome[]} outcomes */
function disagreements(outcomes) {
  const rows = [["tool", "what differs", "examples", "judged", "why"]];
  for (const { peer, verdicts } of outcomes) {
    const differ = verdicts.filter(({ told, agrees }) => told && !agrees);
    const kind = (/** @type {Verdict} */ { example, reason }) =>
      JSON.stringify([
        example.label === "safe" ? "reported" : "missed",
        reason?.judged ?? "",
        reason?.why ?? "",
      ]);
    for (const [key, some] of groups(differ, kind)) {
      const [what = "", judged = "", why = ""] = JSON.parse(key);
      const ids = some.map(({ example }) => `\`${short(example)}\``).join(", ");
      const verdict = judged === "label" ? "the label names a pattern" : "Threatline is wrong";
      rows.push([peer.name, what, ids, judged ? verdict : "open", why || "unexplained"]);
    }
  }
  return rows.length > 1 ? markdown(rows) : "None.";
}

/** The last part of an example's name, enough to find it. @param {import("./labels.mjs").Example} example */
function short({ id, rule }) {
  const name = id.split("/").at(-1) ?? id;
  const nth = /^\S+\.test\.ts ((?:in)?valid \d+)/.exec(name)?.[1];
  const text = nth
    ? `${rule} ${nth}`
    : /:\d+$/.test(id)
      ? id.split("/").slice(-2).join("/")
      : id.split("/").slice(-3).join("/");
  return text.replace(/\|/g, "\\|");
}

/** @param {readonly Outcome[]} outcomes */
function notCounted(outcomes) {
  const rows = [["tool", "rule", "examples", "why it is not counted"]];
  for (const { peer, verdicts, outside } of outcomes) {
    const coming = verdicts.filter(({ told }) => !told);
    for (const [rule, some] of groups(coming, ({ example }) => example.rule)) {
      const threats = some[0]?.threats.map((threat) => `\`${threat}\``).join(", ");
      rows.push([
        peer.name,
        rule,
        `${some.length}`,
        `would be ${threats}, which Threatline does not tell yet`,
      ]);
    }
    for (const [rule, number] of [...outside].sort(([a], [b]) => (a < b ? -1 : 1)))
      rows.push([peer.name, rule, `${number}`, peer.rules[rule]?.outside ?? ""]);
  }
  return markdown(rows);
}

/** @param {readonly Outcome[]} outcomes @returns {string} Markdown */
export function section(outcomes) {
  const sources = outcomes.map(
    ({ peer }) =>
      `- ${peer.name}: \`${peer.repo}\`, ${peer.ref.replace(/^([0-9a-f]{10})[0-9a-f]{30}$/, "$1")}`,
  );
  const unread = outcomes.flatMap(({ peer, unread }) => unread.map((text) => `- ${peer.name}: ${text}.`));
  return [
    ...sums(outcomes).map((line) => `- ${line}.`),
    "",
    "Read:",
    "",
    ...sources,
    "",
    byThreat(outcomes),
    "",
    "#### Where they disagree",
    "",
    disagreements(outcomes),
    "",
    "#### Labels that are not counted",
    "",
    notCounted(outcomes),
    ...(unread.length > 0 ? ["", "Not read:", "", ...unread] : []),
  ].join("\n");
}
