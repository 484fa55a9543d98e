/** Establishes who calls before a route reaches a model: by the project's sessions, else by a token that callers are given. */
import { routeSite } from "../facts/sites/index.js";
import { isReachedElsewhere } from "../threats/wording.js";
import type { Control } from "./control.js";
import { namedInExample } from "./environment-example.js";
import { FileEditor } from "./file-editor.js";
import { refuseUnknown } from "./known-caller.js";

export const authenticateCaller: Control = {
  id: "authenticate-caller",
  title: () => "Refuse callers who are not signed in, or bring no token",
  // Who calls has to sign in, or be given the token.
  safety: "needs-review",
  closes: ["unauthenticated-inference"],
  edit(context) {
    const editor = FileEditor.atSource(context);
    // Through the other routes the model would still be open.
    if (!editor || isReachedElsewhere(context.finding.message)) return undefined;
    const site = routeSite(editor.file, editor.text, editor.span);
    const tokens = site && refuseUnknown(editor, site);
    return tokens && editor.done(tokens.length > 0 ? namedInExample(context, tokens) : []);
  },
};
