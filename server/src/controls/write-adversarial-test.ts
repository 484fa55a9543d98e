/**
 * Writes a test that attacks a finding's path: it fails while an attack gets through, and passes once a control is in place. It
 * closes nothing by itself.
 */
import {
  entrySite,
  goesStraight,
  receiverSite,
  spanOf,
  type EntrySite,
  type Span,
} from "../facts/sites/index.js";
import type { Step } from "../report/contract.js";
import { attackCall, type AttackCall } from "./attack-calls.js";
import { answered, attackFor, STAND_IN, STOOD_IN, type Attack } from "./attacks.js";
import type { Control, ControlContext, ControlEdit } from "./control.js";
import { FileEditor } from "./file-editor.js";
import { testPlace, type TestPlace } from "./test-places.js";

export const writeAdversarialTest: Control = {
  id: "write-adversarial-test",
  title: () => "Write an adversarial test for this path",
  // What the function is called with, besides the attack, is made up.
  safety: "needs-review",
  closes: [],
  leaves: [
    "prompt-injection",
    "output-to-command",
    "output-to-code",
    "output-to-query",
    "output-to-html",
    "output-to-path",
    "output-to-request",
    "output-to-navigation",
  ],
  edit(context) {
    const attack = attackFor(context.finding);
    const editor = FileEditor.of(context);
    if (!attack || !editor) return undefined;
    for (const found of entriesOf(context)) {
      const edit = throughEntry(editor, attack, found);
      if (edit) return edit === "there" ? undefined : edit;
    }
    return undefined;
  },
};

/** The edit that writes the test of one entry; "there" when it is written already: one attack on the path is enough. */
function throughEntry(
  editor: FileEditor,
  wanted: Attack,
  found: FoundEntry,
): ControlEdit | "there" | undefined {
  const { context } = editor;
  const { threat } = context.finding;
  const { entry, file } = found;
  // What is told a model cannot be what it answers.
  if (entry.answered && threat === "prompt-injection") return undefined;
  const attack = entry.answered ? answered(wanted) : wanted;
  const name = nameOf(entry);
  const local = RESERVED.test(name) || entry.exported === "default" ? "entry" : entry.exported;
  const call = attackCall(entry, local);
  if (!call) return undefined;
  // Something that stands in does nothing with what it is given: only where that is watched it may be in the way.
  const isSeen = wanted.watch ? !call.standsIn && !entry.callsGiven : isWatched(context, found);
  if (!isSeen) return undefined;
  const place = testPlace(context, file, threat, entry.relative);
  if (!place) return undefined;
  const parts: Parts = { name, local, call, place, threat, keys: keysOf(context, attack) };
  return written(editor, place, new Writing(attack, entry, parts));
}

/** Names that the test has itself. */
const RESERVED =
  /^(?:test|expect|assert|attack|attacks|answer|answerOf|reached|original|originals|started|standIn|connect|fetch|fs|resolve)$/;

interface FoundEntry {
  entry: EntrySite;
  file: string;
  places: Span[];
}

/** The exported functions and tools that the path goes into and does not come out of, one a file, in its order. */
function* entriesOf(context: ControlContext): Iterable<FoundEntry> {
  const { path } = context.finding;
  for (let at = 0; at < path.length;) {
    const { file } = path[at]!;
    const end = path.findIndex((step, index) => index > at && step.file !== file);
    const steps = path.slice(at, end < 0 ? undefined : end);
    at += steps.length;
    const text = context.text(file);
    if (text === undefined) continue;
    const places = steps.map((step) => placeOf(text, step));
    const entry = entrySite(file, text, places, context.text);
    if (entry && holdsEffect(context, file, text, entry)) yield { entry, file, places };
  }
}

