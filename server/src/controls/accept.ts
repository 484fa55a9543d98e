/** Accept: a named person lives with the threat until a date, in a comment that is reviewed with the code. */
import { isDate } from "../annotations/grammar.js";
import { annotate, daysAfter } from "./annotate.js";
import type { Control } from "./control.js";

/** Days an acceptance lasts when nobody says otherwise. */
const DEFAULT_DAYS = 90;

/**
 * Input: `by`, `reason`, `until` (YYYY-MM-DD), `ticket`. What is missing is left empty in the comment: it then closes
 * nothing, and says what it still needs.
 */
export const accept: Control = {
  id: "accept",
  title: ({ threat }) => `Accept ${threat} until a date…`,
  safety: "safe",
  closes: ["*"],
  edit: (context) => {
    const { by = "", reason = "", until, ticket } = context.input;
    const date = until !== undefined && isDate(until) ? until : daysAfter(context.today, DEFAULT_DAYS);
    return annotate(context, {
      verb: "accept",
      arguments: [context.finding.threat],
      keys: [
        ["by", by.trim()],
        ["until", date],
        ...(ticket?.trim() ? [["ticket", ticket.trim()] as const] : []),
      ],
      reason,
    });
  },
};
