/** What each operation of a program does with data that is an operand of it. */
import { Op, type Graph } from "../facts/facts.js";
import { isElement, within } from "./access.js";
import { BOUNDS } from "./bounds.js";
import type { CallbackChecks } from "./callback-checks.js";
import type { CallTransfer } from "./call-transfer.js";
import { REQUESTS } from "./checks.js";
import { hasKind, kinds, NONE, settle, type KindSet } from "./kinds.js";
import type { LeaveTransfer } from "./leave-transfer.js";
import { isGivenAnew, placeIn } from "./objects.js";
import { choseFolder, INSIDE } from "./own-folders.js";
import type { Ref } from "./program.js";
import type { Propagation } from "./propagate.js";
import type { PropertyTransfer } from "./property-transfer.js";
import { isCalled, type ReadTransfer } from "./read-transfer.js";
import { keyName, rootOf } from "./relations.js";
import { inRole, isOfOtherRole, isOtherPart } from "./roles.js";
import { runsScript } from "./script-files.js";
import { Mark, type State } from "./state.js";
import {
  fixesHost,
  growsFromNothing,
  isDataAddress,
  isFolderOf,
  isLiteral,
  isNameWith,
  quotesForShell,
  quotesForSql,
  readsLikeInstructions,
  endOf,
} from "./texts.js";
import { originOf } from "./version-checks.js";

export class NodeTransfer {
  readonly #callbacks: CallbackChecks;

  constructor(
    readonly flow: Propagation,
    readonly calls: CallTransfer,
    readonly reads: ReadTransfer,
    readonly properties: PropertyTransfer,
    readonly leaves: LeaveTransfer,
  ) {
    this.#callbacks = flow.judge.callbacks;
  }

  /** The data is the node, an operand of another. @param user the node whose operand it is */
  use(given: State, graph: Graph, node: number, user: number): void {
    const state = this.#seenFrom(given, graph, node, user);
    const next = this.flow.program.ref(graph, user);
    const operand = graph.indexOf(user, node);
    const { access } = state;
    switch (graph.op(user)) {
      case Op.Call:
      case Op.New:
      case Op.Tagged:
        return this.calls.use(state, graph, node, user);
      case Op.Member:
        return this.reads.read(state, graph, user, graph.name(user));
      case Op.Index:
        if (operand === 0) this.reads.read(state, graph, user, keyName(graph, graph.arg(user, 1)));
        else if (isCalled(graph, user)) this.properties.chosen(state, graph, user);
        return;
      case Op.Prop:
        return this.#property(state, graph, user);
      case Op.ComputedProp:
        if (operand === 1)
          this.flow.move(state, next, "property", { access: within("*", access, BOUNDS.accessPath) });
        return;
      case Op.Object:
        if (graph.op(node) === Op.Spread && isGivenAnew(graph, user, operand, access[0])) return;
        return this.flow.move(state, next, "pass");
      case Op.Array:
        if (graph.op(node) === Op.Spread) return this.flow.move(state, next, "pass");
        return this.flow.move(state, next, "property", {
          access: within(placeIn(graph, user, operand), access, BOUNDS.accessPath),
        });
      case Op.Jsx:
        return this.properties.jsx(state, graph, node, user);
      case Op.Concat:
        return this.#concat(state, next, graph, node, user);
      case Op.Ternary:
      case Op.And:
        if (operand > 0 || graph.args(user).lastIndexOf(node) > 0) this.flow.move(state, next, "pass");
        return;
      case Op.Or:
      case Op.Coalesce:
      case Op.Choice:
      case Op.Cell:
      case Op.Await:
      case Op.Use:
      case Op.Spread:
      case Op.Yield:
      case Op.Unknown:
      // In a method of an object literal: the object.
      case Op.This:
        return this.flow.move(state, next, "pass");
      case Op.Typed:
        if (operand === 0) this.flow.move(state, next, "pass");
        return;
      case Op.Refine:
        if (isOfOtherRole(this.flow.resolver, state, graph, user)) return;
        if (isOtherPart(this.flow.resolver, state, graph, user)) return;
        if (operand === 0)
          this.flow.move(state, next, "pass", {
            safe: this.#checked(state, graph, user),
            marks: state.marks | this.#partMark(state, graph, user),
          });
        return;
      case Op.AfterCall:
        if (operand === 0) this.flow.move(state, next, "pass", { safe: this.#checked(state, graph, user) });
        return;
      case Op.Update:
        return this.#update(state, next, graph, node, user);
      case Op.Store:
        if (operand === 1 || graph.args(user).lastIndexOf(node) === 1) this.leaves.store(state, graph, user);
        return;
      case Op.PropertyWrite:
        if (graph.args(user).lastIndexOf(node) === 1) this.properties.propertyWrite(state, graph, user);
        return;
    }
  }

  /** What a function sees of a variable around it: as it was checked before the function runs. */
  #seenFrom(state: State, graph: Graph, node: number, user: number): State {
    if (this.flow.data.verbatim || graph.owner(user) === graph.owner(node)) return state;
    const safe = this.#callbacks.at(graph, node, user);
    return safe === NONE ? state : state.with({ safe: settle(state.safe | safe) });
  }

  /** What a check leaves nothing dangerous in. A credential that was compared is still one. */
  #checked(state: State, graph: Graph, check: number): KindSet {
    const { safe, access } = state;
    const origin = originOf(graph, check);
    if (this.flow.data.verbatim || (origin >= 0 && !this.#cameFrom(state, graph, origin))) return safe;
    const said = this.flow.judge.at(graph, check, access);
    const isOwn = (said & INSIDE) !== NONE && choseFolder(this.flow.resolver, state, graph, check);
    return settle(safe | (isOwn ? said & ~INSIDE : said));
  }

  /** Whether the data was a value in the same file before it was made into what it is now. */
  #cameFrom(state: State, graph: Graph, origin: number): boolean {
    const root = rootOf(graph, origin);
    let at: State | undefined = state;
    for (let guard = 0; at && guard < BOUNDS.answer; guard++, at = at.parent) {
      const { graph: own, node } = this.flow.resolver.split(at.ref);
      if (own === graph && rootOf(graph, node) === root) return at.access.length === 0;
    }
    return false;
  }

  #partMark({ access }: State, graph: Graph, check: number): number {
    if (this.flow.data.verbatim || access.length > 0) return 0;
    return this.flow.judge.parts.isCheck(graph, check) ? Mark.partChecked : 0;
  }

