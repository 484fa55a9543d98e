/** Narrows a query to what belongs to the user or tenant that the code works for, by the filter of its own SDK. */
import {
  callSite,
  importedNames,
  makingCall,
  ownerSite,
  spanOf,
  type CallSite,
  type OwnerSite,
  type Span,
} from "../facts/sites/index.js";
import type { Control } from "./control.js";
import { FileEditor } from "./file-editor.js";

export const scopeRetrieval: Control = {
  id: "scope-retrieval",
  title: () => "Search only what belongs to this user or tenant",
  // What is stored must carry its owner under the same name.
  safety: "needs-review",
  closes: ["unscoped-retrieval"],
  edit(context) {
    const editor = FileEditor.of(context);
    const { source } = context.finding;
    if (!editor || source.file !== editor.file) return undefined;
    const { file, text, span } = editor;
    const { line, column, endLine = line, endColumn = column } = source;
    const place = { start: { line, column }, end: { line: endLine, column: endColumn } };
    const owner = ownerSite(file, text, spanOf(text, place), span);
    const call = owner && callSite(file, text, span, { itself: true });
    if (!owner || !call) return undefined;
    return WAYS.some((way) => way(editor, call, owner)) ? editor.done() : undefined;
  },
};

/** Writes the filter of one SDK; false when the call is none of it. */
type Way = (editor: FileEditor, call: CallSite, owner: OwnerSite) => boolean;

function imports({ file, text }: FileEditor, test: RegExp): boolean {
  return importedNames(file, text).some(({ module }) => test.test(module));
}

/** `tenantId`, or `userId: session.user.id`. */
function field({ name, source }: OwnerSite): string {
  return name === source ? name : `${name}: ${source}`;
}

/** An option of the object at an index: `query({ topK, filter: … })`. */
function option(
  name: RegExp,
  index: number,
  key: string,
  given: readonly string[],
  write: (owner: OwnerSite, editor: FileEditor, call: CallSite) => string | undefined,
): Way {
  return (editor, call, owner) => {
    if (!name.test(call.name)) return false;
    const object = call.arguments[index] && editor.object(call.arguments[index]);
    if (!object || object.open || object.properties.some((each) => each.name === key)) return false;
    if (!object.properties.some((each) => given.includes(each.name))) return false;
    const value = write(owner, editor, call);
    if (value === undefined) return false;
    editor.property(object, `${key}: ${value}`);
    return true;
  };
}

const plain = (owner: OwnerSite) => `{ ${field(owner)} }`;
const matched = (owner: OwnerSite, editor: FileEditor) =>
  `{ must: [{ key: ${editor.quoted(owner.name)}, match: { value: ${owner.source} } }] }`;

/** What the filter of a store of LangChain looks like. */
const LANGCHAIN: readonly { module: RegExp; filter: (owner: OwnerSite, editor: FileEditor) => string }[] = [
  { module: /^@langchain\/qdrant$|\/qdrant$/, filter: matched },
  {
    module: /\/vectorstores\/memory$/,
    filter: ({ name, source }) => `(document) => document.metadata.${name} === ${source}`,
  },
  {
    module: /^@langchain\/pinecone$|\/vectorstores\/(?:pinecone|chroma|pgvector|supabase|neon)$/,
    filter: plain,
  },
];

function filterOf(editor: FileEditor, owner: OwnerSite): string | undefined {
  const known = LANGCHAIN.filter(({ module }) => imports(editor, module));
  return known.length === 1 ? known[0]!.filter(owner, editor) : undefined;
}

/** `store.similaritySearch(text, k, filter)` */
function searched(editor: FileEditor, call: CallSite, owner: OwnerSite): boolean {
  if (!/^similaritySearch(?:WithScore|VectorWithScore)?$/.test(call.name)) return false;
  const filter = filterOf(editor, owner);
  const last = call.arguments.at(-1);
  if (filter === undefined || !last || call.arguments.length > 2) return false;
  // Four documents is what it gives when nobody says how many.
  editor.insert(last.end, `${call.arguments.length === 1 ? ", 4" : ""}, ${filter}`);
  return true;
}

/** `store.asRetriever({ k, filter }).invoke(text)` */
function retrieved(editor: FileEditor, call: CallSite, owner: OwnerSite): boolean {
  const made = makingCall(editor.file, editor.text, call.span, "asRetriever");
  const maker = made && callSite(editor.file, editor.text, made, { itself: true });
  const filter = maker && filterOf(editor, owner);
  if (!maker || filter === undefined || maker.arguments.length > 1 || !isBefore(editor, made)) return false;
  const [options] = maker.arguments;
  if (!options) {
    editor.replace(maker.inside, `{ filter: ${filter} }`);
    return true;
  }
  const object = editor.object(options);
  if (object) {
    if (object.open || object.properties.some(({ name }) => name === "filter")) return false;
    editor.property(object, `filter: ${filter}`);
    return true;
  }
  if (!/^\d+$/.test(editor.at(options))) return false;
  editor.replace(options, `{ k: ${editor.at(options)}, filter: ${filter} }`);
  return true;
}

/** The owner is known where the retriever is made. */
function isBefore({ context, text }: FileEditor, made: Span): boolean {
  const { line, column } = context.finding.source;
  return spanOf(text, { start: { line, column }, end: { line, column } }).start < made.start;
}

const WAYS: readonly Way[] = [
  searched,
  retrieved,
  option(/^query$/, 0, "where", ["queryEmbeddings", "queryTexts", "nResults"], plain),
  option(/^query$/, 0, "filter", ["topK"], (owner, editor) =>
    imports(editor, /^@upstash\/vector$/) ? undefined : plain(owner),
  ),
  option(
    /^(?:search|query|recommend)$/,
    1,
    "filter",
    ["vector", "query", "limit", "positive"],
    (owner, editor) => (imports(editor, /^@qdrant\//) ? matched(owner, editor) : undefined),
  ),
  option(/^search$/, 1, "filters", ["query"], ({ name, source }, editor, { receiver = "" }) =>
    /vectorStores$/.test(receiver)
      ? `{ type: ${editor.quoted("eq")}, key: ${editor.quoted(name)}, value: ${source} }`
      : undefined,
  ),
];
