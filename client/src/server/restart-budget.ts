/** How often a crashed server is started again before a person has to look: a crash loop helps nobody. */
const RESTARTS = 5;
const WINDOW_MS = 3 * 60_000;

export class RestartBudget {
  #taken: number[] = [];

  /** Takes one restart at `now` (milliseconds); false when too many happened within the last minutes. */
  take(now: number): boolean {
    this.#taken = this.#taken.filter((time) => now - time < WINDOW_MS);
    if (this.#taken.length >= RESTARTS) return false;
    this.#taken.push(now);
    return true;
  }

  reset(): void {
    this.#taken = [];
  }
}
