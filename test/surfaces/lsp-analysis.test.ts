/** The analysis behind the server, where a worker can be starved and killed on purpose. */
import { afterEach, describe, expect, it } from "vitest";
import { LOOSE, type FolderSettings } from "../../server/src/workspace/analysis-messages.js";
import {
  AnalysisError,
  AnalysisService,
  Cancelled,
  type AnalysisEvents,
  type AnalysisOptions,
} from "../../server/src/workspace/analysis.js";
import { bundledWorker, KEY, workspace, type TestFolder } from "./lsp/server.js";

const BAD = `connect("${KEY}");\n`;
const SETTINGS: FolderSettings = { exclude: [], minimumConfidence: "low", trusted: true };

let service: AnalysisService;
let folder: TestFolder | undefined;
let scanned: Parameters<AnalysisEvents["scanned"]>[0] | undefined;
let crashes: { reason: string; restarted: boolean }[];

async function start(options: Partial<AnalysisOptions> = {}): Promise<void> {
  crashes = [];
  scanned = undefined;
  service = new AnalysisService({
    workerFile: await bundledWorker(),
    events: {
      scanning: () => {},
      scanned: (event) => (scanned = event),
      analysed: () => {},
      mapChanged: () => {},
      log: () => {},
      crashed: (reason, restarted) => crashes.push({ reason, restarted }),
    },
    ...options,
  });
}

afterEach(async () => {
  await service.dispose();
  await folder?.remove();
  folder = undefined;
});

const until = async (condition: () => boolean) => {
  for (let waited = 0; !condition(); waited += 10) {
    if (waited > 20_000) throw new Error("Waited in vain.");
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
};

const findingsOf = async (file: string, id = LOOSE) =>
  (await service.findings({ folder: id, file })).findings;

describe("texts", () => {
  it("are analysed in the order they were given, the last one counts", async () => {
    await start();
    service.openFolder(LOOSE, null, [], SETTINGS);
    for (let version = 1; version <= 50; version++) {
      service.setText({ folder: LOOSE, file: "a.ts" }, version % 2 ? BAD : "", version);
    }
    service.setText({ folder: LOOSE, file: "a.ts" }, `\n${BAD}`, 51);
    const { findings, version } = await service.findings({ folder: LOOSE, file: "a.ts" });
    expect(version).toBe(51);
    expect(findings.map(({ range }) => range.start.line)).toEqual([2]);
  });

  it("may be given before their folder is open", async () => {
    await start();
    service.setText({ folder: LOOSE, file: "a.ts" }, BAD, 1);
    service.openFolder(LOOSE, null, [], SETTINGS);
    expect(await findingsOf("a.ts")).toHaveLength(1);
  });
});

describe("cancellation", () => {
  it("is answered at once, and the next question is not held up", async () => {
    await start();
    service.openFolder(LOOSE, null, [], SETTINGS);
    service.setText({ folder: LOOSE, file: "a.ts" }, BAD, 1);
    await findingsOf("a.ts");
    const listeners = new Set<() => void>();
    const token = {
      isCancellationRequested: false,
      onCancellationRequested: (listener: () => void) => {
        listeners.add(listener);
        return { dispose: () => void listeners.delete(listener) };
      },
    };
    const asked = Array.from({ length: 100 }, () => service.findings({ folder: LOOSE, file: "a.ts" }, token));
    const outcomes = Promise.allSettled(asked);
    for (const listener of [...listeners]) listener();
    for (const outcome of await outcomes) {
      expect(outcome).toMatchObject({ status: "rejected", reason: expect.any(Cancelled) });
    }
    expect(listeners.size).toBe(0);
    expect(await findingsOf("a.ts")).toHaveLength(1);
  });
});

describe("a worker that dies", () => {
  it("is replaced, and the file it died on is left out", async () => {
    // Long enough to take the parser longer than this worker is given.
    const heavy = "export const x = [{ a: f(g(h(1 + 2 * 3))) }];\n".repeat(40_000);
    folder = await workspace({ "a.ts": BAD, "heavy.ts": heavy, "z.ts": BAD });
    await start({ hangMs: 120 });
    service.openFolder("f", folder.path, [], SETTINGS);
    await until(() => scanned !== undefined);
    expect(crashes.length).toBeGreaterThanOrEqual(2);
    expect(crashes.every(({ restarted }) => restarted)).toBe(true);
    expect(scanned!.problems).toMatchObject([{ code: "internal", file: "heavy.ts" }]);
    expect(await findingsOf("a.ts", "f")).toHaveLength(1);
    expect(await findingsOf("z.ts", "f")).toHaveLength(1);
  });

  it("stays down when it cannot live, and says so to everyone who asks", async () => {
    await start({ resourceLimits: { maxOldGenerationSizeMb: 2, maxYoungGenerationSizeMb: 1 } });
    service.openFolder(LOOSE, null, [], SETTINGS);
    await until(() => crashes.some(({ restarted }) => !restarted));
    expect(crashes).toHaveLength(5);
    await expect(findingsOf("a.ts")).rejects.toBeInstanceOf(AnalysisError);
  });
});
