/** Outlines and symbols of the kinds of elements: told apart by shape and picture, not by colour. */
import type { ElementKind, Severity } from "../../server/src/report/contract.js";
import { svg } from "./dom.js";

export interface Outline {
  /** The closed border. */
  border: string;
  /** Lines inside it that belong to the shape. */
  inner?: string;
  dashed?: boolean;
}

const rounded = (w: number, h: number, r: number, x = 0, y = 0) =>
  `M${x + r} ${y}h${w - 2 * r}a${r} ${r} 0 0 1 ${r} ${r}v${h - 2 * r}a${r} ${r} 0 0 1 ${-r} ${r}h${2 * r - w}` +
  `a${r} ${r} 0 0 1 ${-r} ${-r}v${2 * r - h}a${r} ${r} 0 0 1 ${r} ${-r}Z`;

const OUTLINES: Record<ElementKind, (w: number, h: number) => Outline> = {
  person: (w, h) => ({ border: rounded(w, h, h / 2) }),
  route: (w, h) => ({ border: rounded(w, h, 6) }),
  model: (w, h) => ({ border: `M11 0H${w - 11}L${w} ${h / 2}L${w - 11} ${h}H11L0 ${h / 2}Z` }),
  agent: (w, h) => ({ border: rounded(w, h, 8), inner: rounded(w - 7, h - 7, 5, 3.5, 3.5) }),
  tool: (w, h) => ({ border: `M7 0H${w - 7}L${w} 7V${h - 7}L${w - 7} ${h}H7L0 ${h - 7}V7Z` }),
  "tool-server": (w, h) => ({ border: rounded(w, h, 3), inner: `M5 0V${h}M${w - 5} 0V${h}` }),
  store: (w, h) => ({
    border: `M0 5C0 -1.6 ${w} -1.6 ${w} 5V${h - 5}C${w} ${h + 1.6} 0 ${h + 1.6} 0 ${h - 5}Z`,
    inner: `M0 5C0 11.6 ${w} 11.6 ${w} 5`,
  }),
  "file-system": (w, h) => ({
    border: `M0 4a4 4 0 0 1 4 -4H${Math.min(44, w / 3)}l5 5H${w - 4}a4 4 0 0 1 4 4V${h - 4}a4 4 0 0 1 -4 4H4a4 4 0 0 1 -4 -4Z`,
  }),
  process: (w, h) => ({ border: rounded(w, h, 2), inner: `M0 5H${w}` }),
  outside: (w, h) => ({ border: rounded(w, h, Math.min(16, h / 2)), dashed: true }),
  page: (w, h) => ({ border: `M0 0H${w - 13}L${w} 13V${h}H0Z`, inner: `M${w - 13} 0V13H${w}` }),
  credential: (w, h) => ({ border: `M12 0H${w - 4}a4 4 0 0 1 4 4V${h - 4}a4 4 0 0 1 -4 4H12L0 ${h / 2}Z` }),
};

export function outline(kind: ElementKind, width: number, height: number): Outline {
  return OUTLINES[kind](width, height);
}

const circle = (x: number, y: number, r: number) =>
  `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0`;

/** Symbols in a box of 16 by 16, drawn as lines. */
const SYMBOLS: Record<ElementKind, string> = {
  person: `${circle(8, 5, 2.75)}M2.75 14c.4-3 2.4-4.5 5.25-4.5s4.85 1.5 5.25 4.5`,
  route: "M9.5 2.75h3.75v10.5H9.5M2.25 8h7M6.6 5.25 9.35 8 6.6 10.75",
  model:
    "M8 1.75c.6 3.7 2.4 5.5 6.25 6.25C10.4 8.75 8.6 10.55 8 14.25 7.4 10.55 5.6 8.75 1.75 8 5.6 7.25 7.4 5.45 8 1.75Z",
  agent: `${rounded(10.5, 8, 2, 2.75, 5.5)}M8 5.5V3.2M6 8.6v1.4M10 8.6v1.4${circle(8, 2.3, 0.8)}`,
  tool: "M10.3 2.2a3.7 3.7 0 0 0-4.5 4.7l-3.4 3.4a1.75 1.75 0 0 0 0 2.45l.85.85a1.75 1.75 0 0 0 2.45 0l3.4-3.4a3.7 3.7 0 0 0 4.7-4.5L11.4 8.1 8.9 7.1 7.9 4.6l2.4-2.4Z",
  "tool-server": `${rounded(11.5, 4.6, 1, 2.25, 2.75)}${rounded(11.5, 4.6, 1, 2.25, 8.65)}M4.7 5.05h.6M4.7 10.95h.6`,
  store: "M3 3.9C3 1.5 13 1.5 13 3.9S3 6.3 3 3.9v8.2c0 2.4 10 2.4 10 0V3.9M3 8c0 2.4 10 2.4 10 0",
  "file-system":
    "M2 4.2A1.2 1.2 0 0 1 3.2 3h3l1.5 1.8h5.1A1.2 1.2 0 0 1 14 6v5.8a1.2 1.2 0 0 1-1.2 1.2H3.2A1.2 1.2 0 0 1 2 11.8V4.2Z",
  process: `${rounded(12, 10.5, 1.4, 2, 2.75)}M4.8 6.2l2 1.9-2 1.9M8.6 10.4h2.6`,
  outside: `${circle(8, 8, 6)}M2 8h12M8 2c2 1.8 2.9 3.8 2.9 6S10 12.2 8 14M8 2C6 3.8 5.1 5.8 5.1 8S6 12.2 8 14`,
  page: "M4 1.9h5l3.4 3.4v8.8H4V1.9ZM8.8 2v3.5h3.5M6.2 8.4h4M6.2 11h4",
  credential: `${circle(5.2, 10.8, 2.9)}M7.3 8.7 13.6 2.4M10.7 5.3l1.9 1.9M12.4 3.6l1.6 1.6`,
};

export function symbol(kind: ElementKind): SVGPathElement {
  return svg("path", { class: "symbol", d: SYMBOLS[kind] });
}

/** A cross in a circle, a triangle, an i in a circle: severities are told apart without colour. Box of 14 by 14. */
const GLYPHS: Record<Severity, { border: string; mark: string }> = {
  error: { border: circle(7, 7, 5.6), mark: "M4.9 4.9l4.2 4.2M9.1 4.9l-4.2 4.2" },
  warning: { border: "M7 1.4 13 12.4H1Z", mark: "M7 5.4v3.2M7 10.4v.3" },
  info: { border: circle(7, 7, 5.6), mark: "M7 6.4v3.6M7 3.9v.3" },
};

export function severityGlyph(severity: Severity): SVGGElement {
  const { border, mark } = GLYPHS[severity];
  return svg(
    "g",
    { class: `glyph severity-${severity}` },
    svg("path", { class: "glyph-border", d: border }),
    svg("path", { class: "glyph-mark", d: mark }),
  );
}

/** A symbol or glyph as a picture of its own, for text. */
export function picture(size: number, box: number, content: SVGElement): SVGSVGElement {
  return svg(
    "svg",
    { width: size, height: size, viewBox: `0 0 ${box} ${box}`, "aria-hidden": "true" },
    content,
  );
}