/** Whether the effect is had in the function, or in one that it calls: what it only gives back harms nobody by itself. */
function holdsEffect(
  { finding, text: textOf }: ControlContext,
  file: string,
  text: string,
  entry: EntrySite,
): boolean {
  const { path, sink } = finding;
  const isInside = (step: Step) => step.file === file && contains(entry.span, placeOf(text, step));
  if (isInside(sink)) return true;
  if (entry.callsGiven) return false;
  // From each parameter that the value comes in by, straight to the next call, and at last to the effect.
  let rest = path.slice(path.findLastIndex(isInside) + 1);
  while (rest.length > 0) {
    const [entered, ...inside] = rest;
    const next = inside.findIndex(({ kind }) => kind === "argument");
    const here = next < 0 ? inside : inside.slice(0, next);
    const last = here.at(-1);
    const there = textOf(entered!.file);
    if (entered!.kind !== "argument" || !last || there === undefined) return false;
    if (here.some((step) => step.kind === "return" || step.kind === "store" || step.file !== entered!.file))
      return false;
    if (!goesStraight(entered!.file, there, placeOf(there, entered!), placeOf(there, last))) return false;
    rest = next < 0 ? [] : inside.slice(next);
  }
  return true;
}

function contains(outer: Span, inner: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

function placeOf(text: string, { line, column, endLine = line, endColumn = column }: Step): Span {
  return spanOf(text, { start: { line, column }, end: { line: endLine, column: endColumn } });
}

/** Whether the effect is had by something that the function is given, so that a stand-in sees it. */
function isWatched({ finding, text }: ControlContext, { entry, file }: FoundEntry): boolean {
  const source = text(finding.file);
  if (finding.file !== file || source === undefined) return false;
  const receiver = receiverSite(file, source, spanOf(source, finding.range));
  return entry.parameters.some(
    ({ name, reaching, shape }) =>
      name !== undefined &&
      name === receiver &&
      reaching.length === 0 &&
      (shape === undefined || /^(?:custom|any|unknown)$/.test(shape.kind)),
  );
}

/** The keys of the providers that the path's files name; of all where they name none. */
function keysOf({ finding, text }: ControlContext, { environment = [] }: Attack): string[] {
  const texts = finding.path.map(({ file }) => text(file) ?? "").join("\n");
  const named = environment.filter((key) => new RegExp(/^[A-Z]+/.exec(key)![0], "i").test(texts));
  return named.length > 0 ? named : [...environment];
}

/** `log`, `tools.readNote`, `read_note` of an MCP server. */
function nameOf({ exported, members, server }: EntrySite): string {
  return server?.tool ?? [exported, ...members].join(".");
}

interface Parts {
  name: string;
  threat: string;
  /** Environment variables that the module needs. */
  keys: readonly string[];
  local: string;
  call: AttackCall;
  place: TestPlace;
}

/** The code of a test, in canonical form. */
class Writing {
  constructor(
    readonly attack: Attack,
    readonly entry: EntrySite,
    readonly parts: Parts,
  ) {}

  get title(): string {
    return `${this.parts.name} ${this.attack.refuses} `;
  }

  /** Functions that the call needs. */
  get helpers(): string[] {
    const { call } = this.parts;
    return [...(call.standsIn ? [STAND_IN] : []), ...call.helpers];
  }

  file(): string {
    const { attack, parts } = this;
    const { runner } = parts.place;
    return [
      `// Attacks for ${parts.threat}: they fail until the path is closed. What would have the effect is put out of action.`,
      this.#imports(),
      attack.watch ?? STOOD_IN,
      ...this.helpers,
      ...(parts.keys.length > 0 ? [environment(parts.keys)] : []),
      ...(attack.restore === ""
        ? []
        : [`${runner === "node" ? "after" : "afterAll"}(() => {\n  ${attack.restore}\n});`]),
      `const attacks = ${listed(attack.inputs)};`,
      this.test(),
    ]
      .filter((part) => part !== "")
      .join("\n\n");
  }

  test(): string {
    const { attack, entry, parts } = this;
    const { call, local, place } = parts;
    const from = `${entry.commonJs ? "require" : "await import"}(${JSON.stringify(place.specifier)})`;
    const bound = local === entry.exported ? local : `${entry.exported}: ${local}`;
    const loaded =
      entry.commonJs && entry.exported === "default"
        ? `const ${local} = ${from};`
        : `const { ${bound} } = ${from};`;
    const check =
      place.runner === "node"
        ? `assert.deepEqual(${attack.harm}, []);`
        : `expect(${attack.harm}).toEqual([]);`;
    return `for (const attack of attacks) {
  test(\`${this.title}\${attack}\`, async () => {
    ${loaded}
    reached.length = 0;
${attack.before ? `    ${attack.before}\n` : ""}    // To refuse it is as good as to make it harmless.
    await Promise.resolve()
      .then(${callback(call.text)})
      .catch(() => undefined);
    ${check}
  });
}`;
  }

  #imports(): string {
    const { attack, entry, parts } = this;
    const { runner, importsFrom } = parts.place;
    const hook = attack.restore === "" ? [] : [runner === "node" ? "after" : "afterAll"];
    const names = [...hook, ...(runner === "node" ? [] : ["expect"]), "test"];
    const wanted: Attack["imports"][number][] = [
      ...(runner === "node" ? [{ module: "node:assert/strict", whole: "assert" }] : []),
      ...attack.imports,
      ...parts.call.imports.map(({ name, module }) => ({ module, names: [name] })),
      ...(importsFrom === undefined ? [] : [{ module: importsFrom, names }]),
    ];
    const [open, close] = entry.commonJs ? [" = require(", ")"] : [" from ", ""];
    return wanted
      .sort((a, b) => (a.module < b.module ? -1 : 1))
      .map(({ module, names = [], whole }) => {
        const clause = whole ?? `{ ${names.join(", ")} }`;
        return `${entry.commonJs ? "const" : "import"} ${clause}${open}${JSON.stringify(module)}${close};`;
      })
      .join("\n");
  }
}

