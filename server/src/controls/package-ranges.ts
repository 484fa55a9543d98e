/** The packages that controls import, and the version ranges they are written for. */
export const PACKAGE_RANGES: Readonly<Record<string, string>> = {
  "@langchain/langgraph": "^1.0.0",
  dompurify: "^3.0.0",
  "isomorphic-dompurify": "^3.0.0",
  "sanitize-html": "^2.0.0",
  valibot: "^1.0.0",
  zod: "^4.0.0",
};
