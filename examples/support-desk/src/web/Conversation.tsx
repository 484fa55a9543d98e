import { useChat } from "@ai-sdk/react";
import { useState } from "react";
import { Answer } from "./Answer.js";
import { Sources } from "./Sources.js";

export function Conversation() {
  const { messages, sendMessage } = useChat();
  const [draft, setDraft] = useState("");
  return (
    <main>
      {messages.map((message) => {
        const text = message.parts.map((part) => (part.type === "text" ? part.text : "")).join("");
        return message.role === "user" ? (
          <p key={message.id}>{text}</p>
        ) : (
          <Answer key={message.id} markdown={text} />
        );
      })}
      <Sources />
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void sendMessage({ text: draft });
          setDraft("");
        }}
      >
        <input value={draft} onChange={(event) => setDraft(event.target.value)} />
      </form>
    </main>
  );
}