  /** A property of an object literal, or an attribute of an element. */
  #property(state: State, graph: Graph, user: number): void {
    const name = graph.name(user);
    for (const holder of graph.uses(user)) {
      const ref = this.flow.program.ref(graph, holder);
      if (graph.op(holder) === Op.Jsx) this.properties.attribute(state, graph, holder, user);
      else
        this.flow.move(state, ref, "property", {
          access: within(name, state.access, BOUNDS.accessPath),
          marks: inRole(this.flow.resolver, graph, holder, name, state.marks),
        });
    }
  }

  #concat(state: State, next: Ref, graph: Graph, node: number, user: number): void {
    // An object in a text is "[object Object]"; an array is its elements.
    if (state.access.length > 0 && !isElement(state.access[0]!)) return;
    const args = graph.args(user);
    const isPlace = (state.marks & (Mark.script | Mark.text)) === Mark.script;
    if (isPlace && !runsScript(graph, user, args.indexOf(node))) return;
    let safe = state.safe;
    if (fixesHost(this.flow.resolver, graph, user, args.indexOf(node))) safe |= REQUESTS;
    if (quotesForShell(this.flow.resolver, graph, user, args.indexOf(node))) safe |= kinds("command");
    if (quotesForSql(this.flow.resolver, graph, user, args.indexOf(node))) safe |= kinds("query");
    if (isLiteral(graph, user, args.indexOf(node))) safe |= kinds("code");
    if (isDataAddress(graph, user)) safe |= kinds("prompt");
    // What stands behind a folder does not start at the root.
    const isBehind = args.indexOf(node) > 0 && !growsFromNothing(graph, user, args[0]!);
    if (isBehind) safe = settle(safe | kinds("path-root"));
    else if (args.indexOf(node) === 0 && isFolderOf(graph, args)) safe |= kinds("path-base");
    if (args.indexOf(node) > 0 && this.#beginsOtherwise(graph, args[0]!)) safe |= kinds("text-start");
    safe = endOf(this.flow.resolver, graph, user, args.indexOf(node), safe);
    if (args.indexOf(node) > 0) safe &= ~kinds("path-free");
    if (hasKind(safe, "path-segment") && isNameWith(graph, user, args.indexOf(node))) safe |= kinds("path");
    const marks = state.marks | (readsLikeInstructions(graph, user) ? Mark.withInstructions : 0);
    this.flow.move(state, next, "text", { access: [], safe, marks, text: true });
  }

  /** A text that begins with fixed words; behind `---` alone stands the language of the front matter. */
  #beginsOtherwise(graph: Graph, first: number): boolean {
    const text = this.flow.resolver.text(this.flow.program.ref(graph, first)) ?? "";
    return text !== "" && !/^-{1,3}[^\r\n]*$/.test(text);
  }

  #update(state: State, next: Ref, graph: Graph, node: number, user: number): void {
    const path = graph.name(user) === "" ? [] : graph.name(user).split(".");
    const args = graph.args(user);
    if (args[1] === node)
      this.flow.move(state, next, "property", {
        access: [...path, ...state.access].slice(0, BOUNDS.accessPath),
      });
    if (args[0] !== node) return;
    const replaced =
      graph.aux(user) === 0 &&
      path.length > 0 &&
      path.length <= state.access.length &&
      path.every((step, index) => step === state.access[index]);
    if (!replaced) this.flow.move(state, next, "pass");
  }
}
