export { builtinCatalog } from "./load.js";
export { parsePath, PathError, type PathSegment } from "./path.js";
export * from "./schema.js";
