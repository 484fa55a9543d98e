import { defineConfig } from "vitest/config";

const project = (name: string, testTimeout: number) => ({
  test: { name, include: [`test/${name}/**/*.test.ts`], testTimeout, hookTimeout: testTimeout },
});

/** Three rings: the engine in memory, the surfaces over a pipe, the packaged extension in a real VS Code. */
export default defineConfig({
  test: {
    projects: [project("engine", 20_000), project("surfaces", 60_000), project("editor", 300_000)],
  },
});
