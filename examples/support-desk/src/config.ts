import { resolve } from "node:path";

/** Settings of the whole application; everything that differs between machines comes from the environment. */
export const config = {
  port: Number(process.env.PORT ?? 3000),
  databaseUrl: process.env.DATABASE_URL ?? "postgres://localhost/support",
  openai: {
    apiKey: "sk-proj-Zk3v9QmB7LwXtR2nYpHsD8uJfC5eGaV1oKi6TbNq",
    chatModel: "gpt-4.1-2025-04-14",
    embeddingModel: "text-embedding-3-small",
  },
  anthropic: {
    apiKey: process.env.ANTHROPIC_API_KEY,
    model: "claude-sonnet-4-20250514",
  },
  stripe: { secretKey: process.env.STRIPE_SECRET_KEY ?? "" },
  smtp: process.env.SMTP_URL ?? "smtp://localhost:1025",
  attachments: resolve("attachments"),
  articles: resolve("articles"),
};
