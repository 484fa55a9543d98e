/** Root-relative paths with forward slashes: the only kind of path the engine and the contract know. */
import { isAbsolute, join, relative, sep } from "node:path";

/** `absolute` as seen from `root`, with forward slashes; "" for the root itself, `../…` when it lies outside. */
export function toRelative(root: string, absolute: string): string {
  const path = relative(root, absolute);
  return sep === "\\" ? path.replaceAll("\\", "/") : path;
}

/** An absolute path with forward slashes. */
export function slashed(absolute: string): string {
  return sep === "\\" ? absolute.replaceAll("\\", "/") : absolute;
}

/** The absolute path of a root-relative file. */
export function toAbsolute(root: string, file: string): string {
  return isAbsolute(file) ? file : join(root, file);
}

/** True when a root-relative path stays inside the root. */
export function isInside(path: string): boolean {
  return path !== ".." && !path.startsWith("../") && !isAbsolute(path);
}

/** The folder of a root-relative path; "" for the root. */
export function folderOf(path: string): string {
  const slash = path.lastIndexOf("/");
  return slash < 0 ? "" : path.slice(0, slash);
}

/** Joins root-relative segments and resolves `.` and `..`; undefined when the result leaves the root. */
export function joinInside(folder: string, path: string): string | undefined {
  const parts: string[] = [];
  for (const part of `${folder}/${path}`.split("/")) {
    if (part === "" || part === ".") continue;
    if (part === "..") {
      if (parts.pop() === undefined) return undefined;
    } else parts.push(part);
  }
  return parts.join("/");
}

/** Order by UTF-16 code units: the same on every machine, whatever its locale. */
export function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
