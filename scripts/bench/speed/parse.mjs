/**
 * Parses every source of a folder, in a process of its own: the floor that everything is compared with. Prints
 * milliseconds: of the first pass, as a program that just started does it, and of the fastest of the next ones.
 *
 *   node scripts/bench/speed/parse.mjs <folder> [<module that exports extractFacts>]
 *
 * With a module, reads the facts of the sources instead.
 */
import { ts } from "ts-morph";
import { linesOf, sourcesIn } from "./code.mjs";

const [folder, module] = process.argv.slice(2);
const sources = sourcesIn(/** @type {string} */ (folder));
/** @type {(file: string, text: string) => unknown} */
let read = (file, text) => ts.createSourceFile(file, text, ts.ScriptTarget.Latest);
if (module) ({ extractFacts: read } = await import(module));

function pass() {
  const [start, before] = [performance.now(), process.cpuUsage()];
  for (const { file, text } of sources) read(file, text);
  const { user, system } = process.cpuUsage(before);
  return { wall: performance.now() - start, cpu: (user + system) / 1000 };
}

const cold = pass();
const warm = Array.from({ length: 8 }, pass);
console.log(
  JSON.stringify({
    files: sources.length,
    lines: linesOf(sources),
    cold: cold.wall,
    coldCpu: cold.cpu,
    warm: Math.min(...warm.map(({ wall }) => wall)),
    warmCpu: Math.min(...warm.map(({ cpu }) => cpu)),
  }),
);
