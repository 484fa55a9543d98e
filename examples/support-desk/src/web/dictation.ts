"use client";

import OpenAI from "openai";

const openai = new OpenAI({
  apiKey: import.meta.env.VITE_OPENAI_API_KEY,
  dangerouslyAllowBrowser: true,
});

/** Turns a recording into the draft of a message. */
export async function transcribe(recording: File): Promise<string> {
  const { text } = await openai.audio.transcriptions.create({ file: recording, model: "whisper-1" });
  return text;
}
