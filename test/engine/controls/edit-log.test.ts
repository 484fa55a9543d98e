import fc from "fast-check";
import { expect, it } from "vitest";
import { EditLog } from "../../../server/src/controls/edit-log.js";
import { withEdits } from "./apply.js";

/** Edits of a text, as fractions of its length: apart from each other, in order. */
const rounds = fc.array(
  fc.array(fc.tuple(fc.nat(100), fc.string({ maxLength: 5 })), { minLength: 1, maxLength: 4 }),
  { maxLength: 4 },
);

it("is the same text in one edit as one after the other", () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 40 }), rounds, (text, all) => {
      const log = new EditLog(text);
      let now = text;
      for (const round of all) {
        const marks = [...new Set(round.map(([at]) => Math.floor((at / 100) * now.length)))].sort(
          (a, b) => a - b,
        );
        const edits = marks.map((start, index) => ({
          start,
          end: Math.min(start + (index % 3), marks[index + 1] ?? now.length),
          newText: round[index]![1],
        }));
        now = withEdits(now, edits);
        log.apply(edits);
      }
      expect(log.text).toBe(now);
      expect(withEdits(text, log.edits())).toBe(now);
    }),
  );
});
