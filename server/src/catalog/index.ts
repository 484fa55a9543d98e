export { builtinCatalog } from "./load.js";
export { endsProvided, parsePath, PathError, type PathSegment } from "./path.js";
export * from "./schema.js";
