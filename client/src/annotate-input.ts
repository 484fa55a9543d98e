/** The rules for what a person types when accepting a threat. Pure: the dialogs are elsewhere. */

/** An acceptance lasts this long unless someone says otherwise. */
const DEFAULT_DAYS = 90;

/** The day that many days after `today`, as YYYY-MM-DD in the person's own time zone. */
export function defaultUntil(today: Date): string {
  return isoDate(new Date(today.getFullYear(), today.getMonth(), today.getDate() + DEFAULT_DAYS));
}

export type DateProblem = "form" | "calendar" | "past";

/** What is wrong with a date that should lie after `today`; undefined when nothing is. */
export function dateProblem(text: string, today: Date): DateProblem | undefined {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text.trim());
  if (!match) return "form";
  const [year, month, day] = match.slice(1).map(Number) as [number, number, number];
  const date = new Date(year, month - 1, day);
  // Date accepts the 31st of February and moves on into March.
  if (date.getMonth() !== month - 1 || date.getDate() !== day) return "calendar";
  return isoDate(date) <= isoDate(today) ? "past" : undefined;
}

/** One line, as an annotation in a line comment needs it. */
export function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

function isoDate(date: Date): string {
  const pad = (value: number, length: number) => String(value).padStart(length, "0");
  return `${pad(date.getFullYear(), 4)}-${pad(date.getMonth() + 1, 2)}-${pad(date.getDate(), 2)}`;
}
