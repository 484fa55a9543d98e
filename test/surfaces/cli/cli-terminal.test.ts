/** What a person at a terminal sees and a pipe does not: colors, the time it took, and progress. */
import { describe, expect, it } from "vitest";
import { progressOn } from "../../../server/src/cli/progress.js";
import { styleFor } from "../../../server/src/cli/terminal.js";
import { folderWith, LEAKY, shell } from "./helpers.js";

/** A terminal that keeps what was written to it. */
function terminal(isTTY = true) {
  const written: string[] = [];
  const stream = { isTTY, columns: 80, write: (text: string) => written.push(text) > 0 };
  return { written, stream: stream as unknown as NodeJS.WriteStream };
}

describe("progress", () => {
  it("says nothing for a second, then what is going on, and goes away", () => {
    const { written, stream } = terminal();
    let time = 0;
    const progress = progressOn(stream, true, () => time);
    progress.report({ phase: "discovering", done: 0, total: 0 });
    time = 900;
    progress.report({ phase: "reading", done: 1, total: 2_000 });
    expect(written).toEqual([]);
    time = 1_100;
    progress.report({ phase: "reading", done: 1_234, total: 2_000 });
    time = 1_110;
    progress.report({ phase: "reading", done: 1_235, total: 2_000 });
    time = 1_111;
    progress.report({ phase: "analysing", done: 2_000, total: 2_000 });
    progress.end();
    expect(written.map((text) => text.replace(/^\r\x1b\[2K\S? ?/, ""))).toEqual([
      "Reading 1,234 of 2,000 files",
      "Following data through 2,000 files",
      "",
    ]);
    expect(written.at(-1)).toBe("\r\x1b[2K");
  });

  it("a short scan leaves no trace, and neither does one without a terminal or with --quiet", () => {
    for (const [tty, enabled, time] of [
      [true, true, 500],
      [false, true, 5_000],
      [true, false, 5_000],
    ] as const) {
      const { written, stream } = terminal(tty);
      let now = 0;
      const progress = progressOn(stream, enabled, () => now);
      now = time;
      progress.report({ phase: "reading", done: 1, total: 2 });
      progress.end();
      expect(written).toEqual([]);
    }
  });
});

describe("style", () => {
  const style = (
    environment: NodeJS.ProcessEnv,
    stream = { isTTY: true, columns: 80 },
    color?: boolean,
    toFile = false,
  ) => {
    const { colors, glyphs, width } = styleFor(stream as NodeJS.WriteStream, { color, toFile }, environment);
    return { colored: colors.red("x") !== "x", ascii: glyphs.error === "x", width };
  };

  it("follows the terminal, its width within reason", () => {
    expect(style({ TERM: "xterm" })).toEqual({ colored: true, ascii: false, width: 80 });
    expect(style({ TERM: "xterm" }, { isTTY: true, columns: 500 }).width).toBe(120);
    expect(style({ TERM: "xterm" }, { isTTY: true, columns: 10 }).width).toBe(40);
    expect(style({ TERM: "dumb" }).colored).toBe(false);
    expect(style({ TERM: "linux" }).ascii).toBe(true);
  });

  it("a file is not the terminal it was asked for on", () => {
    expect(style({ TERM: "xterm" }, { isTTY: true, columns: 60 }, undefined, true)).toMatchObject({
      colored: false,
      width: 100,
    });
    expect(style({ TERM: "xterm", COLUMNS: "72" }, { isTTY: true, columns: 60 }, true, true)).toMatchObject({
      colored: true,
      width: 72,
    });
  });

  it("options win over the environment, and the environment over the terminal", () => {
    expect(style({ NO_COLOR: "1" }).colored).toBe(false);
    expect(style({ NO_COLOR: "" }).colored).toBe(true);
    expect(style({ NO_COLOR: "1" }, undefined, true).colored).toBe(true);
    expect(style({ FORCE_COLOR: "0" }).colored).toBe(false);
    expect(style({ FORCE_COLOR: "1" }, { isTTY: false, columns: 0 }).colored).toBe(true);
  });
});

// `script` of other systems takes other arguments.
describe.runIf(process.platform === "linux")("a real terminal", () => {
  it("gets colors and the time it took", async () => {
    const folder = folderWith({ "a.ts": LEAKY });
    const { stdout } = await shell(
      folder,
      `unset NO_COLOR FORCE_COLOR; TERM=xterm-256color script -qec "stty cols 70; $CLI scan" /dev/null; true`,
    );
    expect(stdout).toContain("\x1b[31m");
    expect(stdout).toMatch(/· [\d.]+ m?s/);
  });
});
