/** What an element reads, can do, and is threatened by, in words. */
import type { ElementSummary } from "../api.js";

/** Labels in one phrase; the rest is counted. */
const MAX_LABELS = 3;

export function phrases({ reads, can, findings }: ElementSummary): string[] {
  const open = findings.filter(({ status }) => status === "open").length;
  return [
    ...(reads.length > 0 ? [`reads ${list(reads)}`] : []),
    ...(can.length > 0 ? [`can ${list(can)}`] : []),
    open === 0 ? "no threats" : open === 1 ? "1 threat" : `${open} threats`,
  ];
}

function list(labels: readonly string[]): string {
  const more = labels.length - MAX_LABELS;
  return labels.slice(0, MAX_LABELS).join(", ") + (more > 0 ? ` and ${more} more` : "");
}
