/** What `bench:precision` says, as Markdown. */
import { grouped, share } from "./judged.mjs";

/**
 * @typedef {{ base: import("./judged.mjs").Base, lines: number, matches: import("./judged.mjs").Match[] }} Measured
 * @typedef {import("./judged.mjs").Counted} Counted
 */

const SEVERITIES = ["error", "warning"];
const CONFIDENCES = ["high", "medium", "low"];

/** Judged before the fixes, as reported then. @param {import("./judged.mjs").Base} base @returns {Counted[]} */
const before = (base) => base.judged.filter(({ when }) => when === "first");

/** Judged findings that are reported now, as they are reported now. @param {Measured} measured @returns {Counted[]} */
function now({ matches }) {
  return matches.flatMap(({ finding: { severity, confidence, threat }, judgement }) =>
    judgement ? [{ severity, confidence, threat, verdict: judgement.verdict }] : [],
  );
}

/** @param {readonly string[][]} rows the first is the head */
const table = ([head = [], ...rows]) =>
  [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");

/** @param {readonly Measured[]} all @returns {string} */
function basesTable(all) {
  return table([
    [
      "code base",
      "commit",
      "lines",
      "errors before",
      "errors now",
      "warnings before",
      "warnings now",
      "not judged",
    ],
    ...all.map((measured) => {
      const { base, lines, matches } = measured;
      const cells = SEVERITIES.flatMap((severity) =>
        [before(base), now(measured)].map((list) => share(list.filter((each) => each.severity === severity))),
      );
      return [
        base.repo,
        `\`${base.commit.slice(0, 10)}\``,
        lines.toLocaleString("en"),
        ...cells,
        String(matches.filter(({ judgement }) => !judgement).length),
      ];
    }),
  ]);
}

/**
 * @param {string} title
 * @param {readonly Counted[]} first
 * @param {readonly Counted[]} last
 * @param {"severity" | "confidence" | "threat"} by
 * @param {readonly string[]} [values]
 */
function comparison(title, first, last, by, values) {
  const order = values ?? [...new Set([...first, ...last].map((each) => each[by]))].sort();
  const old = new Map(grouped(first, by, order));
  return table([
    [title, "true before", "true now"],
    ...grouped(last, by, order).map(([value, list]) => [value, share(old.get(value) ?? []), share(list)]),
  ]);
}

/** @param {readonly Measured[]} all @param {import("./judged.mjs").Judged} list @returns {string} */
function classesTable(all, list) {
  /** @type {Map<string, { before: number, now: number }>} */
  const counts = new Map();
  const count = (/** @type {string | undefined} */ name, /** @type {"before" | "now"} */ when) => {
    if (!name) return;
    const found = counts.get(name) ?? { before: 0, now: 0 };
    found[when]++;
    counts.set(name, found);
  };
  for (const { base, matches } of all) {
    for (const { when, class: name } of base.judged) if (when === "first") count(name, "before");
    for (const { judgement } of matches) count(judgement?.class, "now");
  }
  const rows = [...counts].sort(
    ([a, left], [b, right]) => right.before - left.before || right.now - left.now || (a < b ? -1 : 1),
  );
  return table([
    ["class", "before", "now"],
    ...rows.map(([name, { before: old, now: left }]) => [
      list.classes[name] ?? name,
      String(old),
      String(left),
    ]),
  ]);
}

/** True ones among those that are reported now, by threat. @param {readonly Measured[]} all */
export function rightByThreat(all) {
  return Object.fromEntries(
    grouped(all.flatMap(now), "threat").map(([threat, list]) => [
      threat,
      { right: list.filter(({ verdict }) => verdict === "true").length, of: list.length },
    ]),
  );
}

/** @param {readonly Measured[]} all @param {import("./judged.mjs").Judged} list @returns {string} Markdown */
export function precisionSection(all, list) {
  const parts = [];
  for (const role of /** @type {const} */ (["fixed from", "only measured"])) {
    const group = all.filter(({ base }) => base.role === role);
    if (group.length === 0) continue;
    const first = group.flatMap(({ base }) => before(base));
    const last = group.flatMap(now);
    parts.push(
      role === "fixed from"
        ? "Code bases whose false findings led to fixes:"
        : "Code bases that were only measured; what was read there led to no fix:",
      basesTable(group),
      comparison("severity", first, last, "severity", SEVERITIES),
      comparison("confidence", first, last, "confidence", CONFIDENCES),
    );
  }
  const first = all.flatMap(({ base }) => before(base));
  parts.push("All of them, by threat:", comparison("threat", first, all.flatMap(now), "threat"));
  parts.push("Why findings were false, and how many of each class are left:", classesTable(all, list));
  return parts.join("\n\n");
}
