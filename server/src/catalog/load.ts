/** The built-in catalogue. Its files are checked by a test, not at start-up; a user's rows are checked when read. */
import { packages } from "./packages/index.js";
import type { CatalogPackage } from "./schema.js";

/** One entry per file of `packages/`, in a fixed order. */
export const builtinCatalog: readonly CatalogPackage[] = packages as readonly CatalogPackage[];
