/** The places that a row names besides its own path, for whoever has to look at all of them. */
import type { Row } from "./schema.js";

/** A path relative to the row's call or object, and the row's field that holds it. */
export interface RelativePlace {
  field: string;
  path: string;
}

/** Every relative path of a row; the words that stand for no place (`none`, `this`) are left out. */
export function relativePlaces(row: Row): RelativePlace[] {
  return fieldsOf(row).flatMap(([field, value]) =>
    [value ?? []]
      .flat()
      .filter((path) => path !== "none" && path !== "this")
      .map((path) => ({ field, path })),
  );
}

type Field = readonly [field: string, paths: string | readonly string[] | undefined];

function fieldsOf(row: Row): Field[] {
  const when: Field[] =
    "path" in row && row.when ? [["when", row.when.map((condition) => condition.at)]] : [];
  return [...when, ...ownFields(row)];
}

function ownFields(row: Row): Field[] {
  switch (row.kind) {
    case "model":
      return [
        ["inputs", row.inputs.map(({ at }) => at)],
        ["output", row.output],
        ["tools", row.tools],
        ["model", row.model],
        ["agent", row.agent],
        ["structured", row.structured],
        ["request.address", row.request?.address],
        ["request.method", row.request?.method],
        ["request.body", row.request?.body],
      ];
    case "agent":
      return [
        ["inputs", row.inputs?.map(({ at }) => at)],
        ["tools", row.tools],
        ["model", row.model],
        ["name", row.name],
      ];
    case "tool":
      return [
        ["handler", row.handler],
        ["input", row.input],
        ["name", row.name],
        ["description", row.description],
        ["schema", row.schema],
        ["hints", row.hints],
        ["result", row.result],
        ["approval", row.approval],
      ];
    case "provider":
      return [
        ["credential", row.credential],
        ["endpoint", row.endpoint],
        ["browserFlag", row.browserFlag],
      ];
    case "source":
      return [
        ["unlessFixed", row.unlessFixed],
        ["filter", row.filter],
      ];
    case "sink":
      return [
        ["shell", row.shell],
        ["command", row.command],
      ];
    case "validator":
      return [["input", row.input]];
    case "flow":
      return [["flows", row.flows.flatMap(({ from, to }) => [from, to])]];
    case "alias":
      return [["is", row.is]];
    case "tool-server":
      return [
        ["definition", row.definition],
        ["address", row.address],
      ];
    default:
      return [];
  }
}
