/**
 * Measures how long the findings of an edited document take in a large workspace, as a client sees it:
 *
 *   node test/surfaces/lsp/latency.mjs [--lines 100000] [--edits 200] [--folder <path> --file <relative path>]
 *
 * Speaks to `dist/server.js` (run `npm run build` first). Without a folder it generates one. Prints milliseconds: the
 * median, the 95th percentile and the maximum of edit to diagnostics; the cancelled requests' answers; the parse floor, which
 * is taken in turn with the edits.
 */
import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { parseArgs } from "node:util";
import { pathToFileURL } from "node:url";
import ts from "typescript";
import {
  CancellationToken,
  CancellationTokenSource,
  createMessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver-protocol/node";
import { generate } from "../../../scripts/bench/speed/code.mjs";

const { values } = parseArgs({
  options: {
    lines: { type: "string", default: "100000" },
    edits: { type: "string", default: "200" },
    server: { type: "string", default: "dist/server.js" },
    folder: { type: "string" },
    file: { type: "string" },
  },
});

/** The start of the edited document: a model call, a command, and a service of the workspace. */
const BLOCK = `import OpenAI from "openai";
import { exec } from "node:child_process";
import { summary0 } from "./module0/service0.js";
const client = new OpenAI();
export async function ask(question: string, depth = 0): Promise<string> {
  if (depth > 3) return question;
  const completion = await client.chat.completions.create({
    model: "gpt-4o-mini",
    messages: [{ role: "user", content: question }],
  });
  const text = completion.choices[0]?.message.content ?? "";
  return summary0(text, depth + 1);
}
export function run(command: string) {
  return new Promise((resolve) => exec(command, resolve));
}
`;

/** What another file's finding rests on, and that file. */
const ANSWER = `export async function answer(question: string): Promise<string> {
  const made = await client.chat.completions.create({ model: "gpt-4o", messages: [{ role: "user", content: question }] });
  return made.choices[0]?.message.content ?? "";
}
`;
const ELSEWHERE = `import { exec } from "node:child_process";
import { answer } from "./edited.js";
export async function act(question: string) {
  exec(await answer(question));
}
`;

/** @param {string} name */
const filler = (name) =>
  Array.from(
    { length: 60 },
    (_, i) => `export function ${name}${i}(items: number[], factor = ${i}) {
  const total = items.reduce((sum, item) => sum + item * factor, 0);
  if (total > 100) return { total, label: \`over \${total}\` };
  for (const item of items) console.log(item);
  return { total, label: "fine" };
}
`,
  ).join("");

/** @param {number} lines */
async function generated(lines) {
  const folder = await mkdtemp(join(tmpdir(), "threatline-latency-"));
  generate(folder, lines);
  // The edited document has about 1,000 lines.
  await writeFile(join(folder, "src/edited.ts"), BLOCK + ANSWER + ["a", "b", "c"].map(filler).join(""));
  await writeFile(join(folder, "src/elsewhere.ts"), ELSEWHERE);
  return folder;
}

/** @param {number[]} times */
function summary(times) {
  const sorted = [...times].sort((left, right) => left - right);
  const at = (/** @type {number} */ share) =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN;
  return `p50 ${at(0.5).toFixed(1)}  p95 ${at(0.95).toFixed(1)}  max ${at(1).toFixed(1)}  n ${sorted.length}`;
}

const folder = values.folder ?? (await generated(Number(values.lines)));
const file = join(folder, values.file ?? "src/edited.ts");
const uri = pathToFileURL(file).href;
const text = await readFile(file, "utf8");

const server = spawn(process.execPath, [values.server, "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });
const connection = createMessageConnection(
  new StreamMessageReader(server.stdout),
  new StreamMessageWriter(server.stdin),
);
/** @type {(value?: unknown) => void} */
let readied = () => {};
const ready = new Promise((resolve) => (readied = resolve));
// Called when the server says that the findings of other documents changed.
let refreshed = /** @type {() => void} */ (() => {});
connection.onRequest("workspace/diagnostic/refresh", () => {
  refreshed();
  return null;
});
connection.onNotification((_method, status) => {
  if (/** @type {any} */ (status)?.state === "ready") readied();
});
connection.listen();
const began = performance.now();
await connection.sendRequest("initialize", {
  processId: process.pid,
  rootUri: pathToFileURL(folder).href,
  capabilities: {
    textDocument: { diagnostic: { relatedInformation: true } },
    workspace: { diagnostics: { refreshSupport: true } },
  },
});
await connection.sendNotification("initialized", {});
const textDocument = { uri, languageId: "typescript", version: 1, text };
await connection.sendNotification("textDocument/didOpen", { textDocument });
const pull = (token = CancellationToken.None) =>
  connection.sendRequest("textDocument/diagnostic", { textDocument: { uri } }, token);
await pull();
console.log(`first findings of the open document  ${(performance.now() - began).toFixed(0)} ms after start`);
await ready;
console.log(`the workspace is analysed            ${(performance.now() - began).toFixed(0)} ms after start`);

let version = 1;
// A digit behind a number of the code: typed, and taken back with the next edit.
const at = text.search(/(?<=depth \+ 1)\)|(?<=\b\d+)[;,)]/);
const typedAt = {
  line: text.slice(0, at).split("\n").length - 1,
  character: at - text.lastIndexOf("\n", at) - 1,
};
async function edit() {
  const end = version % 2 ? typedAt : { ...typedAt, character: typedAt.character + 1 };
  const contentChanges = [{ range: { start: typedAt, end }, text: version % 2 ? "0" : "" }];
  await connection.sendNotification("textDocument/didChange", {
    textDocument: { uri, version: ++version },
    contentChanges,
  });
}

/**
 * The floor is taken in turn with the edits: what else the machine does in these seconds slows both.
 * @type {number[]}
 */
const floor = [];
function parse() {
  const start = performance.now();
  ts.createSourceFile("edited.ts", `${text}// ${floor.length}`, ts.ScriptTarget.Latest, true);
  floor.push(performance.now() - start);
}
// As the server's, the parser of this process is warm.
for (let index = 0; index < 20; index++) parse();
floor.length = 0;

const edits = Number(values.edits);
/** @type {number[]} */
const times = [];
for (let index = 0; index < edits; index++) {
  const start = performance.now();
  await edit();
  await pull();
  times.push(performance.now() - start);
  parse();
  // A fast typist: ten keys a second, so the analysis of the whole folder runs in between and must give way.
  await new Promise((resolve) => setTimeout(resolve, 100));
}
console.log(`edit to diagnostics                  ${summary(times)}`);

/** @type {number[]} */
const cancelled = [];
for (let index = 0; index < edits; index++) {
  const source = new CancellationTokenSource();
  await edit();
  const answer = pull(source.token).catch(() => {});
  const start = performance.now();
  source.cancel();
  await answer;
  cancelled.push(performance.now() - start);
}
console.log(`cancellation to answer               ${summary(cancelled)}`);

// Taking away and putting back what another document's finding needs: its findings are asked for again in time.
/** @type {number[]} */
const elsewhere = [];
const other = pathToFileURL(join(folder, "src/elsewhere.ts")).href;
const pullOther = () =>
  connection.sendRequest("textDocument/diagnostic", { textDocument: { uri: other } }).then(
    (report) => JSON.stringify(report),
    () => "",
  );
if (!values.folder) {
  await connection.sendNotification("textDocument/didOpen", {
    textDocument: { uri: other, languageId: "typescript", version: 1, text: ELSEWHERE },
  });
  await pullOther();
}
const whole = (/** @type {string} */ content) =>
  connection.sendNotification("textDocument/didChange", {
    textDocument: { uri, version: ++version },
    contentChanges: [{ text: content }],
  });
for (let index = 0; index < (values.folder ? 0 : Math.min(edits, 40)); index++) {
  const start = performance.now();
  const said = new Promise((resolve) => (refreshed = () => resolve(undefined)));
  await whole(index % 2 ? text : text.replace(/return made\.[^;]*/, "return question"));
  const late = new Promise((resolve) => setTimeout(resolve, 5000, "late"));
  if (await Promise.race([said, late])) break;
  await pullOther();
  elsewhere.push(performance.now() - start);
  await new Promise((resolve) => setTimeout(resolve, 150));
}
if (elsewhere.length > 0) console.log(`edit to findings elsewhere           ${summary(elsewhere)}`);

try {
  const status = await readFile(`/proc/${server.pid}/status`, "utf8");
  const megabytes = Number(/VmRSS:\s*(\d+)/.exec(status)?.[1]) / 1024;
  console.log(`memory of the server                 ${megabytes.toFixed(0)} MB`);
} catch {
  // Only Linux tells.
}

console.log(`parse of the edited file (${text.split("\n").length} lines)  ${summary(floor)}`);

await connection.sendRequest("shutdown");
await connection.sendNotification("exit");
if (!values.folder) await rm(folder, { recursive: true, force: true });
