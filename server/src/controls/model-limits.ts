/** The options by which SDKs limit what one call of a model may take, and where they are written. */
import { registrationSite, type ObjectSite, type Span } from "../facts/sites/index.js";
import type { FileEditor } from "./file-editor.js";

/** What answers of a chat rarely exceed: a start to be adjusted, which the title says. */
export const TOKENS = 1024;
/** Milliseconds after which an answer of a chat is rarely waited for. */
const TIME = "60_000";

interface Limited {
  call: RegExp;
  /** The option, inside the objects of these names; what they are missing is made. */
  tokens: readonly string[];
  /** The property that a new one is written before. */
  before: string;
  /** The option that limits its time, where the SDK sets none by itself. */
  time?: string;
}

const AI_SDK = /(?:^|[^\w.])(?:generateText|streamText|generateObject|streamObject)\s*\($/;

const CALLS: readonly Limited[] = [
  {
    call: /\.chat\.completions\.(?:create|parse|stream)\s*\($/,
    tokens: ["max_completion_tokens"],
    before: "messages",
  },
  {
    call: /\.responses\.(?:create|parse|stream)\s*\($/,
    tokens: ["max_output_tokens"],
    before: "input",
  },
  {
    call: AI_SDK,
    tokens: ["maxOutputTokens"],
    before: "prompt",
    time: `abortSignal: AbortSignal.timeout(${TIME})`,
  },
  {
    call: /\.models\.generateContent(?:Stream)?\s*\($/,
    tokens: ["config", "maxOutputTokens"],
    before: "contents",
  },
  { call: /\.chat\.(?:complete|stream)\s*\($/, tokens: ["maxTokens"], before: "messages" },
  {
    call: /(?:^|[^\w])ollama\.(?:chat|generate)\s*\($/,
    tokens: ["options", "num_predict"],
    before: "messages",
  },
];

/** A call whose options can be written: the object literal that holds them, and how its SDK limits it. */
export interface LimitedCall {
  limited: Limited;
  object: ObjectSite;
}

/** The call at `span`; undefined for a call that is not known, and for options that may come from elsewhere. */
export function limitedCall(editor: FileEditor, span: Span): LimitedCall | undefined {
  const site = registrationSite(editor.file, editor.text, span);
  const object = site?.objects[0];
  if (!site || !object || object.open) return undefined;
  const called = editor.text.slice(span.start, object.span.start);
  const limited = CALLS.find(({ call }) => call.test(called));
  return limited && { limited, object };
}

/** Writes the limit of tokens; false when one is there, or may be. */
export function limitTokens(editor: FileEditor, { limited, object }: LimitedCall): boolean {
  const names = limited.call === AI_SDK ? [aiSdkOption(editor)] : limited.tokens;
  let inside = object;
  for (const [depth, name] of names.entries()) {
    const own = inside.properties.find((property) => property.name === name);
    if (!own) {
      const value = names
        .slice(depth + 1)
        .reduceRight((inner, outer) => `{ ${outer}: ${inner} }`, `${TOKENS}`);
      editor.property(inside, `${name}: ${value}`, depth === 0 ? limited.before : undefined);
      return true;
    }
    const next = editor.object(own.value);
    if (!next || next.open) return false;
    inside = next;
  }
  return false;
}

/** Version 4 of the AI SDK has another name for it. */
function aiSdkOption({ context, file }: FileEditor): string {
  const major = Number(/\d+/.exec(context.dependencies(file).ai ?? "5")?.[0] ?? 5);
  return major < 5 ? "maxTokens" : "maxOutputTokens";
}

/** Writes the limit of time, where the SDK has one for a call and none is there. */
export function limitTime(editor: FileEditor, { limited, object }: LimitedCall): void {
  if (limited.time !== undefined) editor.property(object, limited.time, limited.before);
}
