/** Presets, and severities per threat and per folder. */
import { describe, expect, it } from "vitest";
import type { Config } from "../../server/src/config.js";
import { Engine } from "../../server/src/engine.js";
import { Levels } from "../../server/src/levels.js";
import { threatById, type Threat } from "../../server/src/threats/index.js";

const COMMAND = `import { exec } from "node:child_process";
import { tool } from "ai";
import { z } from "zod";
export const run = tool({
  inputSchema: z.object({ command: z.string() }),
  needsApproval: true,
  execute: async ({ command }) => exec(command),
});
`;

function severities(config: Config, folders?: { root: string; config: string }): Record<string, string> {
  const engine = new Engine();
  engine.configure({ config, ...(folders && { folders }) });
  engine.update("src/run.ts", COMMAND);
  engine.update("scripts/run.ts", COMMAND);
  const found = engine.analyse()!.findings.filter(({ threat }) => threat === "output-to-command");
  return Object.fromEntries(found.map(({ file, severity }) => [file, severity]));
}

describe("severities", () => {
  it("are each finding's own when nothing is set", () => {
    expect(severities({})).toEqual({ "scripts/run.ts": "error", "src/run.ts": "error" });
  });

  it("hold for the files of an override only", () => {
    const threats = { "output-to-command": "info" } as const;
    expect(severities({ overrides: [{ files: ["/scripts/"], threats }] })).toEqual({
      "scripts/run.ts": "info",
      "src/run.ts": "error",
    });
  });

  it("turn on again in a folder what is off elsewhere", () => {
    const config: Config = {
      threats: { "output-to-command": "off" },
      overrides: [{ files: ["src/**"], threats: { "output-to-command": "warning" } }],
    };
    expect(severities(config)).toEqual({ "src/run.ts": "warning" });
  });

  it("follow the last override that matches", () => {
    const config: Config = {
      overrides: [
        { files: ["*.ts"], threats: { "output-to-command": "info" } },
        { files: ["src"], threats: { "output-to-command": "off" } },
      ],
    };
    expect(severities(config)).toEqual({ "scripts/run.ts": "info" });
  });

  it("see files from the configuration's folder", () => {
    const folders = { root: "/repository/app", config: "/repository" };
    const threats = { "output-to-command": "off" } as const;
    expect(severities({ overrides: [{ files: ["/app/src/"], threats }] }, folders)).toEqual({
      "scripts/run.ts": "error",
    });
    expect(severities({ overrides: [{ files: ["/src/"], threats }] }, folders)).toEqual({
      "scripts/run.ts": "error",
      "src/run.ts": "error",
    });
  });
});

describe("an error", () => {
  const sink = { file: "a.ts", line: 1, column: 1, label: "", kind: "sink" };
  const threat = threatById("output-to-command")!;
  const of = (confidence: "high" | "medium", config: Config = {}) =>
    new Levels(config).severity(threat, { severity: "error", confidence, sink });

  it("is one only where nothing was taken for granted", () => {
    expect(of("high")).toBe("error");
    expect(of("medium")).toBe("warning");
  });

  it("is one wherever the configuration says so", () => {
    expect(of("medium", { threats: { [threat.id]: "error" } })).toBe("error");
  });
});

describe("presets", () => {
  const sink = { file: "a.ts", line: 1, column: 1, label: "", kind: "sink" };
  const hygiene: Threat = {
    ...threatById("output-to-command")!,
    presets: { recommended: "off", strict: "info" },
  };
  const of = (config: Config, from?: "strict" | "all") =>
    new Levels(config).severity(hygiene, {
      severity: "warning",
      confidence: "high",
      sink,
      ...(from && { from }),
    });

  it("decide what a threat is reported as", () => {
    expect(of({})).toBeUndefined();
    expect(of({ preset: "strict" })).toBe("info");
    expect(of({ preset: "all" })).toBe("warning");
  });

  it("leave out drafts that only a later preset reports", () => {
    expect(of({ preset: "strict" }, "all")).toBeUndefined();
    expect(of({ preset: "all" }, "all")).toBe("warning");
  });

  it("give way to what the configuration sets", () => {
    expect(of({ threats: { [hygiene.id]: "error" } })).toBe("error");
    expect(of({ preset: "all", threats: { [hygiene.id]: "off" } })).toBeUndefined();
  });

  it("are not looked for when nobody would see them", () => {
    expect(new Levels({}).isOn(hygiene)).toBe(false);
    expect(new Levels({ preset: "strict" }).isOn(hygiene)).toBe(true);
    const overrides = [{ files: ["src"], threats: { [hygiene.id]: "info" as const } }];
    expect(new Levels({ overrides }).isOn(hygiene)).toBe(true);
  });
});
