/** How the project's own library for signing in says who calls: Auth.js and Better Auth, where the module that sets it up is found. */
import { importedNames } from "../facts/sites/index.js";
import type { FileEditor } from "./file-editor.js";

export interface Session {
  /** `const session = await auth();`, and the condition under which nobody is signed in. */
  read(request: SessionRequest): { code: string; absent: string } | undefined;
}

export type SessionRequest =
  /** A `Request` of the web platform. */
  | { kind: "web"; headers: () => string }
  /** Request and response of Node, in an API route of Next.js or in Express. */
  | { kind: "node"; request: string; response: string; next: boolean }
  /** An action of a server: Next.js knows the request. */
  | { kind: "action" };

/** Libraries by which callers sign in, whether or not this file can tell how. */
const SIGNS_IN =
  /^(?:@clerk|@auth0|@auth|@kinde-oss|@workos-inc|@stackframe|@descope|@logto)\/|^(?:@supabase\/(?:ssr|auth-.+)|next-auth|better-auth|lucia|iron-session|express-session|passport)$/;

/** Whether callers have a way of their own to be known, which a token would shut out. */
export function signsIn(dependencies: Readonly<Record<string, string>>): boolean {
  return Object.keys(dependencies).some((name) => SIGNS_IN.test(name));
}

/** The session of the project's library; undefined where there is none, or its set-up is not found. */
export function sessionOf(editor: FileEditor): Session | undefined {
  const known = editor.context.dependencies(editor.file);
  if (known["better-auth"] !== undefined) return betterAuth(editor);
  return known["next-auth"] === undefined ? undefined : nextAuth(editor);
}

function nextAuth(editor: FileEditor): Session | undefined {
  const shared = setUp(editor, /^export const \{[^}]*\bauth\b[^}]*\}\s*=\s*NextAuth\s*\(/m);
  if (shared !== undefined)
    return {
      read(request) {
        if (request.kind === "node" && !request.next) return undefined;
        const auth = editor.import({ module: shared, name: "auth" });
        const given = request.kind === "node" ? `${request.request}, ${request.response}` : "";
        return reading(editor, `${auth}(${given})`, "?.user");
      },
    };
  for (const each of ["authOptions", "options"]) {
    const options = setUp(editor, new RegExp(`^export const ${each}\\b[^=]*=(?!=)`, "m"), /next-auth/);
    if (options === undefined) continue;
    return {
      read(request) {
        if (request.kind === "node" && !request.next) return undefined;
        const read = editor.import({ module: "next-auth", name: "getServerSession" });
        const given = editor.import({ module: options, name: each });
        const before = request.kind === "node" ? `${request.request}, ${request.response}, ` : "";
        return reading(editor, `${read}(${before}${given})`, "?.user");
      },
    };
  }
  return undefined;
}

function betterAuth(editor: FileEditor): Session | undefined {
  const module = setUp(editor, /^export const auth\s*(?::[^=]+)?=\s*betterAuth\s*\(/m);
  if (module === undefined) return undefined;
  return {
    read(request) {
      const auth = editor.import({ module, name: "auth" });
      const headers =
        request.kind === "web"
          ? request.headers()
          : request.kind === "action"
            ? `await ${editor.import({ module: "next/headers", name: "headers" })}()`
            : `${editor.import({ module: "better-auth/node", name: "fromNodeHeaders" })}(${request.request}.headers)`;
      return reading(editor, `${auth}.api.getSession({ headers: ${headers} })`, "");
    },
  };
}

function reading(editor: FileEditor, call: string, member: string): { code: string; absent: string } {
  const session = editor.name("session", "callerSession");
  return { code: `const ${session} = await ${call};`, absent: `!${session}${member}` };
}

/** Where projects keep the set-up, as their documentation has it. */
const PLACES = ["auth", "lib/auth", "utils/auth", "server/auth", "server/auth/index"];
const ROUTES = ["app/api/auth/[...nextauth]/route", "pages/api/auth/[...nextauth]"];

/** The module, as this file has to import it, whose text sets the library up. */
function setUp(editor: FileEditor, sets: RegExp, imports?: RegExp): string | undefined {
  const { context, file } = editor;
  const folders = file.split("/").slice(0, -1);
  for (; ; folders.pop()) {
    for (const place of [...PLACES, ...ROUTES].flatMap((each) => [each, `src/${each}`]))
      for (const extension of ["ts", "js", "tsx", "mjs"]) {
        const path = [...folders, `${place}.${extension}`].join("/");
        const text = path === file ? undefined : context.text(path);
        if (text !== undefined && sets.test(text) && (!imports || imports.test(text)))
          return moduleFrom(editor, path);
      }
    if (folders.length === 0) return undefined;
  }
}

/** The specifier of a file, with the extension that the other imports of this file have. */
function moduleFrom({ file, text }: FileEditor, target: string): string {
  const from = file.split("/").slice(0, -1);
  const to = target.split("/");
  let shared = 0;
  while (shared < from.length && shared < to.length - 1 && from[shared] === to[shared]) shared++;
  const up = from.slice(shared).map(() => "..");
  const path = [...(up.length > 0 ? up : ["."]), ...to.slice(shared)].join("/");
  const own = importedNames(file, text)
    .map(({ module }) => module)
    .filter((module) => module.startsWith("."));
  const extension = /\.([cm]?[jt]sx?)$/.exec(own[0] ?? "")?.[0] ?? "";
  const plain = path.replace(/\.[cm]?[jt]sx?$/, "");
  return extension === "" ? plain.replace(/\/index$/, "") : plain + extension;
}
