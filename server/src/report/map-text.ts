/** The map in a terminal: elements by trust boundary, and under each what flows out of it. */
import type { Element, Flow, ScanResult } from "./contract.js";
import { count, type Style } from "./style.js";
import { cut, safe, widthOf, wrap } from "./width.js";

/** Elements drawn at most; of a larger map, those that matter most. */
const MAX_ELEMENTS = 60;
/** Columns for an element's name and detail. */
const MAX_NAME = 52;

/** The lines of the drawing; none for an empty map. */
export function mapText(result: ScanResult, style: Style, display: (file: string) => string): string[] {
  const { elements, flows, boundaries } = result.map;
  if (elements.length === 0) return [];
  const { colors } = style;
  const byId = new Map(elements.map((element) => [element.id, element]));
  const drawn = chosen(elements, flows);
  const folder = commonFolder([...drawn].flatMap((id) => byId.get(id)!.file ?? []).map(display));
  const shorten = (file: string) => safe(display(file).slice(folder.length));
  const names = [...drawn].map((id) => widthOf(nameOf(byId.get(id)!)));
  const column = Math.min(MAX_NAME, Math.max(...names));
  const size = `${count(elements.length, "element")}, ${count(flows.length, "flow")}`;
  const lines = [`${colors.bold("Map")}${colors.dim(`  ${size}${folder && `, files in ${safe(folder)}`}`)}`];
  for (const boundary of boundaries) {
    const inside = boundary.elements.filter((id) => drawn.has(id) && byId.has(id));
    if (inside.length === 0) continue;
    lines.push("", `  ${colors.bold(safe(boundary.label))}`);
    for (const id of inside) {
      lines.push(elementLine(byId.get(id)!, column, style, shorten));
      const out = flows.filter((flow) => flow.from === id && byId.has(flow.to));
      lines.push(...flowLines(out, (flow) => byId.get(flow.to)!.label, style));
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
  const known = new Set(elements.map((element) => element.id));
  const threatened = elements.filter((element) => element.threats.length > 0).map((element) => element.id);
  const atRisk = flows.filter((flow) => flow.threats.length > 0).flatMap((flow) => [flow.from, flow.to]);
  const connected = flows.flatMap((flow) => [flow.from, flow.to]);
  const all = new Set([...threatened, ...atRisk, ...connected, ...known]);
  return new Set([...all].filter((id) => known.has(id)).slice(0, MAX_ELEMENTS));
}

/** The folder that holds all files, with a final slash; "" when that is the current one. */
function commonFolder(files: readonly string[]): string {
  if (files.length === 0) return "";
  let folder = files[0]!.slice(0, files[0]!.lastIndexOf("/") + 1);
  while (folder !== "" && !files.every((file) => file.startsWith(folder))) {
    folder = folder.slice(0, folder.lastIndexOf("/", folder.length - 2) + 1);
  }
  return folder;
}

/** What stands for the element; a detail that only repeats its file is left out. */
function nameOf({ label, detail, file }: Element): string {
  return detail === undefined || detail === file ? label : `${label}  ${detail}`;
}

function elementLine(
  element: Element,
  column: number,
  style: Style,
  shorten: (file: string) => string,
): string {
  const { colors, glyphs } = style;
  const threats = element.threats.length;
  const mark = threats > 0 ? colors.red(glyphs.error) : colors.dim(glyphs.source);
  const name = cut(nameOf(element), column);
  const label = cut(element.label, column);
  const painted = name.startsWith(label)
    ? colors.bold(label) + colors.dim(name.slice(label.length))
    : colors.bold(name);
  const where =
    element.file === undefined ? "" : `${shorten(element.file)}${element.line ? `:${element.line}` : ""}`;
  const effects = element.effects?.length ? `can ${element.effects.join(", ")}` : "";
  const rest = [
    ...(where === "" ? [] : [colors.dim(where)]),
    ...(effects === "" ? [] : [effects]),
    ...(threats === 0 ? [] : [colors.red(count(threats, "threat"))]),
  ];
  const fill = " ".repeat(column - widthOf(name) + 2);
  return `    ${mark} ${painted}${rest.length === 0 ? "" : fill}${rest.join("  ")}`;
}

interface Group {
  labels: string;
  targets: string[];
  threats: number;
}

/** What flows out of one element: a line for each threatened flow, one for each kind of the others. */
function flowLines(flows: readonly Flow[], nameOfTarget: (flow: Flow) => string, style: Style): string[] {
  const { colors, glyphs, width } = style;
  const groups = grouped(flows, nameOfTarget);
  return groups.flatMap(({ labels, targets, threats }, index) => {
    const last = index === groups.length - 1;
    const branch = `      ${last ? glyphs.last : glyphs.branch}${glyphs.line} `;
    const arrow = ` ${glyphs.line}${glyphs.arrow} `;
    const risk = threats === 0 ? "" : `${glyphs.error} ${count(threats, "threat")}`;
    const start = widthOf(branch + labels + arrow);
    const lines = wrap(targets.join(", "), Math.max(16, width - start));
    const fits = start + widthOf(`${lines[lines.length - 1]}  ${risk}`) <= width;
    const next = `      ${last ? " " : colors.dim(glyphs.step)}${" ".repeat(start - 7)}`;
    const shown = lines.map((line, row) =>
      row === 0 ? `${colors.dim(branch)}${labels}${colors.dim(arrow)}${line}` : next + line,
    );
    if (risk === "") return shown;
    if (!fits) return [...shown, next + colors.red(risk)];
    return [...shown.slice(0, -1), `${shown[shown.length - 1]}  ${colors.red(risk)}`];
  });
}

function grouped(flows: readonly Flow[], nameOfTarget: (flow: Flow) => string): Group[] {
  const groups = new Map<string, Group & { amounts: Map<string, number> }>();
  for (const flow of flows) {
    const labels = flow.labels.map(safe).join(", ");
    const target = safe(nameOfTarget(flow));
    const key = flow.threats.length === 0 ? labels : `${labels}\0${target}`;
    const group = groups.get(key) ?? { labels, targets: [], threats: 0, amounts: new Map<string, number>() };
    groups.set(key, group);
    group.threats += flow.threats.length;
    group.amounts.set(target, (group.amounts.get(target) ?? 0) + 1);
  }
  const all = [...groups.values()].map(({ labels, threats, amounts }) => ({
    labels,
    threats,
    targets: [...amounts].map(([target, amount]) => (amount === 1 ? target : `${target} (${amount})`)),
  }));
  return [...all.filter((group) => group.threats > 0), ...all.filter((group) => group.threats === 0)];
}
