/** VS Code's grammars of the four languages with Threatline's injected, and what they make of a text. */
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { createRegistryFromGrammars, type IGrammarConfig } from "vscode-tmgrammar-test/dist/common/index.js";

export type Registry = ReturnType<typeof createRegistryFromGrammars>;
export interface GrammarSource {
  grammar: IGrammarConfig;
  content: string;
}
export interface Token {
  text: string;
  scopes: string[];
}

const manifestFile = fileURLToPath(new URL("../../../package.json", import.meta.url));

/** The grammars that an extension's manifest contributes. */
export function contributed(manifest: string): GrammarSource[] {
  const { contributes } = JSON.parse(readFileSync(manifest, "utf8")) as {
    contributes: { grammars: IGrammarConfig[] };
  };
  return contributes.grammars.map((grammar) => {
    const path = join(dirname(manifest), grammar.path);
    return { grammar: { ...grammar, path }, content: readFileSync(path, "utf8") };
  });
}

/** VS Code loads what it brings along before what a user installs, and the first of two equal injections wins. */
export function registryOf(builtIn: readonly GrammarSource[]): Registry {
  return createRegistryFromGrammars([...builtIn, ...contributed(manifestFile)]);
}

const BUILT_IN: Record<string, string> = {
  "source.js": "javascript",
  "source.js.jsx": "jsx",
  "source.ts": "typescript",
  "source.tsx": "tsx",
};

/**
 * VS Code's `jsdoc.ts.injection` and `jsdoc.js.injection`, which no package carries. They decide what is left of a
 * documentation comment for other injections, so a test without them would be too kind.
 */
const jsdoc = (scopeName: string, docblock: string, injectTo: string[]): GrammarSource => ({
  grammar: { path: `${scopeName}.json`, scopeName, injectTo },
  content: JSON.stringify({
    scopeName,
    injectionSelector: "L:comment.block.documentation",
    patterns: [
      {
        begin: String.raw`(?<=/\*\*)([^*]|\*(?!/))*$`,
        while: String.raw`(^|\G)\s*\*(?!/)(?=([^*]|[*](?!/))*$)`,
        patterns: [{ include: docblock }],
      },
    ],
  }),
});

/** The grammars of VS Code as the package `tm-grammars` carries them: they need no VS Code on this machine. */
export function packagedGrammars(): GrammarSource[] {
  const languages = Object.entries(BUILT_IN).map(([scopeName, name]) => {
    const path = fileURLToPath(import.meta.resolve(`tm-grammars/grammars/${name}.json`));
    return { grammar: { path, scopeName }, content: readFileSync(path, "utf8") };
  });
  return [
    ...languages,
    jsdoc("documentation.injection.ts", "source.ts#docblock", ["source.ts", "source.tsx"]),
    jsdoc("documentation.injection.js.jsx", "source.js#docblock", ["source.js", "source.js.jsx"]),
  ];
}

/** Every token of a text, in order. A line starts with an empty one, so that nothing reads across it. */
export async function tokensOf(registry: Registry, scopeName: string, text: string): Promise<Token[]> {
  const grammar = (await registry.loadGrammar(scopeName))!;
  const tokens: Token[] = [];
  let state: Parameters<typeof grammar.tokenizeLine>[1] = null;
  for (const line of text.split("\n")) {
    const result = grammar.tokenizeLine(line, state);
    state = result.ruleStack;
    tokens.push({ text: "", scopes: [] });
    for (const { startIndex, endIndex, scopes } of result.tokens) {
      tokens.push({ text: line.slice(startIndex, endIndex), scopes });
    }
  }
  return tokens;
}

const OURS = ".threatline";

/** What lights up, in order, as `text ⟨scope⟩`: neighbours of one colour are one, punctuation of its own is left out. */
export function lights(tokens: readonly Token[]): string[] {
  const found: { text: string; scope: string }[] = [];
  let joined = false;
  for (const { text, scopes } of tokens) {
    const scope = scopes.find((name) => name.endsWith(OURS) && !/^(meta|punctuation)\./.test(name));
    if (scope === undefined || text === "") joined = false;
    else if (joined && found.at(-1)!.scope === scope) found.at(-1)!.text += text;
    else {
      found.push({ text, scope });
      joined = true;
    }
  }
  return found.map(({ text, scope }) => `${text} ⟨${scope.slice(0, -OURS.length)}⟩`);
}
