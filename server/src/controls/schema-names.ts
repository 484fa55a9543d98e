/** What a new schema is called, after the type, the variable or the function around. */
import type { ValueSite } from "../facts/sites/index.js";

/** Names that say that something was parsed, not what. */
const GENERIC =
  /^(data|result|results|parsed|json|obj|object|response|res|output|out|answer|content|value|payload|body|raw|text|message|completion|tmp|x|parsedData|jsonData|parsedResponse|parsedJson|parsedResult|responseData|aiResponse|args|input)$/i;
const VERB =
  /^(get|extract|parse|generate|create|fetch|build|make|run|analy[sz]e|handle|load|read|ask|call|request|suggest|infer|compute|find|to|process|do|plan|write|produce)(?=[A-Z_])/;
const HANDLER =
  /^(GET|POST|PUT|PATCH|DELETE|handler|main|execute|invoke|run|default|action|loader|call|parse|then|fn)$/;

/** `RecipeSchema`, or `recipeSchema` where the file writes schemas so. */
export function schemaName({ names }: ValueSite, text: string): string {
  const lowerCase = /\bconst [a-z]\w*Schema\b/.test(text) && !/\bconst [A-Z]\w*Schema\b/.test(text);
  const name = (baseName(names) ?? "Answer").replace(/Schema$/, "") + "Schema";
  return lowerCase ? name.charAt(0).toLowerCase() + name.slice(1) : name;
}

function baseName({ type, variable, function: around }: ValueSite["names"]): string | undefined {
  if (type !== undefined && !/^(Record|Array|Promise|Partial|Readonly|Map)$/.test(type)) return pascal(type);
  if (variable !== undefined && !GENERIC.test(variable))
    return pascal(variable.replace(/^(parsed|raw|json)(?=[A-Z])/, ""));
  if (around !== undefined && !HANDLER.test(around)) {
    const noun = around
      .replace(VERB, "")
      .replace(/(FromText|FromModel|WithAI|Async|Json|JSON|Response)$/, "");
    if (noun !== "" && !GENERIC.test(noun) && noun !== around) return pascal(noun);
  }
  return undefined;
}

function pascal(name: string): string {
  const words = name
    .replace(/^[_$]+/, "")
    .split(/[_\s-]+/)
    .filter(Boolean);
  const joined = words
    .map(
      (word) =>
        word.charAt(0).toUpperCase() +
        (word === word.toUpperCase() ? word.slice(1).toLowerCase() : word.slice(1)),
    )
    .join("");
  return /^[A-Za-z]/.test(joined) ? joined : `Answer${joined}`;
}
