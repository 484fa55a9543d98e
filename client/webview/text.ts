/** Shortens text to a width in the page's own font: the layout only guesses how wide text is. */

export class TextFitter {
  readonly #context = document.createElement("canvas").getContext("2d");
  readonly #widths = new Map<string, number>();
  #family = "sans-serif";

  /** Takes the font the page uses now; what was measured with another is forgotten. */
  refresh(): void {
    this.#family = getComputedStyle(document.body).fontFamily || "sans-serif";
    this.#widths.clear();
  }

  /** The text, or its beginning with an ellipsis, that fits `width` pixels at this size and weight. */
  fit(text: string, width: number, size: number, weight: number): string {
    const font = `${weight} ${size}px ${this.#family}`;
    if (this.#width(text, font) <= width) return text;
    let [low, high] = [0, text.length];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (this.#width(`${text.slice(0, middle).trimEnd()}…`, font) <= width) low = middle;
      else high = middle - 1;
    }
    return `${text.slice(0, low).trimEnd()}…`;
  }

  #width(text: string, font: string): number {
    if (!this.#context) return text.length * 7;
    const key = `${font}\n${text}`;
    let width = this.#widths.get(key);
    if (width === undefined) {
      this.#context.font = font;
      width = this.#context.measureText(text).width;
      this.#widths.set(key, width);
    }
    return width;
  }
}
