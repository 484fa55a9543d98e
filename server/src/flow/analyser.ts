/**
 * The threat model of a program, kept file by file. An edit costs what leans on it: only the parts of the files whose
 * sources, tools, models or credentials lead through what changed are made again.
 */
import type { ThreatModel } from "../threats/model.js";
import { FlowReader, type Bound, type Edge } from "./analysis.js";
import { BarrierJudge } from "./barriers.js";
import { readCredentials } from "./credentials.js";
import { EffectFinder } from "./effects.js";
import { ElementRegistry } from "./elements.js";
import { Follower } from "./follow.js";
import { joinInventories, type Inventory } from "./inventory.js";
import { InventoryReader } from "./inventory-reader.js";
import { Needs, type Need } from "./needs.js";
import { PerFile } from "./per-file.js";
import type { Program } from "./program.js";
import { Cancelled } from "./propagate.js";
import { Resolver } from "./resolve.js";
import { SiteIndex } from "./site-index.js";
import { readToolServers } from "./tool-servers.js";

/** A threat model with what the map shows besides. */
export interface FlowModel extends ThreatModel {
  elements: ElementRegistry;
  edges: readonly Edge[];
  bounds: readonly Bound[];
}

/** What one file brings in: flows from its sources, its models, tools and credentials. */
export interface FilePart extends FlowModel {
  file: string;
}

export class FlowAnalyser {
  readonly #resolver: Resolver;
  readonly #follower: Follower;
  readonly #inventories: PerFile<Inventory>;
  readonly #effects: EffectFinder;
  readonly #sites: SiteIndex;
  readonly #made: PerFile<FilePart>;
  /** Parts that bring something in, by file number. */
  readonly #parts = new Map<number, FilePart>();
  #inOrder: readonly FilePart[] | undefined;
  #model: FlowModel | undefined;
  #reader: InventoryReader | undefined;
  #check: () => void = () => {};

