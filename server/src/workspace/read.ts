/** A source file's text, or why it has none. */
import { readFileSync } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import type { Problem, Range } from "../report/contract.js";
import { reasonOf } from "./errors.js";
import { toAbsolute } from "./paths.js";

/** Larger sources are bundles or data; the largest servers written by hand stay under half of this. In bytes. */
export const MAX_FILE_SIZE = 2 * 1024 * 1024;
/** Shorter texts are scanned however they look. In UTF-16 code units. */
const MIN_GENERATED_LENGTH = 5_000;
/** A line this long was not written by a person, unless it holds one long string. */
const LONG_LINE = 500;
/** Share of punctuation in a part of a long line that makes it code rather than prose or data. */
const DENSE = 0.06;
/** Above this share of undecodable bytes a file is not text in any encoding we could guess at. */
const MAX_BROKEN = 0.3;

/** `problem` beside a `text` says that the text was read with losses. */
export type SourceText = { text: string; problem?: Problem } | { text?: undefined; problem: Problem };

/** Reads and decodes one root-relative file. Never throws. */
export async function readSource(root: string, file: string): Promise<SourceText> {
  try {
    const path = toAbsolute(root, file);
    const { size } = await stat(path);
    if (size > MAX_FILE_SIZE) return { problem: tooLarge(file, size) };
    return decodeSource(file, await readFile(path));
  } catch (error) {
    return { problem: { code: "unreadable", message: `It could not be read: ${reasonOf(error)}.`, file } };
  }
}

/** The text of a root-relative file now, or undefined. Never throws. */
export function readSourceSync(root: string, file: string): string | undefined {
  try {
    return decodeSource(file, readFileSync(toAbsolute(root, file))).text;
  } catch {
    return undefined;
  }
}

/** Decodes the bytes of a source: UTF-8 or UTF-16 with a byte-order mark, which is dropped. Never throws. */
export function decodeSource(file: string, bytes: Uint8Array): SourceText {
  if (bytes.length > MAX_FILE_SIZE) return { problem: tooLarge(file, bytes.length) };
  const encoding = encodingOf(bytes);
  if (encoding === "utf-8" && bytes.includes(0)) {
    return { problem: { code: "binary-file", message: "It holds binary data, not source text.", file } };
  }
  const lossy = new TextDecoder(encoding).decode(bytes);
  const foreign = foreignText(file, lossy);
  if (foreign) return { problem: foreign };
  try {
    return { text: new TextDecoder(encoding, { fatal: true }).decode(bytes) };
  } catch {
    return brokenText(file, bytes, encoding, lossy);
  }
}

/** Why this text is not worth analysing: minified or bundled code, or another language under a source's name. */
export function foreignText(file: string, text: string): Problem | undefined {
  if (/^\s*(?:<\?xml|<!DOCTYPE TS)/.test(text.slice(0, 200))) {
    return {
      code: "generated-file",
      message: "It is an XML document, not TypeScript; it was not analysed.",
      file,
    };
  }
  if (!isMinified(text)) return undefined;
  return {
    code: "generated-file",
    message: "It looks minified or bundled; it was not analysed. Scan the sources it was made from.",
    file,
  };
}

/** More than half of the text, long strings aside, stands in long lines full of punctuation. */
function isMinified(text: string): boolean {
  if (text.length < MIN_GENERATED_LENGTH) return false;
  let dense = 0;
  let sparse = 0;
  for (let start = 0; start < text.length;) {
    const newline = text.indexOf("\n", start);
    const end = newline < 0 ? text.length : newline;
    const length = end - start;
    // A line that begins as code may go on as data: a service worker with its list of files.
    for (let from = start; length >= LONG_LINE && from < end; from += LONG_LINE) {
      const to = Math.min(end, from + LONG_LINE);
      if (punctuation(text, from, to) >= DENSE * (to - from)) dense += to - from;
      else sparse += to - from;
    }
    start = end + 1;
  }
  return dense > (text.length - sparse) / 2;
}

/** How many of `;{}()=` stand in text[start, end). */
function punctuation(text: string, start: number, end: number): number {
  let count = 0;
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code === 59 || code === 123 || code === 125 || code === 40 || code === 41 || code === 61) count++;
  }
  return count;
}

function encodingOf(bytes: Uint8Array): "utf-8" | "utf-16le" | "utf-16be" {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return "utf-16be";
  return "utf-8";
}

function brokenText(file: string, bytes: Uint8Array, encoding: string, lossy: string): SourceText {
  const broken = lossy.split("\uFFFD").length - 1;
  if (broken > MAX_BROKEN * lossy.length) {
    return { problem: { code: "binary-file", message: "It holds no readable text.", file } };
  }
  const range = rangeOfFirstError(bytes, encoding);
  const name = encoding === "utf-8" ? "UTF-8" : "UTF-16";
  const message = `It is not valid ${name} from line ${range.start.line} on; unreadable characters were replaced. Save it as UTF-8.`;
  return { text: lossy, problem: { code: "invalid-encoding", message, file, range } };
}

/** Where decoding first fails: the longest prefix that decodes, found by halving. */
function rangeOfFirstError(bytes: Uint8Array, encoding: string): Range {
  const prefix = (length: number): string | undefined => {
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(bytes.subarray(0, length), { stream: true });
    } catch {
      return undefined;
    }
  };
  let good = 0;
  let bad = bytes.length + 1;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (prefix(middle) === undefined) bad = middle;
    else good = middle;
  }
  const before = (prefix(good) ?? "").split("\n");
  const line = before.length;
  const column = before[line - 1]!.length + 1;
  return { start: { line, column }, end: { line, column: column + 1 } };
}

function tooLarge(file: string, size: number): Problem {
  const megabytes = (bytes: number) => (bytes / 1024 / 1024).toFixed(1).replace(/\.0$/, "");
  const message = `It is ${megabytes(size)} MB long; files over ${megabytes(MAX_FILE_SIZE)} MB are not analysed.`;
  return { code: "file-too-large", message, file };
}
