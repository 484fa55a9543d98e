/** Tools, agents and model calls of all files by where they are, so that one file's can name another's. */
import type { AgentRow, ModelRow } from "../catalog/schema.js";
import type { Effect } from "../catalog/vocabulary.js";
import type { Step } from "../report/contract.js";
import type { ModelCall } from "../threats/model.js";
import type { EffectFinder } from "./effects.js";
import { ElementRegistry } from "./elements.js";
import type { CallSite, Inventory, SourceSite } from "./inventory.js";
import { PerFile } from "./per-file.js";
import type { Program, Ref } from "./program.js";
import type { Resolver } from "./resolve.js";
import { SiteReader } from "./sites.js";
import type { ToolSite } from "./tool-sites.js";

/** A model or an agent. */
export interface Actor {
  element: string;
  /** What it can do through its tools. */
  effects: Effect[];
  /** For a model: its call. */
  site: CallSite<ModelRow> | undefined;
  /** Not certain: only the path of an address says that there is a model. */
  certain: boolean;
  /** For an agent: its construction. */
  agent?: CallSite<AgentRow>;
  /** For a model: what is known of its call. */
  model?: ModelCall;
}

/** What one file has, each kind as it was read. */
export interface FileSites {
  tools: SiteReader;
  agents: SiteReader;
  models: SiteReader;
}

/** Each kind may name the ones before it, in whatever file they are. */
export class SiteIndex {
  readonly #program: Program;
  readonly #tools: PerFile<SiteReader>;
  readonly #agents: PerFile<SiteReader>;
  readonly #models: PerFile<SiteReader>;
  /** Files that make a tool of an object in another file, by that object. */
  readonly #makers = new Map<Ref, Set<number>>();
  readonly #madeBy = new Map<number, Ref[]>();

  constructor(
    resolver: Resolver,
    readonly effects: EffectFinder,
    readonly inventories: PerFile<Inventory>,
  ) {
    const { program } = resolver;
    this.#program = program;
    const reader = (): SiteReader => new SiteReader(resolver, new ElementRegistry(), effects, this);
    // Most files have nothing of a kind, and share that.
    const nothing = reader();
    const kind = (sites: keyof FileSites, read: (reader: SiteReader, inventory: Inventory) => SiteReader) =>
      new PerFile<SiteReader>(program.solver, nothing, (file) => {
        const inventory = inventories.of(file);
        return inventory[sites].length === 0 ? nothing : read(reader(), inventory);
      });
    this.#tools = kind("tools", (made, inventory) => made.readTools(inventory));
    this.#agents = kind("agents", (made, inventory) => made.readAgents(inventory));
    this.#models = kind("models", (made, inventory) => made.readModels(inventory));
  }

  of(file: number): FileSites {
    return { tools: this.#tools.of(file), agents: this.#agents.of(file), models: this.#models.of(file) };
  }

  /** A file's inventory is another one, or none. */
  replace(file: number, inventory: Inventory | undefined): void {
    const before = this.#madeBy.get(file) ?? [];
    const after =
      inventory?.tools.map(({ call }) => call).filter((call) => this.#program.fileOf(call) !== file) ?? [];
    for (const ref of before) this.#makers.get(ref)?.delete(file);
    for (const ref of after) {
      const makers = this.#makers.get(ref);
      if (makers) makers.add(file);
      else this.#makers.set(ref, new Set([file]));
    }
    if (after.length > 0) this.#madeBy.set(file, after);
    else this.#madeBy.delete(file);
    for (const other of new Set([...before, ...after].map((ref) => this.#program.fileOf(ref))))
      this.#program.solver.changed(`made:${other}`);
  }

  /** The tool that an object or a registration is, or several that one makes. */
  toolsAt(ref: Ref): readonly ToolSite[] {
    const file = this.#program.fileOf(ref);
    const own = this.#tools.of(file).toolsAt.get(ref);
    if (own) return own;
    this.#program.solver.reads(`made:${file}`);
    const makers = [...(this.#makers.get(ref) ?? [])].sort((a, b) => this.#program.compareFiles(a, b));
    for (const maker of makers) {
      const tools = this.#tools.of(maker).toolsAt.get(ref);
      if (tools) return tools;
    }
    return [];
  }

  /** Sources in a function, or in functions inside it. */
  sourcesIn(fn: Ref): SourceSite[] {
    const { sources } = this.inventories.of(this.#program.fileOf(fn));
    if (sources.length === 0) return [];
    const graph = this.#program.graph(fn);
    return sources.filter(({ ref }) => {
      if (this.#program.fileOf(ref) !== graph.id) return false;
      for (
        let owner = graph.owner(ref - graph.first);
        owner >= 0;
        owner = graph.facts.functions[owner]!.parent
      )
        if (graph.facts.functions[owner]!.node === fn - graph.first) return true;
      return false;
    });
  }

  agentAt(ref: Ref): Actor | undefined {
    return this.#agents.of(this.#program.fileOf(ref)).actors.get(ref);
  }

  /** The model called there, or else the agent made there. */
  actorAt(ref: Ref): Actor | undefined {
    return this.#models.of(this.#program.fileOf(ref)).actors.get(ref) ?? this.agentAt(ref);
  }

  /** The model that data goes to which reaches a call on this way, or else the agent made there. */
  modelAt(ref: Ref, way: readonly Step[]): Actor | undefined {
    const models = this.#models.of(this.#program.fileOf(ref));
    return models.actors.has(ref) ? models.modelAt(ref, way) : this.agentAt(ref);
  }
}
