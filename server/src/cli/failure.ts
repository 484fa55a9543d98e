/** What can go wrong besides findings. Every one of these ends with exit status 2. */

/** A mistake in how the command was called; the message is one line that says what to change. */
export class UsageError extends Error {}

/** Output that could not be written. */
export class OutputError extends Error {}

export const EXIT = {
  /** Nothing at or above the chosen severity. */
  clean: 0,
  /** Findings at or above the chosen severity. */
  findings: 1,
  /** Wrong usage, a mistake in the configuration, output that could not be written, or a defect of Threatline. */
  failed: 2,
} as const;
