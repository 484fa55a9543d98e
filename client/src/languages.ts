import { TOOL_SERVER_FILES } from "../../server/src/tool-server-files.js";

/** The languages whose documents are analysed; the two dotted ids come from editors that tell JSX apart. */
export const LANGUAGES: readonly string[] = [
  "javascript",
  "javascriptreact",
  "javascript.jsx",
  "typescript",
  "typescriptreact",
  "typescript.tsx",
];

/** The documents that start the server and are sent to it. */
export const SELECTOR: readonly ({ language: string } | { pattern: string })[] = [
  ...LANGUAGES.map((language) => ({ language })),
  { pattern: TOOL_SERVER_FILES },
];
