/** Calls another server with a credential of this one instead of the caller's, whom this one checks itself. */
import { isAuthCall, isAuthMiddleware } from "../flow/auth-names.js";
import { headerSite, routeSite, type HeaderSite, type RouteSite } from "../facts/sites/index.js";
import type { Control } from "./control.js";
import { namedInExample } from "./environment-example.js";
import { environmentNameOfHost } from "./environment-names.js";
import { FileEditor } from "./file-editor.js";
import { refuseUnknown } from "./known-caller.js";

export const useOwnToken: Control = {
  id: "use-own-token",
  title: () => "Call on with a token of this server, and check the caller here",
  // The other server has to give this one a token.
  safety: "needs-review",
  closes: ["token-passthrough"],
  edit(context) {
    const editor = FileEditor.of(context);
    if (!editor || context.finding.source.file !== editor.file) return undefined;
    const site = headerSite(editor.file, editor.text, editor.span);
    const route = routeSite(editor.file, editor.text, editor.span, { around: true });
    const variable = site && write(editor, site);
    if (!route || variable === undefined) return undefined;
    // Nobody but that server asked who calls: with a token that is always good, everybody could.
    if (isKnown(editor, route)) return editor.done(namedInExample(context, [variable]));
    if (!isWhole(editor, route)) return undefined;
    const tokens = refuseUnknown(editor, route);
    return tokens && editor.done(namedInExample(context, [...tokens, variable]));
  },
};

/** Puts this server's credential into the header; gives the variable of the environment that holds it. */
function write(editor: FileEditor, site: HeaderSite): string | undefined {
  // Another scheme is another credential; a name without a password, or the other way round, is none.
  if (/\bBasic\b/i.test(site.value)) return undefined;
  const host = /(?:https?|wss?):\/\/([\w.-]+)/.exec(editor.at(site.call))?.[1] ?? "";
  const isKey = site.name === "x-api-key";
  const variable = environmentNameOfHost(host, isKey ? "API_KEY" : "TOKEN");
  const read = `process.env.${variable}`;
  for (const orphan of site.orphans) editor.replace(orphan, "");
  if (isKey || site.name.startsWith("x-")) {
    const name = editor.at(site.property).split(":")[0]!.trim();
    editor.replace(site.property, `${name}: ${read} ?? ${editor.quoted("")}`);
    return variable;
  }
  if (site.name === "cookie" && site.others.includes("authorization")) return undefined;
  const name = site.name === "cookie" ? "authorization" : editor.at(site.property).split(":")[0]!.trim();
  editor.replace(site.property, `${name}: \`Bearer \${${read}}\``);
  return variable;
}

/** A handler that asks who calls does something about the answer. */
const REFUSES = /\b40[13]\b|\bthrow\b|unauthori[sz]ed|forbidden|\bredirect\(/i;

/** Whether the handler, what is registered with it, or what runs before it in this project establishes who calls. */
function isKnown(editor: FileEditor, { span, registered }: RouteSite): boolean {
  const { text } = editor;
  const called = [...editor.at(span).matchAll(/([A-Za-z_$][\w$]*)\s*\(/g)].map(([, name]) => name!);
  if (called.some(isAuthCall) && REFUSES.test(editor.at(span))) return true;
  if (!registered) return isGuarded(editor);
  const before = [...text.matchAll(/\.(?:use|addHook|register)\(([^;]*)\)/g)].map(([, given]) => given!);
  return [registered.beside, ...before].flatMap(namesIn).some(isAuthMiddleware);
}

/** Names in code, texts left out: a path says nothing of what happens there. */
function namesIn(code: string): string[] {
  return code.replace(/"[^"]*"|'[^']*'|`[^`]*`/g, "").match(/[A-Za-z_$][\w$]*/g) ?? [];
}

/** Next.js runs this before the routes around it. */
function isGuarded({ context, file }: FileEditor): boolean {
  const folders = file.split("/").slice(0, -1);
  const around = folders.map((_, depth) => folders.slice(0, depth).join("/"));
  return [...around, folders.join("/")].some((folder) =>
    ["middleware.ts", "middleware.js", "proxy.ts", "proxy.js"].some((name) =>
      /auth|clerk|session|jwt/i.test(context.text(folder === "" ? name : `${folder}/${name}`) ?? ""),
    ),
  );
}

/** A router may be mounted behind what is not seen here. */
function isWhole({ text }: FileEditor, { registered }: RouteSite): boolean {
  return !registered || (!/router/i.test(registered.receiver) && !/\bRouter\(/.test(text));
}
