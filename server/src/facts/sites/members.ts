/** What the members of built-in values say about the value they are read from. */

const words = (text: string) => new Set(text.split(" "));

export const STRING_METHODS = words(
  "trim trimStart trimEnd toLowerCase toUpperCase toLocaleLowerCase toLocaleUpperCase split startsWith endsWith replace replaceAll match matchAll search charAt charCodeAt codePointAt padStart padEnd substring substr localeCompare normalize repeat",
);
export const NUMBER_METHODS = words("toFixed toPrecision toExponential");
/** Of lists and text alike. */
export const SEQUENCE_MEMBERS = words("length includes indexOf lastIndexOf slice concat at");
export const ARRAY_METHODS = words(
  "map filter forEach reduce reduceRight some every find findIndex findLast findLastIndex flatMap flat push pop shift unshift sort toSorted join reverse toReversed splice toSpliced entries keys values fill with",
);
/** The result is a list of the same elements. */
export const SAME_ARRAY = words("filter slice sort toSorted reverse toReversed splice toSpliced concat with");
/** The result is one element, or nothing. */
export const ONE_ELEMENT = words("find findLast pop shift at");
/** The callback's parameters that are elements, by index. */
export const ELEMENT_PARAMETERS: ReadonlyMap<string, readonly number[]> = new Map([
  ...[..."map filter forEach some every find findIndex findLast findLastIndex flatMap".split(" ")].map(
    (name): [string, number[]] => [name, [0]],
  ),
  ["sort", [0, 1]],
  ["toSorted", [0, 1]],
  ["reduce", [1]],
  ["reduceRight", [1]],
]);
/** These change the list, by what they are given. */
export const WRITING_METHODS = words("push unshift fill splice");
/** Results that may be missing, which a value without a type hid. */
export const MAYBE_RESULTS = words("match at codePointAt");
/** They read any value: what is not known does not come in their way. */
export const ANY_METHODS = words("toString toLocaleString valueOf hasOwnProperty");

/** Calls that take anything, by the text of the callee. */
export const TAKES_ANYTHING =
  /^(console\.\w+|JSON\.stringify|structuredClone|Boolean|String|inspect|util\.inspect|assert(\.\w+)*|expect|Object\.(assign|freeze|is)|(\w+\.)*(log|logger|debug)(\.\w+)?|(\w+\.)*(json|send|status\(\d+\)\.json|status\(\d+\)\.send|render))$/;
/** Calls whose first argument is text. */
export const TAKES_TEXT =
  /^(encodeURIComponent|encodeURI|decodeURIComponent|fetch|path\.\w+|Buffer\.from|btoa|atob|JSON\.parse|exec|execSync|eval|(fs\.)?(promises\.)?(readFile|writeFile|unlink|mkdir)(Sync)?)$/;
export const TAKES_NUMBER = /^(Math\.\w+|setTimeout|isNaN|isFinite)$/;
/** Constructors whose first argument is text. */
export const CONSTRUCTED_FROM_TEXT = /^(URL|RegExp|Error|TypeError|RangeError|URLSearchParams)$/;
