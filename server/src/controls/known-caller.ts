/** Statements at the start of a route that refuse whoever is not known. */
import { importedNames, type RouteSite, type Span } from "../facts/sites/index.js";
import type { FileEditor } from "./file-editor.js";
import { sessionOf, signsIn, type SessionRequest } from "./sessions.js";

/**
 * Writes them: a look at the session where the project has a library for signing in, else at a token in the header. Gives the
 * variables of the environment that hold what callers must bring; undefined where neither can be done.
 */
export function refuseUnknown(editor: FileEditor, site: RouteSite): string[] | undefined {
  const { context, file } = editor;
  const way = wayOf(editor, site);
  if (!way) return undefined;
  if (signsIn(context.dependencies(file))) {
    const session = site.isAsync && way.request ? sessionOf(editor)?.read(way.request) : undefined;
    const code = session && `${session.code}\n${refusal(session.absent, way.refuse)}`;
    return code !== undefined && editor.first(site.start, code) ? [] : undefined;
  }
  if (!way.authorization || !isOfProcess(editor)) return undefined;
  const known = knownCaller(editor, site, way.authorization());
  if (known === undefined || !editor.first(site.start, refusal(`!${known}`, way.refuse))) return undefined;
  return [TOKEN];
}

const TOKEN = "API_ACCESS_TOKEN";

/** How a kind of route says who calls, and how it refuses. */
interface Way {
  request: SessionRequest | undefined;
  /** Gives an expression for the header; undefined where nobody but a browser calls. */
  authorization: (() => string) | undefined;
  /** Statements, the last of which ends the function. */
  refuse: readonly string[];
}

function refusal(absent: string, [first, ...rest]: readonly string[]): string {
  if (rest.length === 0) return `if (${absent}) ${first}`;
  return [`if (${absent}) {`, ...[first, ...rest].map((line) => `  ${line}`), "}"].join("\n");
}

