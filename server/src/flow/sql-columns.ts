/** Which columns the parameters of an SQL statement go into, and which table it reads. */

export interface Columns {
  table: string;
  /** Columns by the position of their parameter. */
  at: readonly (string | undefined)[];
  /** Columns by the name of their parameter. */
  named: ReadonlyMap<string, string>;
}

const NAME = String.raw`["'\x60[]?([\w.]+)["'\x60\]]?`;
const INSERT = new RegExp(
  String.raw`^\s*(?:insert|replace)\s+(?:or\s+\w+\s+)?into\s+${NAME}\s*\(([^)]*)\)\s*values\s*\(([\s\S]*?)\)\s*(?:on\s|returning\s|;|$)`,
  "i",
);
const UPDATE = new RegExp(
  String.raw`^\s*update\s+${NAME}\s+set\s+([\s\S]*?)(?:\swhere\s|\sreturning\s|;|$)`,
  "i",
);
const SELECT = new RegExp(String.raw`^\s*(?:with\s[\s\S]*?\)\s*)?select\s[\s\S]*?\sfrom\s+${NAME}`, "i");
const PARAMETER = /^(?:\?(\d*)|\$(\d+)|[:@$](\w+))/;

/** What an `INSERT` or `UPDATE` does with its parameters; undefined for other statements. */
export function columnsOf(sql: string): Columns | undefined {
  const insert = INSERT.exec(sql);
  if (insert) {
    const columns = insert[2]!.split(",");
    return placed(
      insert[1]!,
      insert[3]!.split(",").map((value, at) => [columns[at] ?? "", value]),
    );
  }
  const update = UPDATE.exec(sql);
  if (!update) return undefined;
  return placed(
    update[1]!,
    update[2]!
      .split(",")
      .map((part) => [part.slice(0, part.indexOf("=")), part.slice(part.indexOf("=") + 1)]),
  );
}

/** The table that a query reads first. */
export function tableIn(sql: string): string | undefined {
  const table = SELECT.exec(sql)?.[1];
  return table === undefined ? undefined : tableName(table);
}

function placed(table: string, values: readonly (readonly [column: string, value: string])[]): Columns {
  const at: (string | undefined)[] = [];
  const named = new Map<string, string>();
  let next = 0;
  for (const [given, value] of values) {
    const column = given.replace(/[^\w]/g, "");
    const parameter = PARAMETER.exec(value.trim());
    if (!parameter) continue;
    const [, question, dollar, name] = parameter;
    if (name !== undefined && !/^\d+$/.test(name)) named.set(name, column);
    else {
      const number = dollar || question;
      at[number ? Number(number) - 1 : next++] = column;
    }
  }
  return { table: tableName(table), at, named };
}

/** One name for a table, its model and a list of its rows: `ChatNotes`, `chat_note`, `public.chat_notes`. */
export function tableName(name: string): string {
  return (name.split(".").pop() ?? name)
    .toLowerCase()
    .replace(/[^a-z0-9]/g, "")
    .replace(/s$/, "");
}
