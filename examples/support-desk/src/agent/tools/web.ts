import { tool } from "ai";
import { z } from "zod";

export const carrierStatus = tool({
  description: "Current delays of a carrier",
  inputSchema: z.object({ carrier: z.string().length(2) }),
  execute: async ({ carrier }) => {
    const response = await fetch(`https://status.gds.example.net/v1/carriers/${encodeURIComponent(carrier)}`);
    return response.json();
  },
});

export const readCarrierPage = tool({
  description: "Reads a page of a carrier's site, such as its baggage rules",
  inputSchema: z.object({ url: z.string().url() }),
  execute: async ({ url }) => {
    const response = await fetch(url, { redirect: "follow" });
    const html = await response.text();
    return html.replace(/<[^>]+>/g, " ").slice(0, 20_000);
  },
});
