import { defineConfig } from "vitest/config";

const project = (
  name: string,
  testTimeout: number,
  more: { globalSetup?: string; fileParallelism?: boolean; isolate?: boolean } = {},
) => ({
  test: { name, include: [`test/${name}/**/*.test.ts`], testTimeout, hookTimeout: testTimeout, ...more },
});

/** Three rings: the engine in memory, the surfaces over a pipe, the packaged extension in a real VS Code. */
export default defineConfig({
  test: {
    projects: [
      // Pure functions need no walls between files: what they share is loaded once.
      project("engine", 20_000, { isolate: false }),
      project("surfaces", 60_000),
      // One window at a time: several at once would compete for the processor and wait on each other.
      project("editor", 300_000, { globalSetup: "test/editor/setup.ts", fileParallelism: false }),
    ],
  },
});
