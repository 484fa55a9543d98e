import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { frameworkEntry } from "../../server/src/catalog/frameworks.js";
import { Engine } from "../../server/src/engine.js";
import { threats, type Preset, type ThreatDocs } from "../../server/src/threats/index.js";

/** The threats found in one file that stands alone. */
function found(code: string, { config, reviewed }: ThreatDocs, preset: Preset = "recommended"): string[] {
  const engine = new Engine();
  engine.configure({ config: { preset, ...config }, ...(reviewed && { reviewed }) });
  engine.update(/<\/|\/>/.test(code) ? "example.tsx" : "example.ts", code);
  return engine.analyse()!.findings.map((finding) => finding.threat);
}

describe.each(threats.map((threat) => [threat.id, threat] as const))("%s", (id, threat) => {
  it("reports its bad example", () => {
    expect(found(threat.docs.bad, threat.docs, "all")).toContain(id);
  });

  it("finds nothing at all in its good example", () => {
    expect(found(threat.docs.good, threat.docs)).toEqual([]);
    expect(found(threat.docs.good, threat.docs, "all")).not.toContain(id);
  });

  it("refers to current entries of the frameworks", () => {
    for (const reference of threat.references) {
      expect(frameworkEntry(reference), reference).toBeDefined();
      expect(frameworkEntry(reference)?.status, reference).toBeUndefined();
    }
  });

  it("has a page", () => {
    expect(existsSync(join(import.meta.dirname, `../../docs/threats/${id}.md`))).toBe(true);
  });
});
