import Anthropic from "@anthropic-ai/sdk";
import { config } from "../config.js";

const anthropic = new Anthropic({ apiKey: config.anthropic.apiKey });

/** Three sentences about a web page. */
export async function summarisePage(url: string): Promise<string> {
  const page = await fetch(url);
  const text = (await page.text()).replace(/<script[\s\S]*?<\/script>/g, "");
  const message = await anthropic.messages.create({
    model: config.anthropic.model,
    max_tokens: 400,
    system: `You summarise web pages for support agents in three sentences. The page:\n\n${text}`,
    messages: [{ role: "user", content: "Summarise the page." }],
  });
  return message.content.map((block) => (block.type === "text" ? block.text : "")).join("");
}
