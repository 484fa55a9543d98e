/** `threatline/map` and `threatline/mapChanged`: the data-flow map of the whole workspace, laid out. */
import type { CancellationToken, Range } from "vscode-languageserver/node";
import { layout, type Direction } from "../map/layout/index.js";
import { BOUNDARIES, type Element, type Finding, type ThreatMap } from "../report/contract.js";
import { LOOSE } from "../workspace/analysis-messages.js";
import type { Place } from "../workspace/analysis.js";
import { elementToLsp } from "./convert.js";
import { MAP_CHANGED_NOTIFICATION, MAP_REQUEST, MapParams, summarise, type MapResult } from "./protocol.js";
import type { Session } from "./session.js";

/** The maps of the folders as they were last asked for. */
export class Maps {
  readonly #elements = new Map<string, Element[]>();
  version = 0;
  latest: MapResult | undefined;
  /** Where flows run in the latest layout. */
  direction: Direction = "right";

  keep(folder: string, map: ThreatMap): void {
    this.#elements.set(folder, map.elements);
  }

  /** Elements of a file with the lines they stand on. */
  elementsIn({ folder, file }: Place): { id: string; range: Range }[] {
    const elements = this.#elements.get(folder) ?? [];
    return elements.flatMap((element) => {
      if (element.file !== file || element.line === undefined) return [];
      const { line, column = 1, endLine = line } = element;
      return [{ id: element.id, range: elementToLsp({ line, column, endLine }) }];
    });
  }
}

export function registerMap(session: Session): void {
  const { connection, known, maps } = session;

  connection.onRequest(MAP_REQUEST, (params: unknown, token) =>
    session.answer(token, async (): Promise<MapResult> => {
      const { version, latest } = maps;
      const direction = MapParams.safeParse(params).data?.direction ?? "right";
      if (latest?.version === version && maps.direction === direction) return latest;
      const result = await mapOf(session, version, direction, token);
      if (maps.version === version) [maps.latest, maps.direction] = [result, direction];
      return result;
    }),
  );

  known.on("mapChanged", () => {
    maps.version++;
    if (session.options.map)
      void connection.sendNotification(MAP_CHANGED_NOTIFICATION, { version: maps.version });
  });
}

async function mapOf(
  session: Session,
  version: number,
  direction: Direction,
  token: CancellationToken,
): Promise<MapResult> {
  const { places, analysis, maps } = session;
  const merged: ThreatMap = { elements: [], flows: [], boundaries: [] };
  const findings: Finding[] = [];
  let files = 0;
  for (const folder of [...places.roots.map(({ id }) => id), LOOSE]) {
    const answer = await analysis.map(folder, token);
    maps.keep(folder, answer.map);
    files += answer.files;
    merge(merged, findings, answer, session, folder);
  }
  const named = new Set([...merged.elements, ...merged.flows].flatMap(({ threats }) => threats));
  const isEmpty = merged.elements.length === 0;
  const drawn = isEmpty ? null : await laidOut(session, merged, direction);
  const empty = isEmpty
    ? await reason(session, files)
    : "The map could not be laid out. The tree shows the same.";
  return {
    version,
    root: places.roots[0]?.id ?? "",
    map: merged,
    layout: drawn,
    ...(!drawn && { empty }),
    findings: findings.filter(({ fingerprint }) => named.has(fingerprint)).map(summarise),
  };
}

/** Adds a folder's map: one picture, in which ids stay apart and files outside the first folder are URIs. */
function merge(
  into: ThreatMap,
  findings: Finding[],
  from: { map: ThreatMap; findings: Finding[] },
  { places }: Session,
  folder: string,
): void {
  const id = (id: string) => places.elementId(folder, id);
  const isFirst = folder === places.roots[0]?.id;
  const fileOf = (file: string) => (isFirst ? file : places.uriOf({ folder, file }));
  const at = <T extends { file: string }>(step: T): T => ({ ...step, file: fileOf(step.file) });
  for (const element of from.map.elements) {
    into.elements.push({
      ...element,
      id: id(element.id),
      ...(element.file !== undefined && { file: fileOf(element.file) }),
    });
  }
  for (const flow of from.map.flows) {
    into.flows.push({ ...flow, from: id(flow.from), to: id(flow.to), locations: flow.locations.map(at) });
  }
  const boundaries = new Map([...into.boundaries].map((boundary) => [boundary.id, boundary]));
  for (const { id: name, label, elements } of from.map.boundaries) {
    const known = boundaries.get(name)?.elements ?? [];
    boundaries.set(name, { id: name, label, elements: [...known, ...elements.map(id)] });
  }
  into.boundaries = BOUNDARIES.flatMap((name) => boundaries.get(name) ?? []);
  for (const finding of from.findings) {
    findings.push({
      ...at(finding),
      source: at(finding.source),
      sink: at(finding.sink),
      path: finding.path.map(at),
    });
  }
}

async function laidOut(session: Session, map: ThreatMap, direction: Direction): Promise<MapResult["layout"]> {
  try {
    return await layout(map, { direction });
  } catch (error) {
    // The tree shows the same without places.
    session.log("error", `The map could not be laid out: ${String(error)}`);
    return null;
  }
}

/** Why there is nothing to draw. */
async function reason({ known, places }: Session, files: number): Promise<string> {
  if (places.roots.some(({ id }) => !known.folder(id).complete)) return "The workspace is still being read.";
  if (files === 0) return "No JavaScript or TypeScript file was found here.";
  const read = files === 1 ? "One file was" : `${files} files were`;
  return `${read} read. None of them calls a model, registers a tool or holds a provider's credential.`;
}
