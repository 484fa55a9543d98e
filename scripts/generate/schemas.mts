/** JSON schemas of what users write and what programs read, from the zod types that the code itself uses. */
import { z } from "zod";
import { CatalogPackage, Row } from "../../server/src/catalog/schema.js";
import { Config } from "../../server/src/config.js";
import { threatById } from "../../server/src/threats/index.js";
import { threatIds } from "../../server/src/workspace/config-meaning.js";
import * as contract from "../../server/src/report/contract.js";

export const folders = ["schemas"];

/** Changes with an incompatible change of the schema; for results it is the contract's own version. */
const CONFIG_VERSION = 1;
const RESULT_VERSION = contract.ScanResult.shape.version.value;

/** Types that several others use are written once, under their name. */
const NAMES: Record<string, z.ZodType> = {
  CatalogPackage,
  Row,
  Severity: contract.Severity,
  Confidence: contract.Confidence,
  Status: contract.Status,
  Position: contract.Position,
  Range: contract.Range,
  Step: contract.Step,
  Reference: contract.Reference,
  ControlOffer: contract.ControlOffer,
  Finding: contract.Finding,
  Element: contract.Element,
  Flow: contract.Flow,
  Boundary: contract.Boundary,
  ThreatMap: contract.ThreatMap,
  Problem: contract.Problem,
  Stats: contract.Stats,
};

/** The descriptions that the types carry, and the names above. */
function metadata(): typeof z.globalRegistry {
  const ids = new Map(Object.entries(NAMES).map(([name, type]) => [type as z.core.$ZodType, name]));
  const registry = z.registry<z.core.GlobalMeta>();
  const described = (type: z.core.$ZodType) => {
    const id = ids.get(type);
    return { ...z.globalRegistry.get(type), ...(id !== undefined && { id }) };
  };
  return Object.assign(registry, { get: described, has: () => true }) as typeof z.globalRegistry;
}

type Json = Record<string, unknown>;

function schema(type: z.ZodType, id: string, title: string, io: "input" | "output"): Json {
  // Draft 7 is what editors and most validators understand.
  const { $schema, ...rest } = z.toJSONSchema(type, { target: "draft-7", io, metadata: metadata() });
  return { $schema, $id: id, title, ...rest };
}

/** Severities by threat id, each id spelled out so that an editor can complete and explain it. */
function withThreatIds(config: Json): Json {
  const properties = config.properties as Record<string, Json>;
  const { description, additionalProperties } = properties.threats!;
  const definitions = { ...(config.definitions as Json), SeverityOrOff: additionalProperties };
  const ids = threatIds().map((id) => [
    id,
    {
      description: threatById(id)?.title ?? "About annotations themselves",
      allOf: [{ $ref: "#/definitions/SeverityOrOff" }],
    },
  ]);
  const spelled = { type: "object", properties: Object.fromEntries(ids), additionalProperties: false };
  const { items, ...overrides } = properties.overrides as Json & {
    items: { properties: Record<string, Json> };
  };
  const inFiles = { ...spelled, description: items.properties.threats!.description };
  return {
    ...config,
    properties: {
      ...properties,
      threats: { ...spelled, description },
      overrides: { ...overrides, items: { ...items, properties: { ...items.properties, threats: inFiles } } },
    },
    definitions,
  };
}

export async function outputs(): Promise<Record<string, string>> {
  const config = schema(
    Config,
    `urn:threatline:schema:config:${CONFIG_VERSION}`,
    "Threatline configuration (threatline.json)",
    "input",
  );
  const result = schema(
    contract.ScanResult,
    `urn:threatline:schema:scan-result:${RESULT_VERSION}`,
    "Result of threatline scan --format json",
    "output",
  );
  return {
    "schemas/config.schema.json": JSON.stringify(withThreatIds(config), null, 2),
    "schemas/scan-result.schema.json": JSON.stringify(result, null, 2),
  };
}
