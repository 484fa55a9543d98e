/** The languages whose documents start the server; the two dotted ids come from editors that tell JSX apart. */
export const LANGUAGES: readonly string[] = [
  "javascript",
  "javascriptreact",
  "javascript.jsx",
  "typescript",
  "typescriptreact",
  "typescript.tsx",
];
