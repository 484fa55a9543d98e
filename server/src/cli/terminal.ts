/** What the terminal at the other end can show. */
import pc from "picocolors";
import { ASCII, UNICODE, type Glyphs, type Style } from "../report/style.js";

/** Lines longer than this are hard to read; shorter than the least cannot hold a frame. In columns. */
const WIDEST = 120;
const NARROWEST = 40;
const DEFAULT_WIDTH = 100;

export interface TerminalOptions {
  /** `--color` or `--no-color`; undefined when neither was given. */
  color: boolean | undefined;
  /** The report goes to a file instead of this stream. */
  toFile: boolean;
}

/** The style for a stream: what the person asked for, then NO_COLOR and FORCE_COLOR, then what the stream is. */
export function styleFor(
  stream: Pick<NodeJS.WriteStream, "isTTY" | "columns">,
  { color, toFile }: TerminalOptions,
  environment: NodeJS.ProcessEnv = process.env,
): Style {
  // A stream that is no terminal says undefined, which the library would take for "decide yourself".
  const terminal = stream.isTTY === true && !toFile;
  const colored = color ?? colorWanted(environment) ?? (terminal && environment.TERM !== "dumb");
  return {
    colors: pc.createColors(colored),
    glyphs: glyphsFor(environment),
    width: widthFor(terminal ? stream.columns : undefined, environment),
  };
}

function colorWanted(environment: NodeJS.ProcessEnv): boolean | undefined {
  if (environment.NO_COLOR) return false;
  if (environment.FORCE_COLOR) return environment.FORCE_COLOR !== "0" && environment.FORCE_COLOR !== "false";
  return undefined;
}

function widthFor(columns: number | undefined, environment: NodeJS.ProcessEnv): number {
  const wished = columns || Number(environment.COLUMNS) || DEFAULT_WIDTH;
  return Math.min(WIDEST, Math.max(NARROWEST, Math.floor(wished)));
}

/** The Linux console and the old Windows console lack the glyphs that everything else has. */
function glyphsFor(environment: NodeJS.ProcessEnv): Glyphs {
  if (environment.TERM === "linux") return ASCII;
  const modernWindows = environment.WT_SESSION || environment.TERM_PROGRAM || environment.TERM;
  return process.platform === "win32" && !modernWindows ? ASCII : UNICODE;
}
