/** What the language's own functions do with values: array and promise methods, and functions that wrap functions. */
import { Op, type Graph } from "../facts/facts.js";
import type { Access } from "./access.js";

/** Methods whose result says nothing about the text they were called on. */
export const CLEAN_METHODS = new Set([
  "includes",
  "startsWith",
  "endsWith",
  "indexOf",
  "lastIndexOf",
  "has",
  "test",
  "every",
  "some",
  "charCodeAt",
  "codePointAt",
  "localeCompare",
  "search",
  "getTime",
  "isArray",
  "findIndex",
  "isInteger",
  "hasOwnProperty",
  "equals",
  "valueOf",
  "delete",
  "setHeader",
  "status",
  "on",
  "emit",
  "once",
]);

/**
 * Methods that look something up: what they are given says which record, and the record is somebody else's text. Names of
 * query builders, object mappers and stores of files; `find` and `get` are too common to say so.
 */
const LOOKUP =
  /^(?:find(?:One|First|Unique|By|Many|All)\w*|(?:get|fetch|load)\w*ById|(?:and|or)?[wW]here(?:In|Not|Null)?|eq|createSignedUrls?|getPublicUrl|innerJoin|leftJoin|setParameters?|findAndCount|countBy?|download(?:To(?:Buffer|File))?|get(?:Block)?BlobClient|getObject|(?:get|read|load|fetch|download|stream)(?:Stored?|Storage)?(?:Object|Blob|File|Document|Record)s?(?:Contents?|Stream|Buffer|Text)?)$/;

/** Whether a method that nothing is known of looks something up by what it is given. */
export function looksUp(method: string): boolean {
  return LOOKUP.test(method);
}

/** Whether a call does, by its method or by what it is given: `find({ room })` asks for records, where a list is given a function. */
export function isLookUp(graph: Graph, call: number): boolean {
  const [callee, given] = [graph.arg(call, 0), graph.arg(call, 1)];
  if (graph.op(callee) !== Op.Member) return false;
  const name = graph.name(callee);
  return looksUp(name) || (name === "find" && given >= 0 && graph.op(given) === Op.Object);
}

/** Names of functions that send requests, whoever wrote them. */
export const FETCHES = /fetch/i;

/** Array methods that hand each element to their callback. */
export const EACH = new Set([
  "map",
  "flatMap",
  "forEach",
  "filter",
  "find",
  "some",
  "every",
  "findLast",
  "findIndex",
  "sort",
]);
/** Methods that hand what they are called on to a callback later. */
export const LISTENERS = new Set(["on", "once"]);
/** Methods that keep the elements they were called on. */
export const KEEPS_ELEMENTS = new Set([
  "filter",
  "slice",
  "concat",
  "sort",
  "reverse",
  "toSorted",
  "toReversed",
  "flat",
  "values",
  "with",
  "splice",
  "keys",
  "toArray",
]);
/** Methods that give one element. */
export const ONE_ELEMENT = new Set(["find", "findLast", "at", "pop", "shift", "get"]);
/** Methods whose callback's result becomes, or is part of, their own result. */
export const FROM_CALLBACK = new Set([
  "map",
  "flatMap",
  "then",
  "catch",
  "reduce",
  "finally",
  "from",
  "replace",
  "replaceAll",
]);

/** `Object.freeze`: the callee is this method of this global. */
export function isModuleFunction(graph: Graph, callee: number, object: string): boolean {
  const target = graph.arg(callee, 0);
  return target >= 0 && graph.op(target) === Op.Global && graph.name(target) === object;
}

/** What the language itself has that gives what it is given, in another form: nothing is taken for granted there. */
const RESTATES = new Set([
  "Array",
  "Array.from",
  "Array.of",
  "Buffer.concat",
  "Buffer.from",
  "Error",
  "JSON.parse",
  "JSON.stringify",
  "Map",
  "Object",
  "Object.assign",
  "Object.entries",
  "Object.freeze",
  "Object.fromEntries",
  "Object.values",
  "Promise.all",
  "Promise.allSettled",
  "Promise.any",
  "Promise.race",
  "Promise.resolve",
  "Set",
  "String",
  "URL",
  "URLSearchParams",
  "atob",
  "btoa",
  "decodeURI",
  "decodeURIComponent",
  "encodeURI",
  "escape",
  "structuredClone",
  "unescape",
]);

/** Whether the callee is such a function or constructor of the language: `String`, `JSON.parse`. */
export function restates(graph: Graph, callee: number): boolean {
  if (graph.op(callee) === Op.Global) return RESTATES.has(graph.name(callee));
  const object = graph.op(callee) === Op.Member ? graph.arg(callee, 0) : -1;
  if (object < 0 || graph.op(object) !== Op.Global) return false;
  return RESTATES.has(`${graph.name(object)}.${graph.name(callee)}`);
}

/** Whether the callee takes back what the parts of an address are encoded with. */
export function decodes(graph: Graph, callee: number): boolean {
  return graph.op(callee) === Op.Global && /^(?:decodeURI(?:Component)?|unescape)$/.test(graph.name(callee));
}

/** Argument positions of function literals that an unknown call may simply wrap and give back. */
export function wrapperResult(graph: Graph, call: number): number[] {
  const callee = graph.arg(call, 0);
  // A method of something is no wrapper as a rule: `list.map(fn)`, `app.get(path, fn)`.
  if (graph.op(callee) === Op.Member) {
    const object = graph.arg(callee, 0);
    if (graph.op(object) !== Op.Import && graph.op(object) !== Op.Global) return [];
  }
  const found: number[] = [];
  for (let at = 1; at < graph.argCount(call); at++) {
    const given = graph.arg(call, at);
    const argument = given >= 0 && graph.op(given) === Op.Use ? graph.arg(given, 0) : given;
    const op = argument >= 0 ? graph.op(argument) : Op.Unknown;
    if (op === Op.Function || op === Op.Import || op === Op.Member || op === Op.Cell) found.push(at);
  }
  return found;
}

/**
 * `await files.createUpload({ name })`: a method that takes a request of several parts and takes its time asks somebody, whose
 * answer has the data in it only if they send it back.
 */
export function asksSomebody(graph: Graph, call: number, access: Access): boolean {
  if (access.length === 0 || graph.op(graph.arg(call, 0)) !== Op.Member) return false;
  return graph.uses(call).some((use) => graph.op(use) === Op.Await);
}
