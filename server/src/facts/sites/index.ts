/** Plain-data answers about the syntax near an offset, computed on demand from one text. */
export { collectAnnotations, type Anchor, type AnnotationSite } from "./annotations.js";
export { lineStarts, offsetAt, positionAt, rangeOf, spanOf, type Span } from "./positions.js";
export { actsOnPath, declares, importsName } from "./names.js";
export { commentPlacement, type CommentPlacement } from "./placement.js";
export { fileStyle, freeName, quoted, usedNames, type FileStyle } from "./style.js";
export { constantSite, hasOtherEnvironment, literalSite, type LiteralSite } from "./literals.js";
export { headEnd, importedNames, isCommonJs, type HeadEnd, type ImportedName } from "./modules.js";
export { commandSite, type CommandBinding, type CommandHole, type CommandSite } from "./commands.js";
export { derivedName, rebind, referencesTo, type Rebinding } from "./rebind.js";
export type { Field, Shape } from "./shape.js";
export { valueSite, type Failure, type ValueSite } from "./values.js";
export { importing, type Importing, type ImportWish } from "./importing.js";
export {
  objectSite,
  propertyInsertion,
  propertyRemoval,
  type ObjectSite,
  type PropertySite,
} from "./objects.js";
export { wrapping } from "./wrapping.js";
export { pathSite, type PathSite } from "./paths.js";
export { listSite, promptSite, standsInMessage, type MessagePlace, type PromptSite } from "./prompts.js";
export {
  registrationSite,
  type BodyStart,
  type HandlerSite,
  type RegistrationSite,
} from "./registrations.js";
export { addressSite, type AddressSite } from "./addresses.js";
export { callSite, type CallSite } from "./calls.js";
export { markupSite, type MarkupSite } from "./markup.js";
export { textSite, type TextHole, type TextPart, type TextSite } from "./texts.js";
export { argumentSites } from "./arguments.js";
export { evaluationSite, type EvaluationSite } from "./evaluations.js";
export { shownSites, type ShownSite } from "./disclosures.js";
export { omissionSpans } from "./omissions.js";
export { handlerBody, type EffectEnd, type HandlerBody } from "./handlers.js";
export { makingCall, ownerAround, ownerSite, type OwnerSite } from "./owners.js";
export { inputSite, type InputShape, type InputSite } from "./inputs.js";
export { schemaSite, type SchemaSite } from "./schemas.js";
export { loopSite, type LoopSite } from "./loops.js";
export { dispatchSite, type DispatchSite } from "./dispatches.js";
export { runsIn, variableSite, type BundledRead, type VariableSite } from "./environment.js";
export { routeSite, type RouteParameter, type RouteSite } from "./routes.js";
export { mentionSites } from "./mentions.js";
export { nearbyOwner } from "./nearby-owners.js";
export { questionSite, type QuestionSite } from "./questions.js";
export { receiverSite } from "./receivers.js";
export { goesStraight } from "./reached.js";
export { entrySite, type EntryParameter, type EntrySite } from "./entries.js";
export { leavesFile } from "./exports.js";
export { headerSite, type HeaderSite } from "./headers.js";