function wayOf(editor: FileEditor, site: RouteSite): Way | undefined {
  const { file, text } = editor;
  const imports = (module: RegExp) => importedNames(file, text).some((at) => module.test(at.module));
  const { registered, exported } = site;
  if (site.isAction)
    return {
      request: { kind: "action" },
      authorization: undefined,
      refuse: ['throw new Error("Unauthorized");'],
    };
  if (registered) {
    if (imports(/^hono(\/|$)/)) return hono(site);
    if (imports(/^(?:fastify|@fastify\/.+)$/)) return fastify(editor, site);
    return imports(/^express(?:$|-)/) ? node(site, "sendStatus(401)", false) : undefined;
  }
  if (/(?:^|\/)app\/(?:.*\/)?route\.[cm]?[jt]sx?$/.test(file) && /^[A-Z]+$/.test(exported ?? ""))
    return web(editor, site);
  if (/(?:^|\/)pages\/api\//.test(file) && exported === "default")
    return site.runtime === "edge" ? web(editor, site) : node(site, "status(401).end()", true);
  // Another file registers it.
  if (exported !== undefined && imports(/^express$/)) return node(site, "sendStatus(401)", false);
  const isRemix = /(?:^|\/)app\/routes\//.test(file) && /^(?:action|loader)$/.test(exported ?? "");
  return isRemix && site.parameters[0]?.members.includes("request")
    ? { ...ofRequest(() => "request"), refuse: ['throw new Response("Unauthorized", { status: 401 });'] }
    : undefined;
}

function ofRequest(request: () => string): Pick<Way, "request" | "authorization"> {
  return {
    request: { kind: "web", headers: () => `${request()}.headers` },
    authorization: () => `${request()}.headers.get("authorization")`,
  };
}

/** A handler that gives back a `Response`: of Next.js. */
function web(editor: FileEditor, site: RouteSite): Way | undefined {
  const { returnType, parameters, inside } = site;
  if (returnType !== undefined && !/^Promise<(?:Next)?Response>$|^(?:Next)?Response$/.test(returnType))
    return undefined;
  const next = importedNames(editor.file, editor.text).find(
    ({ imported, typeOnly }) => imported === "NextResponse" && !typeOnly,
  );
  if (/Next/.test(returnType ?? "") && !next) return undefined;
  if (parameters[0] && parameters[0].name === undefined) return undefined;
  if (parameters.length === 0 && !inside) return undefined;
  return {
    ...ofRequest(() => parameters[0]?.name ?? addedRequest(editor, inside!)),
    refuse: [`return new ${next?.local ?? "Response"}("Unauthorized", { status: 401 });`],
  };
}

/** A handler that took nothing is given the request. */
function addedRequest(editor: FileEditor, inside: Span): string {
  const request = editor.name("request", "incoming");
  editor.replace(inside, editor.styled(`${request}\u00ab: Request\u00bb`));
  return request;
}

/** A handler with a request and a response of Node: of Express, of `pages/api`. */
function node(
  { parameters, returnsAnswer, returnType }: RouteSite,
  refuse: string,
  next: boolean,
): Way | undefined {
  const [request, response] = parameters.map(({ name }) => name);
  if (request === undefined || response === undefined) return undefined;
  const answer = `${response}.${refuse};`;
  const isVoid = returnType !== undefined && /\bvoid\b/.test(returnType);
  return {
    request: { kind: "node", request, response, next },
    authorization: () => `${request}.headers.authorization`,
    refuse: returnsAnswer && !isVoid ? [`return ${answer}`] : [answer, "return;"],
  };
}

function hono({ parameters: [context] }: RouteSite): Way | undefined {
  if (context?.name === undefined) return undefined;
  return {
    request: { kind: "web", headers: () => `${context.name}.req.raw.headers` },
    authorization: () => `${context.name}.req.header("authorization")`,
    refuse: [`return ${context.name}.text("Unauthorized", 401);`],
  };
}

function fastify(editor: FileEditor, { parameters, inside, isAsync }: RouteSite): Way | undefined {
  const [request, known] = parameters;
  if (request?.name === undefined || (known && known.name === undefined)) return undefined;
  const { name } = request;
  if (!known && (!inside || !isAsync)) return undefined;
  const reply = known?.name ?? editor.name("reply", "answer");
  if (!known) editor.insert(inside!.end, `, ${reply}`);
  return {
    request: undefined,
    authorization: () => `${name}.headers.authorization`,
    refuse: [`return ${reply}.code(401).send({ error: "Unauthorized" });`],
  };
}

/** Other runtimes hand secrets to the handler instead. */
function isOfProcess({ text }: FileEditor): boolean {
  return !/\bDeno\.|\bjsr:|cloudflare|\bBindings\b|\benv\(c\)|\bc\.env\b|\$env\//.test(text);
}

/** The call that says whether the caller is known; its helper compares in a time that tells nothing of the token. */
function knownCaller(
  editor: FileEditor,
  { isAsync, runtime }: RouteSite,
  authorization: string,
): string | undefined {
  if (runtime === "edge") {
    if (!isAsync) return undefined;
    const name = editor.declare("isAuthorised", onTheEdge);
    return `(await ${name}(${authorization}))`;
  }
  const hash = editor.import({ module: "node:crypto", name: "createHash" });
  const equal = editor.import({ module: "node:crypto", name: "timingSafeEqual" });
  const name = editor.declare("isAuthorised", (given) => inNode(given, hash, equal));
  return `${name}(${authorization})`;
}

const MEANING =
  "Whether a request brings the token that callers of this service are given. While none is set, nobody is let in.";

function inNode(name: string, hash: string, equal: string): string {
  return `/** ${MEANING} */
function ${name}(authorization\u00ab: string | null | undefined\u00bb)\u00ab: boolean\u00bb {
  const token = process.env.${TOKEN};
  const digest = (text\u00ab: string\u00bb) => ${hash}("sha256").update(text).digest();
  return Boolean(token) && ${equal}(digest(authorization ?? ""), digest(\`Bearer \${token}\`));
}`;
}

function onTheEdge(name: string): string {
  return `/** ${MEANING} */
async function ${name}(authorization\u00ab: string | null | undefined\u00bb)\u00ab: Promise<boolean>\u00bb {
  const token = process.env.${TOKEN};
  const digest = async (text\u00ab: string\u00bb) =>
    new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
  const [given, expected] = await Promise.all([digest(authorization ?? ""), digest(\`Bearer \${token}\`)]);
  const differing = given.reduce((bits, byte, at) => bits | (byte ^ (expected[at] ?? 0)), 0);
  return Boolean(token) && differing === 0;
}`;
}
