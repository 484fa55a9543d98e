/** One page per threat, and their table, from what the threats say about themselves. */
import { existsSync, readFileSync } from "node:fs";
import { frameworkEntry } from "../../server/src/catalog/frameworks.js";
import { controlsFor, type Control } from "../../server/src/controls/index.js";
import { inPreset } from "../../server/src/levels.js";
import { PRESETS, threats, type Preset, type Threat } from "../../server/src/threats/index.js";

export const folders = ["docs/threats"];

/** How many of the findings on real code that were read one by one are true, by threat; `bench:precision` writes it. */
const PRECISION = "test/accuracy/precision.json";
/** For each threat a place in public code where a finding of it is true, and how many that are not in `PRECISION` were read. */
const SEEN = "test/accuracy/seen.json";
/** Fewer say nothing. */
const ENOUGH = 5;

const HEADER =
  "<!-- Generated from server/src/threats by `npm run generate`. Edit the threat, not this page. -->";

const words = (text: string) => text.replaceAll("-", " ");

function referenceLink(id: string): string {
  const entry = frameworkEntry(id);
  if (!entry) return id;
  const text = `${id} ${entry.name}`;
  return `${entry.url === undefined ? text : `[${text}](${entry.url})`} (${entry.framework})`;
}

function controlLine(control: Control, threat: string): string {
  const effect = control.leaves?.includes(threat)
    ? ", shows that it is open until it is closed"
    : control.closes.includes(threat) && !control.lowers?.includes(threat)
      ? ""
      : ", lowers it at least";
  return `- ${control.title({ threat })} (\`${control.id}\`${effect})`;
}

/** JSX needs its own fence to be coloured. */
const fence = (code: string) => `\`\`\`${/<\/|\/>/.test(code) ? "tsx" : "ts"}\n${code.trim()}\n\`\`\``;

const json = (value: unknown) => `\`\`\`json\n${JSON.stringify(value, null, 2)}\n\`\`\``;

/** Controls that change the code, not what is said about it. */
const fixesOf = ({ id }: Threat) => controlsFor(id).filter(({ closes }) => !closes.includes("*"));

function page(threat: Threat): string {
  const { docs } = threat;
  const offered = fixesOf(threat);
  return [
    HEADER,
    `# ${threat.id}`,
    `**${threat.title}.** Usually ${threat.severity === "info" ? "information" : `${/^[aeiou]/.test(threat.severity) ? "an" : "a"} ${threat.severity}`}. STRIDE: ${threat.stride.map(words).join(", ")}.`,
    "## What it finds",
    docs.what,
    "## Why it matters",
    docs.why,
    "## How to close it",
    docs.fix,
    ...(offered.length > 0
      ? [
          "In the lightbulb, where the code allows it:",
          offered.map((control) => controlLine(control, threat.id)).join("\n"),
        ]
      : []),
    ...(docs.config ? ["With this in `threatline.json`:", json(docs.config)] : []),
    ...(docs.reviewed
      ? ["With this in `threatline.review.json`:", json({ version: 1, reviewed: docs.reviewed })]
      : []),
    "## Reported",
    fence(docs.bad),
    "## Not reported",
    fence(docs.good),
    "## When not to use it",
    docs.whenNot,
    "To live with it until a date, or to say that it does not apply here, write a comment above the line:",
    `\`\`\`ts\n// @threat:accept ${threat.id} by=you@example.com until=2027-01-31 -- why this is fine until then\n// @threat:dismiss ${threat.id} kind=not-applicable -- why it does not apply\n\`\`\``,
    `To turn it off or change its severity, set \`"threats": { "${threat.id}": "off" }\` in \`threatline.json\`.`,
    ...(threat.references.length > 0
      ? ["## References", threat.references.map((id) => `- ${referenceLink(id)}`).join("\n")]
      : []),
    "",
  ].join("\n\n");
}

function presetWord(threat: Threat, preset: Preset): string {
  const level = inPreset(threat, preset);
  return level === "own" ? "•" : level;
}

interface Read {
  right: number;
  of: number;
}
interface Seen {
  /** Left out where no finding that was read is true. */
  repo?: string;
  commit: string;
  file: string;
  line: number;
  /** What the finding is held against, where it depends on more than the code. */
  given?: string;
  read?: Read;
}

function readings<T>(file: string): Record<string, T> {
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Record<string, T>) : {};
}
const judged = readings<Read>(PRECISION);
const seen = readings<Seen>(SEEN);

/** "92 % of 26", or "2 of 3" where so few findings on real code were read that a share would say nothing. */
function precision(id: string): string {
  // Of two readings the larger one says more.
  const [most] = [judged[id], seen[id]?.read].flatMap((each) => each ?? []).sort((a, b) => b.of - a.of);
  const { right, of } = most ?? { right: 0, of: 0 };
  return of < ENOUGH ? `${right} of ${of}` : `${Math.round((100 * right) / of)} % of ${of}`;
}

/** Public code in which a finding of a threat is true. */
function seenIn(id: string): string {
  const { repo, commit, file, line, given } = seen[id] ?? {};
  if (repo === undefined || file === undefined) return "-";
  const path = file.split("/").map(encodeURIComponent).join("/");
  const link = `[${repo}](https://github.com/${repo}/blob/${commit}/${path}#L${line})`;
  return given === undefined ? link : `${link}, ${given}`;
}

function overview(): string {
  const rows = threats.map(
    (threat) =>
      `| [${threat.id}](${threat.id}.md) | ${threat.title} | ${threat.severity} | ${PRESETS.map((preset) => presetWord(threat, preset)).join(" | ")} | ${threat.stride.map(words).join(", ")} | ${threat.references.filter((reference) => !reference.startsWith("AML")).join(", ") || "-"} | ${
        fixesOf(threat)
          .filter(({ leaves }) => !leaves?.includes(threat.id))
          .map(({ id }) => `\`${id}\``)
          .join(", ") || "-"
      } | ${precision(threat.id)} | ${seenIn(threat.id)} |`,
  );
  return [
    HEADER,
    "# Threats",
    "What Threatline reports. The severity is the usual one; what was found decides each finding's own. Presets are set in [`threatline.json`](../configuration.md#presets): a dot means that each finding has its own severity. Precision is the share of true findings among those on real code that were read one by one; counts alone where fewer than five were. Seen in links to one true finding in public code.",
    [
      `| id | what it says | severity | ${PRESETS.map((preset) => `\`${preset}\``).join(" | ")} | STRIDE | references | quick fixes | precision | seen in |`,
      `| --- | --- | --- | ${PRESETS.map(() => "---").join(" | ")} | --- | --- | --- | --- | --- |`,
      ...rows,
    ].join("\n"),
    "",
  ].join("\n\n");
}

export async function outputs(): Promise<Record<string, string>> {
  return {
    "docs/threats/README.md": overview(),
    ...Object.fromEntries(threats.map((threat) => [`docs/threats/${threat.id}.md`, page(threat)])),
  };
}
