/** Dismiss: the finding is wrong or does not apply, with a reason that is reviewed with the code. */
import { annotate } from "./annotate.js";
import type { Control } from "./control.js";

/** Input: `kind` (`false-positive` or `not-applicable`), `reason`. Without a reason the comment closes nothing yet. */
export const dismiss: Control = {
  id: "dismiss",
  title: ({ threat }) => `Dismiss ${threat} as a false positive or not applicable…`,
  safety: "safe",
  closes: ["*"],
  edit: (context) => {
    const { kind, reason = "" } = context.input;
    return annotate(context, {
      verb: "dismiss",
      arguments: [context.finding.threat],
      keys: [["kind", kind === "not-applicable" ? kind : "false-positive"]],
      reason,
    });
  },
};
