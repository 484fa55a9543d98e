/** Has the policy allow what it does not: a decision of its owners, which is reviewed like code. */
import { violationIn } from "../review/violation.js";
import type { Control } from "./control.js";
import { FILES_BESIDE } from "./files-beside.js";
import { insertedInList } from "./json-list.js";

const [FILE] = FILES_BESIDE["allow-in-policy"];

export const allowInPolicy: Control = {
  id: "allow-in-policy",
  title: ({ message }) => `Allow ${violationIn(message ?? "")?.name ?? "it"} in the policy (${FILE})`,
  safety: "needs-review",
  closes: ["policy-violation"],
  edit({ finding, beside }) {
    const violation = violationIn(finding.message);
    const policy = beside(FILE);
    if (!violation || !policy) return undefined;
    // A star in the name would allow others too.
    if (violation.name.includes("*")) return undefined;
    const edit = insertedInList(policy.text, ["policy", violation.list], violation.name, "end");
    return edit && { files: [{ file: policy.file, edits: [edit] }] };
  },
};
