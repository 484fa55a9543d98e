/** What the stage says when there is nothing to draw: why, and what to do about it. */
import type { FromMap } from "../src/map/messages.js";
import type { MapStrings } from "../src/map/strings.js";
import { button, html } from "./dom.js";
import { picture, symbol } from "./shapes.js";

export type OverlayState = "waiting" | "empty" | "error";

export class Overlay {
  readonly element = html("div", { class: "overlay", role: "status" });

  constructor(
    private readonly strings: MapStrings,
    private readonly post: (message: FromMap) => void,
  ) {
    this.element.hidden = true;
  }

  show(state: OverlayState, message: string): void {
    const { strings } = this;
    const [title, actions] = {
      waiting: [strings.waitingTitle, []],
      empty: [
        strings.emptyTitle,
        [this.#command("rescan", strings.rescan), this.#command("config", strings.config)],
      ],
      error: [
        strings.errorTitle,
        [this.#command("restart", strings.restart), this.#command("output", strings.output)],
      ],
    }[state] as [string, HTMLElement[]];
    this.element.replaceChildren(
      html("span", { class: "picture" }, picture(40, 16, symbol("model"))),
      html("h2", {}, title),
      html("p", {}, message),
      html("p", { class: "buttons" }, ...actions),
    );
    this.element.dataset["state"] = state;
    this.element.hidden = false;
  }

  hide(): void {
    this.element.hidden = true;
  }

  #command(command: Extract<FromMap, { type: "command" }>["command"], label: string): HTMLElement {
    return button(
      { class: command === "rescan" || command === "restart" ? "primary" : "secondary" },
      () => this.post({ type: "command", command }),
      label,
    );
  }
}
