/** What is printed for the person who runs a program, and kept nowhere. */
import type { TaintFlow } from "./model.js";

/** Whether a log is what a script prints for who runs it. */
export function isForTerminal({ sink }: TaintFlow): boolean {
  return sink.kind === "log" && /(?:^|\/)(?:scripts?|bin|cli|examples?)\//.test(sink.step.file);
}