  constructor(readonly program: Program) {
    const { solver } = program;
    this.#resolver = new Resolver(program);
    this.#follower = new Follower(this.#resolver, new BarrierJudge(this.#resolver));
    const none = joinInventories([]);
    this.#inventories = new PerFile(solver, none, (file) => {
      const inventory = this.#inventoryReader().read(program.graphs[file]!);
      return Object.values(inventory).every((sites) => sites.length === 0) ? none : inventory;
    });
    this.#effects = new EffectFinder(this.#resolver);
    this.#sites = new SiteIndex(this.#resolver, this.#effects, this.#inventories);
    this.#made = new PerFile<FilePart>(solver, NOTHING, (file) => {
      const part = this.#part(file);
      return isEmpty(part) ? NOTHING : part;
    });
  }

  /** Flows that threats ask for besides those that are always followed. Only while nothing is known. */
  set needs(needs: readonly Need[]) {
    this.#follower.needs = new Needs(needs);
  }

  /**
   * Brings every part up to date.
   * @param changed hears of parts that came, changed or went (no part), in any order
   * @param first the file whose part comes before all others
   * @returns false when cancelled; the next time goes on from there
   */
  settle(
    changed: (file: string, part: FilePart | undefined) => void,
    cancelled?: () => boolean,
    first?: string,
  ): boolean {
    const { program } = this;
    this.#check = () => {
      if (cancelled?.()) throw new Cancelled();
    };
    for (const file of program.takeTouched()) {
      this.#inventories.touch(file);
      this.#made.touch(file);
    }
    try {
      this.#follower.during(cancelled, () => {
        // All inventories before any part: which file makes tools of another's objects has to be known.
        this.#inventories.settle((file) => {
          this.#check();
          this.#sites.replace(file, program.graphs[file] && this.#inventories.of(file));
        });
        this.#made.settle(
          (file) => {
            this.#check();
            this.#replace(file, program.graphs[file] && this.#made.of(file), changed);
          },
          first === undefined ? undefined : program.graphOf(first)?.id,
        );
      });
      return true;
    } catch (error) {
      if (error instanceof Cancelled) return false;
      throw error;
    }
  }

  /** Parts that bring something in, by their files' names. */
  parts(): readonly FilePart[] {
    this.#inOrder ??= [...this.#parts.values()].sort((a, b) => (a.file < b.file ? -1 : 1));
    return this.#inOrder;
  }

  /** The model of the whole program. */
  model(): FlowModel {
    this.#model ??= joinParts(this.parts());
    return this.#model;
  }

  #replace(
    file: number,
    part: FilePart | undefined,
    changed: (file: string, part: FilePart | undefined) => void,
  ): void {
    const before = this.#parts.get(file);
    const after = part === NOTHING ? undefined : part;
    if (before === after) return;
    if (after) this.#parts.set(file, after);
    else this.#parts.delete(file);
    this.#inOrder = undefined;
    this.#model = undefined;
    changed((after ?? before)!.file, after);
  }

  #inventoryReader(): InventoryReader {
    if (this.#reader?.catalog !== this.program.catalog)
      this.#reader = new InventoryReader(this.#resolver, this.program.catalog);
    return this.#reader!;
  }

  #part(file: number): FilePart {
    const graph = this.program.graphs[file]!;
    const inventory = this.#inventories.of(file);
    const own = this.#sites.of(file);
    const elements = new ElementRegistry();
    for (const { registry } of [own.tools, own.agents, own.models]) elements.join(registry);
    const flows = new FlowReader(
      this.#resolver,
      this.#follower,
      elements,
      this.#sites,
      own,
      inventory,
      graph,
    );
    flows.run(this.#check);
    const { tools, agents, models } = own;
    return {
      file: graph.file,
      flows: flows.flows,
      models: own.models.models,
      tools: own.tools.toolSites.map(({ tool }) => tool),
      credentials: readCredentials(this.#resolver, elements, graph, inventory),
      toolServers: readToolServers(this.#resolver, elements, graph, inventory),
      retrievals: flows.retrievals(),
      routes: flows.routes(this.#effects),
      calls: [...tools.calls, ...agents.calls, ...models.calls],
      edges: flows.edges(),
      bounds: flows.bounds,
      elements,
    };
  }
}

const NOTHING: FilePart = {
  file: "",
  flows: [],
  models: [],
  tools: [],
  credentials: [],
  toolServers: [],
  retrievals: [],
  routes: [],
  calls: [],
  edges: [],
  bounds: [],
  elements: new ElementRegistry(),
};

function isEmpty({ elements, flows, bounds }: FilePart): boolean {
  return elements.isEmpty && flows.length === 0 && bounds.length === 0;
}

type Joined = Omit<FlowModel, "elements" | "policy" | "reviewed">;

/**
 * The model of all parts, in their order, so that the same parts give the same model. Threats read little of it after an
 * edit: each list is joined when it is read.
 */
function joinParts(parts: readonly FilePart[]): FlowModel {
  const known = new Map<keyof Joined, readonly unknown[]>();
  const join = <K extends keyof Joined>(key: K): Joined[K] => {
    let list = known.get(key);
    if (!list) {
      list = parts.flatMap((part): readonly unknown[] => part[key]);
      known.set(key, list);
    }
    return list as Joined[K];
  };
  return {
    get flows() {
      return join("flows");
    },
    get models() {
      return join("models");
    },
    get tools() {
      return join("tools");
    },
    get credentials() {
      return join("credentials");
    },
    get toolServers() {
      return join("toolServers");
    },
    get retrievals() {
      return join("retrievals");
    },
    get routes() {
      return join("routes");
    },
    get calls() {
      return join("calls");
    },
    get edges() {
      return join("edges");
    },
    get bounds() {
      return join("bounds");
    },
    get elements() {
      const elements = new ElementRegistry();
      for (const part of parts) elements.join(part.elements);
      return elements;
    },
  };
}
