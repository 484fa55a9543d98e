/** Plain-data answers about the syntax near an offset, computed on demand from one text. */
export { collectAnnotations, type Anchor, type AnnotationSite } from "./annotations.js";
export { lineStarts, offsetAt, positionAt, rangeOf, spanOf, type Span } from "./positions.js";
export { actsOnPath, declares, importsName } from "./names.js";
export { commentPlacement, type CommentPlacement } from "./placement.js";
export { fileStyle, freeName, quoted, usedNames, type FileStyle } from "./style.js";
export { hasOtherEnvironment, literalSite, type LiteralSite } from "./literals.js";
export { headEnd, importedNames, isCommonJs, type HeadEnd, type ImportedName } from "./modules.js";
export { commandSite, type CommandBinding, type CommandHole, type CommandSite } from "./commands.js";
export { derivedName, rebind, referencesTo, type Rebinding } from "./rebind.js";
export type { Field, Shape } from "./shape.js";
export { valueSite, type Failure, type ValueSite } from "./values.js";
export { importing, type Importing, type ImportWish } from "./importing.js";
export { objectSite, propertyInsertion, type ObjectSite, type PropertySite } from "./objects.js";
export { wrapping } from "./wrapping.js";
export { pathSite, type PathSite } from "./paths.js";
export { addressSite, type AddressSite } from "./addresses.js";
