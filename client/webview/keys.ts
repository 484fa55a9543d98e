/** What a key means on the map. Pure, so that the whole keyboard can be read and tested in one place. */
import type { Arrow } from "./walk.js";

export type KeyAction =
  | { do: "walk" | "pan"; arrow: Arrow }
  | { do: "first" | "last" | "open" | "preview" | "clear" | "zoomIn" | "zoomOut" | "fit" }
  | { do: "threat"; back: boolean };

export interface KeyPress {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  shiftKey: boolean;
  altKey: boolean;
}

/** The action of a key, or undefined when the key is the editor's. */
export function keyAction({ key, ctrlKey, metaKey, shiftKey, altKey }: KeyPress): KeyAction | undefined {
  if (altKey) return undefined;
  const command = ctrlKey || metaKey;
  switch (key) {
    case "ArrowLeft":
    case "ArrowRight":
    case "ArrowUp":
    case "ArrowDown":
      return { do: command || shiftKey ? "pan" : "walk", arrow: key };
    case "Home":
      return { do: "first" };
    case "End":
      return { do: "last" };
    case "Enter":
      return { do: "open" };
    case " ":
      return { do: "preview" };
    case "Escape":
      return { do: "clear" };
    // With Ctrl or Cmd these zoom the whole of VS Code, and must go on doing so.
    case "+":
    case "=":
      return command ? undefined : { do: "zoomIn" };
    case "-":
    case "_":
      return command ? undefined : { do: "zoomOut" };
    case "0":
      return command ? undefined : { do: "fit" };
    case "t":
    case "T":
      return command ? undefined : { do: "threat", back: shiftKey };
    default:
      return undefined;
  }
}
