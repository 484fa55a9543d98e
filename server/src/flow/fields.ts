/**
 * Fields of classes, the other way round: from a class to the places of the program that read its field. Each is found once
 * for a field of a class, however many values are stored in it: a name like `options` is read in thousands of places.
 */
import { Op } from "../facts/facts.js";
import type { Ref } from "./program.js";
import { sameRefs } from "./ref.js";
import { rootOf } from "./relations.js";
import type { Resolver } from "./resolve.js";
import type { Table } from "./solver.js";
import { classOf, holderOf, isStatic, keepersOf, type Holder } from "./values.js";

type Question = "reads" | "related reads" | "writes" | "lists";

export class FieldFinder {
  readonly #places: Record<Question, Table<string, readonly Ref[]>>;

  constructor(readonly resolver: Resolver) {
    this.#places = {
      reads: this.#table((name, holder) => this.#reads(name, (other) => other === holder)),
      "related reads": this.#table((name, holder) =>
        this.#reads(name, (other) => other === holder || this.#isRelated(other, holder)),
      ),
      writes: this.#table((name, holder) =>
        this.resolver.program.stores(name).filter((store) => this.#isHeld(store, holder)),
      ),
      lists: this.#table((name, holder) => this.#lists(name, holder)),
    };
  }

  /** Reads of a field on instances of the very classes that hold it, or on the classes for a static one. */
  reads(name: string, holders: ReadonlySet<Holder>): readonly Ref[] {
    return this.#all("reads", name, holders);
  }

  /** The same with reads on instances of their subclasses and base classes, which may be those. */
  relatedReads(name: string, holders: ReadonlySet<Holder>): readonly Ref[] {
    return this.#all("related reads", name, holders);
  }

  /** `this.x = value`: where a field is given what it holds. */
  writes(name: string, holders: ReadonlySet<Holder>): readonly Ref[] {
    return this.#all("writes", name, holders);
  }

  /** `this.list.push(x)`, `this.map.set(key, x)`: where something is put into the list or map that a field holds. */
  lists(name: string, holders: ReadonlySet<Holder>): readonly Ref[] {
    return this.#all("lists", name, holders);
  }

  #all(question: Question, name: string, holders: ReadonlySet<Holder>): readonly Ref[] {
    const lists = [...holders].map((holder) =>
      this.#places[question].ask(this.resolver.program.fileOf(classOf(holder)), `${holder}.${name}`),
    );
    if (lists.length === 1) return lists[0]!;
    const { program } = this.resolver;
    return [...new Set(lists.flat())].sort((left, right) => program.compare(left, right));
  }

  #table(answer: (name: string, holder: Holder) => readonly Ref[]): Table<string, readonly Ref[]> {
    return this.resolver.program.solver.table<string, readonly Ref[]>({
      bottom: [],
      same: sameRefs,
      answer: (key) => {
        const dot = key.indexOf(".");
        return answer(key.slice(dot + 1), Number(key.slice(0, dot)));
      },
    });
  }

  #reads(name: string, isMeant: (holder: Holder) => boolean): readonly Ref[] {
    return this.resolver.program.members(name).filter((read) => {
      const { graph, node } = this.resolver.split(read);
      return this.#holders(this.resolver.program.ref(graph, graph.arg(node, 0))).some(isMeant);
    });
  }

  #lists(name: string, holder: Holder): readonly Ref[] {
    return this.resolver.program.stores(`${name}[]`).filter((store) => {
      const { graph, node } = this.resolver.split(store);
      return this.#isHeld(this.resolver.program.ref(graph, rootOf(graph, graph.arg(node, 0))), holder);
    });
  }

  /** Whether what a store, or a read of a field, is about is an instance of the class. */
  #isHeld(access: Ref, holder: Holder): boolean {
    const { graph, node } = this.resolver.split(access);
    return this.#holders(this.resolver.program.ref(graph, graph.arg(node, 0))).includes(holder);
  }

  #holders(object: Ref): Holder[] {
    return keepersOf(this.resolver.resolve(object));
  }

  /** One class extends the other. */
  #isRelated(left: Holder, right: Holder): boolean {
    const { classes } = this.resolver;
    return (
      !this.#isLiteral(left) &&
      !this.#isLiteral(right) &&
      isStatic(left) === isStatic(right) &&
      (classes.heirs(classOf(right)).includes(classOf(left)) ||
        classes.heirs(classOf(left)).some((heir) => holderOf(heir, isStatic(left)) === right))
    );
  }

  #isLiteral(holder: Holder): boolean {
    const { graph, node } = this.resolver.split(classOf(holder));
    return graph.op(node) === Op.Object;
  }
}
