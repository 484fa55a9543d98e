import { exec, execFile } from "node:child_process";
import { promisify } from "node:util";
import { tool } from "ai";
import { z } from "zod";

const run = promisify(exec);
const runFile = promisify(execFile);

export const checkConnection = tool({
  description: "Checks whether a carrier's booking host answers",
  inputSchema: z.object({ host: z.string().describe("host name, such as api.carrier.example") }),
  execute: async ({ host }) => {
    const { stdout } = await run(`ping -c 3 -W 2 ${host}`);
    return stdout.split("\n").slice(-3).join("\n");
  },
});

const regions = {
  europe: "eu.gds.example.net",
  america: "us.gds.example.net",
  asia: "ap.gds.example.net",
} as const;

export const lookupRegion = tool({
  description: "Shows the addresses of a region's reservation system",
  inputSchema: z.object({ region: z.enum(["europe", "america", "asia"]) }),
  needsApproval: true,
  execute: async ({ region }) => {
    const { stdout } = await runFile("dig", ["+short", regions[region]]);
    return stdout;
  },
});
