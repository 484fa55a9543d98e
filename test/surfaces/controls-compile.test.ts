/** What controls write compiles as well as what was there, with the packages it imports: the law's clause for the compiler. */
import { beforeAll, describe, expect, it } from "vitest";
import { installPackages } from "../../scripts/install-packages.mjs";
import {
  controlCases,
  engineOf,
  offersOf,
  threatExamples,
  type Example,
  type Offer,
} from "../engine/controls/law.js";
import { compile } from "./compiler.js";

const examples: { example: Example; offers: Offer[] }[] = [...threatExamples(), ...controlCases()].map(
  (example) => ({ example, offers: offersOf(engineOf(example), undefined, example.input) }),
);
let said: Map<string, string[]>;

const before = (example: number, file: string) => `${example}/before/${file}`;
const after = (example: number, offer: number, file: string) => `${example}/${offer}/${file}`;

beforeAll(async () => {
  const packages = await installPackages();
  const programs = new Map<string, string>();
  for (const [at, { example, offers }] of examples.entries()) {
    for (const [file, text] of Object.entries(example.files)) programs.set(before(at, file), text);
    for (const [number, offer] of offers.entries())
      for (const [file, text] of Object.entries(offer.after)) programs.set(after(at, number, file), text);
  }
  said = compile(packages, programs, (file, module) => {
    const wanted = examples[Number(file.split("/")[0])]!.example.projects[0]?.dependencies?.zod;
    return module === "zod" && wanted && /^\D*3/.test(wanted) ? "zod3" : undefined;
  });
}, 300_000);

describe.each(examples.map((each, at) => [each.example.title, at] as const))("%s", (_title, at) => {
  const { example, offers } = examples[at]!;

  it("compiles as it is", () => {
    for (const file of Object.keys(example.files)) expect(errors(before(at, file))).toEqual([]);
  });

  it.each(offers.map((offer, number) => [offer.control.id, number] as const))(
    "compiles after %s",
    (_id, number) => {
      const { after: files } = offers[number]!;
      for (const [file, text] of Object.entries(files))
        expect(errors(after(at, number, file)), text).toEqual([]);
    },
  );
});

function errors(file: string): string[] {
  return said.get(file) ?? [];
}
