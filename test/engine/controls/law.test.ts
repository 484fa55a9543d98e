/** The law of controls over the examples of every threat and the cases of every control. */
import { describe, expect, it } from "vitest";
import { broken, controlCases, engineOf, fixes, offersOf, threatExamples, textsOf } from "./law.js";

const cases = controlCases();

describe.each([...threatExamples(), ...cases].map((each) => [each.title, each] as const))(
  "%s",
  (_title, example) => {
    const engine = engineOf(example);

    it.each(
      offersOf(engine, undefined, example.input).map(
        (offer) => [`${offer.control.id} at ${offer.finding.range.start.line}`, offer] as const,
      ),
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
  const control = fixes.find(({ id }) => id === example.control)!;
  const [offer] = offersOf(engineOf(example), [control], example.input);
  const changed =
    offer &&
    Object.fromEntries(Object.entries(offer.after).filter(([file, text]) => example.files[file] !== text));
  expect(changed).toEqual(example.after);
});

it.each(fixes.map((control) => [control.id, control] as const))(
  "%s is shown by an example",
  (_id, control) => {
    const shown = [...threatExamples(), ...cases].some((example) =>
      offersOf(engineOf(example), [control], example.input).some(
        ({ finding }) => control.closes.includes(finding.threat) || control.lowers?.includes(finding.threat),
      ),
    );
    expect(shown).toBe(true);
  },
);
