/** Takes what is new into the reviewed threat model; who did, and when, is in the history of that file. */
import { unreviewedIn } from "../review/violation.js";
import type { Control } from "./control.js";
import { FILES_BESIDE } from "./files-beside.js";
import { insertedInList } from "./json-list.js";

const [FILE] = FILES_BESIDE["record-review"];

export const recordReview: Control = {
  id: "record-review",
  title: () => `Record this change as reviewed (${FILE})`,
  safety: "needs-review",
  closes: ["unreviewed-change"],
  edit({ finding, beside }) {
    const key = unreviewedIn(finding.message);
    const review = beside(FILE);
    const edit = key !== undefined && review && insertedInList(review.text, ["reviewed"], key, "sorted");
    return edit ? { files: [{ file: review.file, edits: [edit] }] } : undefined;
  },
};
