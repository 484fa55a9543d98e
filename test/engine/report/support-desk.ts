/** A scan of a small support desk, written by hand: every part of a report occurs in it. */
import type { Finding, ScanResult, Step } from "../../../server/src/report/contract.js";

export const TEXTS: Record<string, string> = {
  "src/routes/chat.ts": `import { answer } from "../agent.js";

export async function chat(request: Request) {
	const { question } = await request.json();
	return Response.json(await answer(question));
}
`,
  "src/agent.ts": `import { exec } from "node:child_process";
import { openai } from "./client.js";

export async function answer(question: string) {
  const completion = await openai.chat.completions.create({
    model: "gpt-4o-mini",
    messages: [{ role: "system", content: \`Answer in 日本語 🎌: \${question}\` }],
  });
  const plan = completion.choices[0]?.message.content ?? "";
  exec(\`notify --text \${plan}\`);
  return plan;
}
`,
};

const step = (
  file: string,
  line: number,
  column: number,
  label: string,
  kind: string,
  endColumn?: number,
): Step => ({
  file,
  line,
  column,
  label,
  kind,
  ...(endColumn !== undefined && { endLine: line, endColumn }),
});

const question = step("src/routes/chat.ts", 4, 10, "request body", "source");
const prompt = step("src/agent.ts", 7, 40, "the system prompt", "sink", 72);
const completion = step("src/agent.ts", 5, 22, "completion of gpt-4o-mini", "source");
const command = step("src/agent.ts", 10, 8, "child_process.exec", "sink", 31);

const finding = (part: Partial<Finding> & Pick<Finding, "threat" | "message" | "path">): Finding => {
  const source = part.path[0]!;
  const sink = part.path.at(-1)!;
  return {
    severity: "error",
    confidence: "high",
    file: sink.file,
    range: {
      start: { line: sink.line, column: sink.column },
      end: { line: sink.endLine ?? sink.line, column: sink.endColumn ?? sink.column + 1 },
    },
    source,
    sink,
    stride: ["tampering", "elevation-of-privilege"],
    references: [],
    status: "open",
    fingerprint: `${part.threat}:${sink.file}`,
    controls: [],
    ...part,
  };
};

export const RESULT: ScanResult = {
  version: 1,
  root: "/app",
  findings: [
    finding({
      threat: "prompt-injection",
      severity: "warning",
      confidence: "medium",
      message:
        "The request body is written into the system prompt. Whoever sends it can replace your instructions. Send it as a user message of its own.",
      path: [
        question,
        step("src/routes/chat.ts", 5, 37, "passed to answer()", "call"),
        step("src/agent.ts", 4, 31, "parameter question", "parameter"),
        prompt,
      ],
      references: [
        { id: "LLM01:2026", framework: "OWASP LLM Top 10", name: "Prompt Injection" },
        { id: "CWE-1427", framework: "CWE", name: "Improper Neutralization of Input Used for LLM Prompting" },
      ],
      controls: [{ id: "separate-roles", title: "Send it as a user message", safety: "needs-review" }],
    }),
    finding({
      threat: "output-to-command",
      message:
        "The completion runs in a shell. Whoever can influence the model can run any program here. Use an argument vector.",
      path: [completion, step("src/agent.ts", 9, 9, "plan", "variable"), command],
      references: [{ id: "CWE-78", framework: "CWE", name: "OS Command Injection" }],
      controls: [
        { id: "argument-vector", title: "Use an argument vector", safety: "safe" },
        { id: "accept", title: "Accept until…", safety: "safe" },
      ],
    }),
    finding({ threat: "unvalidated-output", status: "accepted", message: "Accepted.", path: [completion] }),
  ],
  map: {
    elements: [
      { id: "person", kind: "person", label: "Caller of POST /chat", boundary: "people", threats: [] },
      {
        id: "route",
        kind: "route",
        label: "POST /chat",
        detail: "fetch handler",
        file: "src/routes/chat.ts",
        line: 3,
        boundary: "application",
        threats: [],
      },
      {
        id: "model",
        kind: "model",
        label: "gpt-4o-mini",
        detail: "OpenAI",
        file: "src/agent.ts",
        line: 5,
        boundary: "providers",
        threats: ["prompt-injection:src/agent.ts"],
      },
      {
        id: "shell",
        kind: "process",
        label: "shell",
        file: "src/agent.ts",
        line: 10,
        boundary: "application",
        effects: ["exec"],
        threats: ["output-to-command:src/agent.ts"],
      },
    ],
    flows: [
      { from: "person", to: "route", labels: ["untrusted input"], locations: [question], threats: [] },
      {
        from: "route",
        to: "model",
        labels: ["untrusted input"],
        locations: [prompt],
        threats: ["prompt-injection:src/agent.ts"],
      },
      {
        from: "model",
        to: "shell",
        labels: ["model output"],
        locations: [command],
        threats: ["output-to-command:src/agent.ts"],
      },
      { from: "model", to: "route", labels: ["model output"], locations: [completion], threats: [] },
    ],
    boundaries: [
      { id: "people", label: "People", elements: ["person"] },
      { id: "application", label: "Application", elements: ["route", "shell"] },
      { id: "providers", label: "Model providers", elements: ["model"] },
    ],
  },
  problems: [
    {
      code: "syntax-error",
      message: "A closing brace is missing.",
      file: "src/broken.ts",
      range: { start: { line: 9, column: 2 }, end: { line: 9, column: 3 } },
    },
    { code: "bound-hit", message: "The analysis stopped at 10,000 paths." },
  ],
  stats: { files: 12, lines: 4310, modelCalls: 1, tools: 0, findings: 3 },
};
