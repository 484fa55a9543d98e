/** The documentation page of a threat, in Markdown. */
import { reference } from "../catalog/frameworks.js";
import type { Threat } from "../threats/threat.js";

export function threatPage({ id, title, severity, stride, references, docs }: Threat): string {
  const example = (heading: string, code: string) => [`## ${heading}`, `\`\`\`ts\n${code.trim()}\n\`\`\``];
  const links = references.map(reference).map(({ id, framework, name, url }) => {
    const label = url ? `[${id}](${url})` : id;
    return `- ${label}: ${name} (${framework})`;
  });
  const parts = [
    `# ${title}`,
    `\`${id}\` · ${severity} · ${stride.map((each) => each.replaceAll("-", " ")).join(", ")}`,
    "## What it finds",
    docs.what,
    "## Why it matters",
    docs.why,
    "## How to close it",
    docs.fix,
    ...example("Reported", docs.bad),
    ...example("Not reported", docs.good),
    "## When not to use it",
    docs.whenNot,
    "## References",
    links.join("\n"),
  ];
  return `${parts.map((part) => part.trim()).join("\n\n")}\n`;
}