/** On lines of its own where one is too short. */
function callback(call: string): string {
  return call.length <= 80 ? `() => ${call}` : `() =>\n        ${call},\n      `;
}

/** Clients are made as the module is loaded, and ask for a key. */
function environment(keys: readonly string[]): string {
  if (keys.length === 1) return `process.env.${keys[0]} ??= "none";`;
  return `for (const name of ${listed(keys)}) process.env[name] ??= "none";`;
}

function listed(texts: readonly string[]): string {
  const written = texts.map((text) => (/^[^'\\]*"[^'\\]*$/.test(text) ? `'${text}'` : JSON.stringify(text)));
  const line = `[${written.join(", ")}]`;
  return line.length <= 80 ? line : `[\n${written.map((text) => `  ${text},`).join("\n")}\n]`;
}

/** A new file, or one test more in the file that this control wrote before. */
function written(editor: FileEditor, place: TestPlace, writing: Writing): ControlEdit | "there" | undefined {
  const { context, style } = editor;
  const known = context.text(place.file);
  const { eol } = style;
  if (known === undefined) {
    const newText = editor.styled(writing.file()) + eol;
    return {
      files: [{ file: place.file, create: true, whole: true, edits: [{ start: 0, end: 0, newText }] }],
    };
  }
  const isOwn = known.includes("const reached") && known.includes("const attacks = [");
  if (!isOwn) return undefined;
  if (known.includes(`\`${writing.title}`)) return "there";
  const lacks = (line: string) => !known.includes(editor.styled(line));
  if (writing.parts.call.imports.some(({ name }) => lacks(`{ ${name} }`))) return undefined;
  if (writing.attack.before && lacks("let answer =")) return undefined;
  const more = writing.helpers.filter((helper) => lacks(helper.split("\n", 1)[0]!));
  const code = [...more, writing.test()].map((part) => eol + editor.styled(part) + eol).join("");
  return {
    files: [{ file: place.file, edits: [{ start: known.length, end: known.length, newText: code }] }],
  };
}
