import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { tool } from "ai";
import { z } from "zod";
import { config } from "../../config.js";

export const saveTranscript = tool({
  description: "Saves the conversation so far as a file of the ticket",
  inputSchema: z.object({
    ticketId: z.string(),
    fileName: z.string().describe("for example transcript.md"),
    text: z.string(),
  }),
  execute: async ({ ticketId, fileName, text }) => {
    const target = join(config.attachments, ticketId, fileName);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, text, "utf8");
    return { saved: fileName };
  },
});
