/** Which threats are looked for, and how severely each finding counts: the preset, then the configuration, file by file. */
import ignore, { type Ignore } from "ignore";
import type { Config, Level } from "./config.js";
import type { Severity } from "./report/contract.js";
import { PRESETS, type Draft, type Preset, type Threat } from "./threats/threat.js";

/** Where the workspace and its configuration are, absolute and with forward slashes. */
export interface Folders {
  root: string;
  config: string;
}

interface Override {
  files: Ignore;
  threats: Record<string, Level>;
}

export class Levels {
  readonly #preset: Preset;
  readonly #overrides: readonly Override[];

  constructor(
    readonly config: Config,
    readonly folders?: Folders,
  ) {
    this.#preset = config.preset ?? "recommended";
    this.#overrides = (config.overrides ?? []).map(({ files, threats }) => ({
      files: ignore().add(files),
      threats: threats ?? {},
    }));
  }

  /** Whether it can be reported at all; what is off everywhere is not looked for. */
  isOn(threat: Pick<Threat, "id" | "presets">): boolean {
    const { id } = threat;
    const own = this.config.threats?.[id];
    const asked = [own, ...this.#overrides.map(({ threats }) => threats[id])];
    if (asked.some((level) => level !== undefined && level !== "off")) return true;
    return own !== "off" && inPreset(threat, this.#preset) !== "off";
  }

  /** What the configuration says of a threat in a file, presets aside. */
  set(id: string, file: string): Level | undefined {
    const path = this.#fromConfig(file);
    const overriding =
      path === undefined
        ? undefined
        : this.#overrides.findLast(({ files, threats }) => id in threats && files.ignores(path));
    return overriding?.threats[id] ?? this.config.threats?.[id];
  }

  /** The severity a draft is reported with; undefined when it is not reported. */
  severity(
    threat: Threat,
    draft: Pick<Draft, "severity" | "confidence" | "from" | "sink">,
  ): Severity | undefined {
    const set = this.set(threat.id, draft.sink.file);
    if (set !== undefined) return set === "off" ? undefined : set;
    if (PRESETS.indexOf(draft.from ?? "recommended") > PRESETS.indexOf(this.#preset)) return undefined;
    const level = inPreset(threat, this.#preset);
    if (level === "off") return undefined;
    if (level === "info") return "info";
    // An error stops a build: nothing of it may be taken for granted.
    return draft.severity === "error" && draft.confidence !== "high" ? "warning" : draft.severity;
  }

  /** The file as the configuration's patterns see it; undefined when it lies outside their folder. */
  #fromConfig(file: string): string | undefined {
    if (!this.folders) return file;
    const path = `${this.folders.root}/${file}`;
    const base = `${this.folders.config}/`;
    return path.startsWith(base) ? path.slice(base.length) : undefined;
  }
}

/** What a preset makes of a threat: each finding's own severity, information only, or nothing. */
export function inPreset({ presets }: Pick<Threat, "presets">, preset: Preset): "own" | "info" | "off" {
  return preset === "all" ? "own" : (presets?.[preset] ?? "own");
}
