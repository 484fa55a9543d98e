/** How far colours on the page stand apart, by WCAG's formula: 1 is the same, 21 is black on white. */
import type { Locator } from "playwright-core";
import { styleOf } from "./dom.js";

/** Where a colour is: an element and the property that paints it. */
export type Paint = readonly [Locator, "fill" | "stroke" | "color" | "backgroundColor"];

interface Colour {
  rgb: [number, number, number];
  alpha: number;
}

/** @param grounds what lies behind, the nearest first; the last one has to be opaque */
export async function contrast(paint: Paint, ...grounds: Paint[]): Promise<number> {
  const colours = await Promise.all([paint, ...grounds].map(read));
  const ground = colours.slice(1).reduceRight((below, above) => over(above, below));
  const [a, b] = [luminance(over(colours[0]!, ground)), luminance(ground)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

async function read([locator, property]: Paint): Promise<Colour> {
  const text = await styleOf(locator, property);
  const numbers = (text.match(/[\d.]+/g) ?? []).map(Number);
  const [red, green, blue, alpha = 1] = numbers;
  // Mixed colours are written as `color(srgb 0.5 0.25 1)`.
  const unit = text.startsWith("color(srgb ") ? 255 : 1;
  if (
    (unit === 1 && !text.startsWith("rgb")) ||
    red === undefined ||
    green === undefined ||
    blue === undefined
  ) {
    throw new Error(`not a colour: ${property} is ${text}`);
  }
  return { rgb: [red * unit, green * unit, blue * unit], alpha };
}

function over(above: Colour, below: Colour): Colour {
  const mixed = above.rgb.map((value, index) => value * above.alpha + below.rgb[index]! * (1 - above.alpha));
  return { rgb: mixed as Colour["rgb"], alpha: 1 };
}

function luminance({ rgb }: Colour): number {
  const [red, green, blue] = rgb.map((value) => {
    const part = value / 255;
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
