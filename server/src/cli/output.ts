/** Writes a finished report: whole, or not at all and with the reason. */
import { open, realpath, rename, rm, stat } from "node:fs/promises";
import { reasonOf } from "../workspace/errors.js";
import { OutputError } from "./failure.js";

/**
 * Writes to a stream and waits until it is handed over.
 *
 * @throws {OutputError} when the reader closed the pipe or the device is full
 */
export async function writeStream(stream: NodeJS.WriteStream, text: string): Promise<void> {
  if (text === "") return;
  await new Promise<void>((resolve, reject) => {
    const fail = (error: Error) =>
      reject(new OutputError(`The report could not be printed: ${reasonOf(error)}.`));
    // The stream tells a failure twice, to the callback and as an event; an unheard event would end the process.
    stream.on("error", fail);
    stream.write(text, (error) => (error ? fail(error) : resolve()));
  });
}

/**
 * Writes a file. A regular file is replaced in one step, so that a reader never meets half a report and a full disk
 * leaves the old one.
 *
 * @param named the path as the person wrote it, for messages
 * @throws {OutputError} saying which file and why
 */
export async function writeReport(path: string, named: string, text: string): Promise<void> {
  try {
    const target = await realpath(path).catch(() => path);
    const status = await stat(target).catch(() => undefined);
    if (status !== undefined && !status.isFile()) return await writeWhole(target, text);
    const draft = `${target}.${process.pid}.tmp`;
    try {
      await writeWhole(draft, text);
      await rename(draft, target);
    } catch (error) {
      await rm(draft, { force: true });
      throw error;
    }
  } catch (error) {
    throw new OutputError(`"${named}" could not be written: ${reasonOf(error)}.`);
  }
}

async function writeWhole(path: string, text: string): Promise<void> {
  const file = await open(path, "w");
  try {
    await file.writeFile(text);
  } finally {
    await file.close();
  }
}
