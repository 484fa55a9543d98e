import { execFile } from "node:child_process";
import { rm } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import { z } from "zod";
import { config } from "../config.js";
import { pool, ticketById } from "../database.js";

const run = promisify(execFile);
const server = new McpServer({ name: "support-desk", version: "0.4.2" });

server.registerTool(
  "ticket",
  {
    description: "A ticket by its number",
    inputSchema: { id: z.string() },
    annotations: { readOnlyHint: true },
  },
  async ({ id }) => ({ content: [{ type: "text", text: JSON.stringify(await ticketById(id)) }] }),
);

server.registerTool(
  "search_tickets",
  {
    description: "Tickets whose subject contains a text, of one status",
    inputSchema: { text: z.string(), status: z.string().default("open") },
    annotations: { readOnlyHint: true },
  },
  async ({ text, status }) => {
    const { rows } = await pool.query(
      `select id, subject from tickets where status = '${status}' and subject ilike $1`,
      [`%${text}%`],
    );
    return { content: [{ type: "text", text: JSON.stringify(rows) }] };
  },
);

server.registerTool(
  "search_logs",
  {
    description: "Lines of the service's log",
    inputSchema: { pattern: z.string() },
    annotations: { readOnlyHint: true },
  },
  async ({ pattern }) => {
    const { stdout } = await run("sh", ["-c", `grep -i "${pattern}" /var/log/support-desk.log | tail -50`]);
    return { content: [{ type: "text", text: stdout }] };
  },
);

server.registerTool(
  "delete_attachments",
  {
    description: "Deletes the attachments of a closed ticket",
    inputSchema: { ticketId: z.string().regex(/^T-\d{6}$/) },
  },
  async ({ ticketId }) => {
    await rm(path.join(config.attachments, ticketId), { recursive: true, force: true });
    return { content: [{ type: "text", text: "deleted" }] };
  },
);

await server.connect(new StdioServerTransport());
