/** The law of controls over the examples of every threat and the cases of every control. */
import { describe, expect, it } from "vitest";
import { broken, controlCases, engineOf, fixes, offersOf, threatExamples, textsOf } from "./law.js";

const cases = controlCases();
const examples = [...threatExamples(), ...cases].map((example) => {
  const engine = engineOf(example);
  return { example, engine, offers: offersOf(engine, undefined, example.input) };
});

describe.each(examples.map((each) => [each.example.title, each] as const))(
  "%s",
  (_title, { example, engine, offers }) => {
    it.each(
      offers.map((offer) => [`${offer.control.id} at ${offer.finding.range.start.line}`, offer] as const),
    )("%s", (_what, offer) => {
      expect(broken(engine, offer), Object.values(offer.after).join("\n")).toEqual([]);
      expect(textsOf(engine)).toEqual(example.files);
    });

    it("has a finding to offer something for", () => {
      expect(engine.analyse()!.findings).not.toEqual([]);
    });
  },
);

it.each(cases.map((each) => [`${each.control}: ${each.title}`, each] as const))("%s", (_title, example) => {
  const { offers } = examples.find((each) => each.example === example)!;
  const offer = offers.find(({ control }) => control.id === example.control);
  const changed =
    offer &&
    Object.fromEntries(Object.entries(offer.after).filter(([file, text]) => example.files[file] !== text));
  expect(changed).toEqual(example.after);
});

it.each(fixes.map(({ id }) => id))("%s is shown by an example", (id) => {
  expect(examples.some(({ offers }) => offers.some(({ control }) => control.id === id))).toBe(true);
});
