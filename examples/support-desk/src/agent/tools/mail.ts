import { tool } from "ai";
import { createTransport } from "nodemailer";
import { z } from "zod";
import { config } from "../../config.js";

const transport = createTransport(config.smtp);

export const emailCustomer = tool({
  description: "Sends a message to a customer",
  inputSchema: z.object({ to: z.string().email(), subject: z.string(), text: z.string() }),
  execute: async ({ to, subject, text }) => {
    await transport.sendMail({ from: "support@meridian.example", to, subject, text });
    return "sent";
  },
});
