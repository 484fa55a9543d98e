import type { TaintFlow } from "./model.js";
import { outputDraft, outputFlows } from "./output-flows.js";
import type { Threat } from "./threat.js";

export const outputToQuery: Threat = {
  id: "output-to-query",
  title: "Model output becomes part of a query",
  severity: "error",
  stride: ["tampering", "information-disclosure"],
  references: ["LLM10:2026", "ASI02:2026", "CWE-89", "CWE-943"],
  local: true,
  *query(model) {
    for (const flow of outputFlows(model, "query"))
      yield outputDraft(
        flow,
        isText(flow) ? "error" : "warning",
        "",
        isText(flow)
          ? "read or change rows that the query was not meant to touch"
          : "change what the query selects",
        isText(flow)
          ? "Bind values as parameters, and take table and column names from a constant list."
          : "Check each value's type with a schema before it becomes part of the query.",
      );
  },
  docs: {
    what: `Text that a model wrote, a tool argument, or other text from outside becomes part of a query: SQL text, Cypher, a Mongo
query object, a search or filter expression.`,
    why: `A value inside the text of a query can end the literal it stands in and add conditions, unions or statements. A tool that
"only runs reports" then reads every tenant's rows or writes to the database. Checking that the text starts with \`select\` does not
help: subqueries, functions and stacked statements come after it.`,
    fix: `Bind values as parameters: \`db.query("… where id = $1", [id])\`, a tagged template that binds, or a query builder. Names of
tables and columns cannot be bound: look them up in a constant list. If the model must write whole queries, run them with a role
that may only read the views meant for it.`,
    bad: `import { tool } from "ai";
import { Pool } from "pg";
import { z } from "zod";

const pool = new Pool();

export const findOrders = tool({
  description: "Finds the orders of a customer",
  inputSchema: z.object({ customer: z.string() }),
  execute: async ({ customer }) => {
    const { rows } = await pool.query(\`select id, total from orders where customer = '\${customer}'\`);
    return rows;
  },
});
`,
    good: `import { tool } from "ai";
import { Pool } from "pg";
import { z } from "zod";

const pool = new Pool();

export const findOrders = tool({
  description: "Finds the orders of a customer",
  inputSchema: z.object({ customer: z.string() }),
  execute: async ({ customer }) => {
    const { rows } = await pool.query("select id, total from orders where customer = $1", [customer]);
    return rows;
  },
});
`,
    whenNot: `An application whose purpose is to run the SQL a model writes is reported by design; use a read-only role that sees only
what the user may see, and accept the finding with that reason. Query builders the catalogue does not know are not seen.`,
  },
};

/** The query is a text that a parser reads, not an object. */
function isText(flow: TaintFlow): boolean {
  return !/Mongo|filter|search/.test(flow.sink.what);
}
