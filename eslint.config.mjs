import tseslint from "typescript-eslint";

const onlyFacts = {
  paths: ["ts-morph", "typescript"].map((name) => ({
    name,
    message: "Only server/src/facts knows syntax trees.",
  })),
};
const pure = {
  paths: [
    ...onlyFacts.paths,
    ...[
      "fs",
      "node:fs",
      "node:fs/promises",
      "path",
      "node:path",
      "os",
      "node:os",
      "vscode-languageserver",
      "vscode",
    ].map((name) => ({ name, message: "The engine is a pure function: no disk, no editor protocol." })),
  ],
};

export default tseslint.config(
  { ignores: ["dist/**", ".vscode-test/**", "examples/**", "test/**/fixtures/**", "node_modules/**"] },
  ...tseslint.configs.recommended,
  {
    rules: {
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-non-null-assertion": "off",
      // Walking a chain of scopes starts at the one at hand.
      "@typescript-eslint/no-this-alias": ["error", { allowedNames: ["scope", "at"] }],
      eqeqeq: "error",
    },
  },
  {
    files: ["server/src/**/*.ts", "client/**/*.ts"],
    rules: { "no-restricted-imports": ["error", onlyFacts] },
  },
  {
    files: ["server/src/{flow,map,threats,review,controls,annotations,catalog}/**/*.ts", "server/src/*.ts"],
    rules: { "no-restricted-imports": ["error", pure] },
  },
  {
    files: ["server/src/facts/**/*.ts"],
    rules: { "no-restricted-imports": ["error", { paths: pure.paths.slice(2) }] },
  },
);
