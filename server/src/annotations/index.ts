/** Annotations in comments: what they say, what they are about, and what they do to findings. */
export { collectAnnotations, type Anchor, type AnnotationSite } from "../facts/sites/index.js";
export {
  applyAnnotations,
  declarationsIn,
  type AnnotationEffects,
  type AnnotationFact,
  type AnnotationOptions,
} from "./effect.js";
export { Treatments } from "./treatments.js";
export {
  isDate,
  MARK,
  parseAnnotation,
  printAnnotation,
  valueOf,
  type Annotation,
  type AnnotationProblem,
  type AnnotationText,
  type KeyValue,
  type ParsedAnnotation,
  type Word,
} from "./grammar.js";
export { HYGIENE, isHygiene, type HygieneId } from "./hygiene.js";
export type { Texts } from "./mitigation.js";
export { isVerb, nearest, VERBS, type Treatment, type Verb, type VerbSpec } from "./vocabulary.js";
