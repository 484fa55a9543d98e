/** One line on a terminal that says what a longer scan is doing, and goes away when it is done. */
import type { ScanProgress } from "../workspace/scan.js";

/** A scan shorter than this shows nothing. In milliseconds. */
const PATIENCE = 1000;
const INTERVAL = 80;
const FRAMES = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];

export interface Progress {
  report(progress: ScanProgress): void;
  /** Removes the line. */
  end(): void;
}

/** Writes to the stream when it is a terminal; to anything else, nothing. */
export function progressOn(
  stream: NodeJS.WriteStream,
  enabled: boolean,
  now = () => performance.now(),
): Progress {
  if (!enabled || !stream.isTTY) return { report: () => undefined, end: () => undefined };
  const start = now();
  let next = start + PATIENCE;
  let shown = false;
  let phase: ScanProgress["phase"] | undefined;
  return {
    report(progress) {
      const time = now();
      // A new phase may be the last chance to speak before a long stretch of work.
      if (time < (progress.phase === phase ? next : start + PATIENCE)) return;
      phase = progress.phase;
      next = time + INTERVAL;
      shown = true;
      const frame = FRAMES[Math.floor(time / INTERVAL) % FRAMES.length]!;
      stream.write(
        `\r\x1b[2K${frame} ${describe(progress)}`.slice(0, Math.max(20, stream.columns ?? 80) + 4),
      );
    },
    end() {
      if (shown) stream.write("\r\x1b[2K");
      shown = false;
    },
  };
}

function describe({ phase, done, total }: ScanProgress): string {
  const number = (value: number) => value.toLocaleString("en-US");
  if (phase === "discovering") return "Looking for sources";
  if (phase === "reading") return `Reading ${number(done)} of ${number(total)} files`;
  return `Following data through ${number(total)} files`;
}
