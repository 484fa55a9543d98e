import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

const project = (
  name: string,
  testTimeout: number,
  more: {
    include?: string[];
    exclude?: string[];
    globalSetup?: string;
    fileParallelism?: boolean;
    isolate?: boolean;
    maxWorkers?: number;
  } = {},
) => ({
  test: { name, include: [`test/${name}/**/*.test.ts`], testTimeout, hookTimeout: testTimeout, ...more },
});
const LANGUAGE_SERVER = ["test/surfaces/lsp-*.test.ts"];

/** The main process has little to do once what it serves is read: on two cores, both work. */
const maxWorkers = Math.max(2, availableParallelism() - 1);

/** What takes longest, the longest first: a fresh clone has no times of earlier runs to go by. */
const LONG = [
  "engine/incremental",
  "engine/cases",
  "engine/controls/law",
  "engine/controls/insert-output-validation",
  "engine/moved",
  "engine/reparse",
  "surfaces/cli/cli-cache",
  "surfaces/controls-compile",
  "surfaces/cli/cli-bad-input",
  "surfaces/cli/cli-ignore",
  "surfaces/cli/cli-scan",
  "surfaces/adversarial-tests",
].map((name) => `/test/${name}.test.ts`);

/** So that no worker is left with a long file when the others are done. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const at = LONG.findIndex((name) => moduleId.endsWith(name));
      return at < 0 ? LONG.length : at;
    };
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}

/** Three rings: the engine in memory, the surfaces over a pipe, the packaged extension in a real VS Code. */
export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      // Pure functions need no walls between files: what they share is loaded once.
      project("engine", 20_000, { isolate: false, maxWorkers }),
      project("surfaces", 60_000, { exclude: LANGUAGE_SERVER, maxWorkers }),
      // A language server answers in time, with what it knows by then: only one at a time has the processor to itself.
      project("surfaces-lsp", 60_000, { include: LANGUAGE_SERVER, fileParallelism: false }),
      // One window at a time: several at once would compete for the processor and wait on each other.
      project("editor", 300_000, { globalSetup: "test/editor/setup.ts", fileParallelism: false }),
    ],
  },
});
