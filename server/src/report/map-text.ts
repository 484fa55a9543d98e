/** The map in a terminal: elements by trust boundary, and under each what flows out of it. */
import type { Element, Flow, ScanResult } from "./contract.js";
import { count, type Style } from "./style.js";
import { cut, pad, safe, widthOf } from "./width.js";

/** Elements drawn at most; of a larger map, those that matter most. */
const MAX_ELEMENTS = 60;
const MAX_NAME = 46;

/** The lines of the drawing; none for an empty map. */
export function mapText(result: ScanResult, style: Style, display: (file: string) => string): string[] {
  const { elements, flows, boundaries } = result.map;
  if (elements.length === 0) return [];
  const { colors, width } = style;
  const byId = new Map(elements.map((element) => [element.id, element]));
  const drawn = chosen(elements, flows);
  const names = [...drawn].map((id) => widthOf(nameOf(byId.get(id)!)));
  const column = Math.min(MAX_NAME, Math.max(...names)) + 6;
  const lines = [
    colors.bold(`Map`) + colors.dim(`  ${count(elements.length, "element")}, ${count(flows.length, "flow")}`),
  ];
  for (const boundary of boundaries) {
    const inside = boundary.elements.filter((id) => drawn.has(id) && byId.has(id));
    if (inside.length === 0) continue;
    lines.push("", `  ${colors.bold(safe(boundary.label))}`);
    for (const id of inside) {
      const element = byId.get(id)!;
      lines.push(elementLine(element, column, style, display));
      const out = flows.filter((flow) => flow.from === id && byId.has(flow.to));
      for (const [index, flow] of out.entries()) {
        lines.push(cutLine(flowLine(flow, byId.get(flow.to)!, index === out.length - 1, style), width));
      }
    }
  }
  const hidden = elements.length - drawn.size;
  if (hidden > 0)
    lines.push("", colors.dim(`  … ${count(hidden, "more element")}; --format json lists them`));
  return lines;
}

/** Every element of a small map; of a large one the threatened first, then those that flows connect. */
function chosen(elements: readonly Element[], flows: readonly Flow[]): Set<string> {
  if (elements.length <= MAX_ELEMENTS) return new Set(elements.map((element) => element.id));
  const threatened = elements.filter((element) => element.threats.length > 0).map((element) => element.id);
  const atRisk = flows.filter((flow) => flow.threats.length > 0).flatMap((flow) => [flow.from, flow.to]);
  const connected = flows.flatMap((flow) => [flow.from, flow.to]);
  const all = new Set([...threatened, ...atRisk, ...connected, ...elements.map((element) => element.id)]);
  return new Set([...all].slice(0, MAX_ELEMENTS));
}

function nameOf(element: Element): string {
  return element.detail === undefined ? element.label : `${element.label}  ${element.detail}`;
}

function elementLine(
  element: Element,
  column: number,
  style: Style,
  display: (file: string) => string,
): string {
  const { colors, glyphs } = style;
  const threats = element.threats.length;
  const mark = threats > 0 ? colors.red(glyphs.error) : colors.dim(glyphs.source);
  const label = cut(element.label, MAX_NAME);
  const room = MAX_NAME - widthOf(label) - 2;
  const detail = element.detail === undefined || room < 4 ? "" : `  ${cut(element.detail, room)}`;
  const fill = " ".repeat(Math.max(2, column - 4 - widthOf(label + detail)));
  const effects = element.effects?.length ? `can ${element.effects.join(", ")}` : "";
  const where =
    element.file === undefined
      ? ""
      : `${safe(display(element.file))}${element.line ? `:${element.line}` : ""}`;
  const risk = threats === 0 ? "" : colors.red(count(threats, "threat"));
  const rest = [colors.dim(where), effects, risk]
    .filter((text) => text !== "" && text !== colors.dim(""))
    .join("  ");
  return `    ${mark} ${colors.bold(label)}${colors.dim(detail)}${fill}${rest}`.trimEnd();
}

interface FlowLine {
  plain: string;
  painted: string;
}

function flowLine(flow: Flow, to: Element, last: boolean, style: Style): FlowLine {
  const { colors, glyphs } = style;
  const branch = `      ${last ? glyphs.last : glyphs.branch}${glyphs.line} `;
  const labels = flow.labels.map(safe).join(", ");
  const arrow = ` ${glyphs.line}${glyphs.arrow} `;
  const target = safe(to.label);
  const risk = flow.threats.length === 0 ? "" : `  ${glyphs.error} ${count(flow.threats.length, "threat")}`;
  return {
    plain: branch + labels + arrow + target + risk,
    painted: `${colors.dim(branch)}${labels}${colors.dim(arrow)}${target}${colors.red(risk)}`,
  };
}

/** A line that is too long loses its end, and with it its colours. */
function cutLine({ plain, painted }: FlowLine, width: number): string {
  return widthOf(plain) <= width ? painted : pad(cut(plain, width), 0);
}
