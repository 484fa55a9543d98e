#!/usr/bin/env node
/** The `threatline` program: runs the command line and turns every outcome into an exit status. */
import * as nodeModule from "node:module";
import { CommanderError } from "commander";
import { EXIT, OutputError, UsageError } from "./failure.js";
import { createProgram } from "./program.js";

async function main(): Promise<number> {
  let status: number = EXIT.failed;
  try {
    await createProgram((result) => (status = result)).parseAsync();
    return status;
  } catch (error) {
    // Commander has already printed what it has to say.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.clean : EXIT.failed;
    complain(error);
    return EXIT.failed;
  }
}

function complain(error: unknown): void {
  if (error instanceof UsageError || error instanceof OutputError) {
    process.stderr.write(`threatline: ${error.message}\n`);
    return;
  }
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(
    `threatline: This is a defect of Threatline, not of the scanned code. Please report it.\n${detail}\n`,
  );
}

// A closed pipe at the other end of stderr must not hide the exit status.
process.stderr.on("error", () => undefined);
// Newer versions of Node keep the compiled program and start three times faster the next time.
const { enableCompileCache } = nodeModule as { enableCompileCache?: () => unknown };
if (!process.argv.includes("--no-cache")) enableCompileCache?.();
void main().then((status) => {
  process.exitCode = status;
});
