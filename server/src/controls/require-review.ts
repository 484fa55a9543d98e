/** Shows a person what strangers wrote, and where it is from, before it is remembered or a model learns from it. */
import { questionSite } from "../facts/sites/index.js";
import type { Control } from "./control.js";
import { FileEditor } from "./file-editor.js";

export const requireReview: Control = {
  id: "require-review",
  title: ({ threat }) =>
    threat === "memory-poisoning"
      ? "Have a person approve it before it is remembered"
      : "Have a person approve it before a model is trained with it",
  // Nothing passes until the application puts the question to somebody.
  safety: "needs-review",
  closes: ["training-data-poisoning", "memory-poisoning"],
  edit(context) {
    const { threat, source } = context.finding;
    const editor = FileEditor.of(context);
    const site = editor && questionSite(editor.file, editor.text, editor.span);
    if (!editor || !site) return undefined;
    const use = USES[threat];
    if (!use) return undefined;
    const asked = editor.declare("requestApproval", (name) => requestApproval(name, use));
    const question = `if (!(await ${asked}(\0, ${JSON.stringify(source.label)}))) {
  throw new Error("${use.refused}");
}`;
    const [line, ...rest] = editor.styled(question, site.indent).split("\0");
    editor.insert(site.at, line + site.value + rest.join("") + editor.style.eol + site.indent);
    return editor.done();
  },
};

interface Use {
  may: string;
  refused: string;
  until: string;
}

const USES: Readonly<Record<string, Use>> = {
  "memory-poisoning": {
    may: "it may be remembered",
    refused: "Nobody has approved that this is remembered",
    until: "nothing is remembered",
  },
  "training-data-poisoning": {
    may: "a model may learn from it",
    refused: "Nobody has approved this for training",
    until: "no model learns from it",
  },
};

function requestApproval(name: string, { may, until }: Use): string {
  return `/** Whether a person looked at the text, and at where it is from, and said that ${may}. */
async function ${name}(text«: unknown», origin«: string»)«: Promise<boolean>» {
  // Show it to somebody who can judge it, and give back what they say. Until then ${until}.
  console.warn(\`A \${typeof text} from the \${origin} waits for approval\`);
  return false;
}`;
}
