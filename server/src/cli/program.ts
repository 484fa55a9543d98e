/** The command line's grammar and its help. */
import { Command, Option } from "commander";
import { version } from "../../../package.json";
import pc from "picocolors";
import { CONFIDENCES, SEVERITIES } from "../report/contract.js";
import type { ScanFlags } from "./scan-command.js";

const EXAMPLES = `
Examples:
  $ threatline scan                              everything in the current folder
  $ threatline scan src packages/agent           only these folders
  $ threatline scan --quiet                      one line per finding, for grep or an editor
  $ threatline scan --fail-on warning            fail a build on warnings too
  $ threatline scan --format json -o scan.json   the whole result for other programs
`;

const EXIT_STATUS = `
Exit status:
  0  no open finding at or above --fail-on
  1  at least one
  2  wrong usage, a mistake in the configuration, output that could not be
     written, or a defect of Threatline

Configuration:
  threatline.json in the scanned folder, or the nearest one above it in the same
  repository. Command-line options win over it. Comments are allowed.

Privacy:
  Sources are read and never run. Nothing leaves this machine.
`;

/**
 * The whole command line.
 *
 * @param file absolute path of the bundled program
 * @param done receives the exit status of the command that ran
 */
export function createProgram(file: string, done: (status: number) => void): Command {
  const program = new Command("threatline")
    .configureOutput({ outputError: (message, write) => write(message.replace(/^error: /, "threatline: ")) })
    .configureHelp({
      styleTitle: (title) => pc.bold(title),
      // Choices and defaults stand in the descriptions, in words.
      optionDescription: (option) => option.description,
    })
    .description(
      "Threat modelling for code that uses AI models: finds model calls, tools, retrieval and credentials in " +
        "JavaScript and TypeScript, follows the data between them, and says what an attacker can do and where.",
    )
    .version(version, "-V, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .helpCommand("help [command]", "print the help of a command")
    .showHelpAfterError("Run it with --help to see what it takes.")
    .exitOverride()
    .addHelpText("after", `${EXAMPLES}\nRun "threatline help scan" for every option.`);

  program
    .command("scan")
    .summary("report threats in a folder of code")
    .description(
      "Scans JavaScript and TypeScript and reports what an attacker can do through the AI models and tools in it: " +
        "each finding with its code, the path of the data, and how to close it.",
    )
    .argument("[paths...]", "files and folders to scan; the current folder when left out")
    .optionsGroup("What is scanned:")
    .option("--no-ignore", "scan what .gitignore and .git/info/exclude leave out, too")
    .option("--config <file>", "read this configuration instead of threatline.json")
    .option("--no-cache", "use and keep nothing from scan to scan (kept in the user's cache folder)")
    .optionsGroup("What is reported:")
    .addOption(
      choice(
        "--min-confidence <level>",
        CONFIDENCES,
        "hide findings below high, medium or low (default: low)",
      ),
    )
    .addOption(
      choice(
        "--fail-on <severity>",
        [...SEVERITIES, "never"],
        "exit with 1 from this severity up: error (default), warning, info or never",
      ),
    )
    .optionsGroup("How it is printed:")
    .addOption(choice("-f, --format <format>", ["text", "json"], "text (default) or json").default("text"))
    .option("-o, --output <file>", "write the report to a file instead of the terminal")
    .option("-q, --quiet", "one line per finding and problem: no code, map, summary or progress", false)
    .option("--color", "use colors even when the output is not a terminal")
    .option("--no-color", "use no colors; so does the environment variable NO_COLOR")
    .optionsGroup("Other:")
    .helpOption("-h, --help", "print this help")
    .addHelpText("after", EXAMPLES + EXIT_STATUS)
    .action(async (paths: string[], flags: ScanFlags) => {
      // Help and mistakes should not wait for the engine to load.
      const { scanCommand } = await import("./scan-command.js");
      done(await scanCommand(paths, flags, file));
    });
  program
    .command("review")
    .summary("keep what the AI can do now as reviewed")
    .description(
      "Writes threatline.review.json: every model, tool, effect, credential, tool server and source of prompts that " +
        "is there now. Commit it; what is added later is a finding (unreviewed-change) until it is reviewed again.",
    )
    .helpOption("-h, --help", "print this help")
    .action(async () => {
      const { reviewCommand } = await import("./review-command.js");
      done(await reviewCommand(file));
    });
  return program;
}

function choice(flags: string, values: readonly string[], description: string): Option {
  return new Option(flags, description).choices(values);
}
