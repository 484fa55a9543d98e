export { builtinCatalog } from "./load.js";
export { endsProvided, parsePath, PathError, type PathSegment } from "./path.js";
export { relativePlaces, type RelativePlace } from "./places.js";
export * from "./named-rows.js";
export * from "./schema.js";
export * from "./vocabulary.js";
