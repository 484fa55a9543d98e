/** The reviewed threat model: written by a command, kept in the repository, and held against every later scan. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { folderWith, scanJson, threatline } from "./helpers.js";

const TOOL = `import { rm } from "node:fs/promises";
import { tool } from "ai";
import { z } from "zod";
export const clean = tool({
  description: "Removes the cache",
  inputSchema: z.object({}),
  needsApproval: true,
  execute: () => rm("cache", { recursive: true }),
});
`;
const MODEL = `import { openai } from "@ai-sdk/openai";
import { generateText } from "ai";
export const joke = () => generateText({ model: openai("gpt-4o-2024-11-20"), prompt: "Tell a joke." });
`;

function unreviewed(folder: string): string[] {
  return scanJson(folder)
    .result.findings.filter(({ threat }) => threat === "unreviewed-change")
    .map(({ file, range, message }) => `${file}:${range.start.line} ${message.split(". ")[0]}`);
}

describe("threatline review", () => {
  it("keeps what is there, and what comes later is a finding until it is reviewed too", () => {
    const folder = folderWith({ "package.json": "{}", "tools.ts": TOOL });
    expect(unreviewed(folder)).toEqual([]);
    const first = threatline(folder, ["review"]);
    expect(first).toMatchObject({ status: 0 });
    expect(first.stdout).toContain("+ tool clean in tools.ts can write when approved");
    expect(unreviewed(folder)).toEqual([]);

    writeFileSync(join(folder, "joke.ts"), MODEL);
    expect(unreviewed(folder)).toEqual([
      "joke.ts:3 This is not in the reviewed threat model: model gpt-4o-2024-11-20 of OpenAI in joke.ts",
    ]);
    writeFileSync(join(folder, "tools.ts"), "export {};\n");
    const second = threatline(folder, ["review"]).stdout;
    expect(second).toContain("+ model gpt-4o-2024-11-20 of OpenAI in joke.ts");
    expect(second).toContain("- tool clean in tools.ts");
    expect(unreviewed(folder)).toEqual([]);
    expect(threatline(folder, ["review"]).stdout).toBe("Nothing has changed since the last review.\n");
  });

  it("a broken review is said, with a status that fails a build", () => {
    const folder = folderWith({
      "package.json": "{}",
      "tools.ts": TOOL,
      "threatline.review.json": `{ "version": 2 }`,
    });
    const { status, stderr } = threatline(folder, ["scan"]);
    expect(status).toBe(2);
    expect(stderr).toContain("threatline.review.json");
    threatline(folder, ["review"]);
    expect(JSON.parse(readFileSync(join(folder, "threatline.review.json"), "utf8"))).toMatchObject({
      version: 1,
    });
    expect(threatline(folder, ["scan"]).status).toBe(0);
  });
});

describe("a policy", () => {
  it("is held against providers, effects and tool servers", () => {
    const policy = { providers: ["Anthropic"], approvedEffects: ["write"], toolServers: ["@acme/*"] };
    const folder = folderWith({
      "threatline.json": JSON.stringify({ policy, threats: { "untrusted-tool-server": "off" } }),
      "joke.ts": MODEL,
      "tools.ts": TOOL.replace("  needsApproval: true,\n", ""),
      ".mcp.json": JSON.stringify({
        mcpServers: {
          own: { command: "npx", args: ["-y", "@acme/search@1.0.0"] },
          other: { command: "npx", args: ["-y", "other-mcp@1.0.0"] },
        },
      }),
    });
    const found = scanJson(folder).result.findings.filter(({ threat }) => threat === "policy-violation");
    expect(found.map(({ file, message }) => `${file}: ${message.split(". ")[0]}`)).toEqual([
      ".mcp.json: The policy allows the MCP servers @acme/*; other is other-mcp@1.0.0",
      "joke.ts: The policy allows models of Anthropic; this one is called at OpenAI",
      "tools.ts: The policy wants a person to approve what the tool clean does (write: fs.rm)",
    ]);
  });
});
