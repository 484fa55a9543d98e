/** The page's side of the conversation with the extension, and what it remembers across reloads. */
import { PageState, ToMap, type FromMap } from "../src/map/messages.js";

interface VsCodeApi {
  postMessage(message: FromMap): void;
  getState(): unknown;
  setState(state: PageState): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

export class Host {
  readonly #api = acquireVsCodeApi();

  /** What an earlier page remembered; a fresh start when that is unreadable. */
  readState(): PageState {
    const parsed = PageState.safeParse(this.#api.getState());
    return parsed.success ? parsed.data : { view: null, selected: null, direction: null, legend: false };
  }

  saveState(state: PageState): void {
    this.#api.setState(state);
  }

  post(message: FromMap): void {
    this.#api.postMessage(message);
  }

  onMessage(receive: (message: ToMap) => void): void {
    window.addEventListener("message", (event: MessageEvent<unknown>) => {
      const message = ToMap.safeParse(event.data);
      if (message.success) receive(message.data);
      else this.post({ type: "problem", message: message.error.message });
    });
  }
}
