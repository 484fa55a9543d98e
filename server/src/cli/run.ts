/** Runs the command line and turns every outcome into an exit status. */
import { CommanderError } from "commander";
import { EXIT, OutputError, UsageError } from "./failure.js";
import { createProgram } from "./program.js";

async function main(program: string): Promise<number> {
  let status: number = EXIT.failed;
  try {
    await createProgram(program, (result) => (status = result)).parseAsync();
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

/** @param program absolute path of the bundled program */
export function runProgram(program: string): void {
  // A closed pipe at the other end of stderr must not hide the exit status.
  process.stderr.on("error", () => undefined);
  void main(program).then((status) => {
    process.exitCode = status;
  });
}
