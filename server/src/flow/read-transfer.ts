/** What reading a property or an element of what carries the data gives. */
import { Op, type Graph } from "../facts/facts.js";
import { isElement, sameStep, type Access } from "./access.js";
import { REQUESTS, urlPartKinds } from "./checks.js";
import { keyDoubt } from "./keys.js";
import { kinds, NONE, type KindSet } from "./kinds.js";
import type { MethodTransfer } from "./method-transfer.js";
import type { Propagation } from "./propagate.js";
import { isOfRelease } from "./releases.js";
import { holdsRouteParameters } from "./route-parameters.js";
import { Mark, type State } from "./state.js";
import type { Stores } from "./stores.js";

/** Where a middleware put an uploaded file: it chose the place, not who sent the file. */
const STORED_AT = new Set(["path", "destination", "filepath", "tempFilePath", "key", "location", "bucket"]);
/** Of those, names of the file's own place on the disk: what is read there is what was uploaded. */
const ON_DISK = new Set(["path", "filepath", "tempFilePath"]);

/** What is known of an address, and says nothing of a value in its query. */
const OF_ADDRESS = REQUESTS | kinds("host-ranges", "host-literal", "host-followed");

/** Names of properties that describe a text. */
const DESCRIBES =
  /^(?:id|\w+(?:Id|_id)|name|role|type|kind|model|usage|\w*metadata|status|index|finish_?reason|stop_?reason|\w+(?:Count|_count|Tokens|_tokens))$/i;

/** Names of what a service calls the things that it keeps, and their versions. Of a message, whoever sends it chooses one as well. */
const ISSUED =
  /^(?!.*message)(?:_?id|node_id|sha|tag_name|version|uid|uuid|[a-z]\w*(?:Id|_id|Sha|Uuid|_uuid))$/i;
const AS_ISSUED = kinds("path", "request", "navigation", "html", "query", "command", "argument");

export class ReadTransfer {
  constructor(
    readonly flow: Propagation,
    readonly methods: MethodTransfer,
    readonly stores: Stores,
  ) {}

  /** `object.name` where a part of the object carries the data. */
  read(state: State, graph: Graph, user: number, name: string): void {
    const next = this.flow.program.ref(graph, user);
    if ((state.marks & Mark.upload) !== 0 && isPlace(state, name)) {
      const marks = (state.marks & ~Mark.upload) | Mark.storedAt;
      if (ON_DISK.has(name) && state.access.length === 0) this.flow.move(state, next, "pass", { marks });
      return;
    }
    if (state.access.length > 0) {
      if (this.stores.gives(state.access, name)) return this.flow.move(state, next, "pass");
      const [step] = state.access;
      // A method of what holds the data: its call decides.
      if (step === "*" && graph.op(user) === Op.Member && isCallee(graph, user))
        this.methods.method(state, graph, user);
      else if (
        sameStep(step!, name) ||
        // A turn of a loop reads an element, never a property.
        (name === "[]" && (isElement(step!) || graph.op(user) === Op.Index)) ||
        (name === "{key}" && step === "[]")
      )
        // Which property a computed key reads is not known: `{ ...body }[field]`.
        this.flow.move(state, next, "pass", {
          marks: state.marks | this.#askedMark(graph, user, name),
          access: isPair(graph, user, state.access) ? ["1", ...state.access.slice(1)] : state.access.slice(1),
          assumed:
            isElement(name) && !isElement(step!)
              ? 1
              : graph.op(user) === Op.Index
                ? keyDoubt(this.flow.resolver, state, graph, graph.arg(user, 1))
                : 0,
        });
      else if (isCallee(graph, user)) this.methods.method(state, graph, user);
      return;
    }
    if (name === "length" || name === "size" || name === "byteLength") return;
    if (
      (state.marks & Mark.text) !== 0 &&
      graph.op(user) === Op.Member &&
      !isCallee(graph, user) &&
      !isElement(name)
    )
      return;
    if (isCallee(graph, user)) return this.methods.method(state, graph, user);
    // What the query says is its own: nothing is known of it from the address that it stands in.
    const kept = name === "searchParams" ? state.safe & ~OF_ADDRESS : state.safe;
    this.flow.move(state, next, "pass", {
      marks: state.marks | this.#askedMark(graph, user, name),
      safe:
        kept |
        this.methods.group(graph, graph.arg(user, 0), name) |
        urlPartKinds(graph, graph.arg(user, 0), name) |
        ((state.marks & Mark.partChecked) === 0 ? NONE : this.flow.judge.parts.passed(state, name)) |
        this.#described(graph, user, name),
    });
  }

  #askedMark(graph: Graph, read: number, name: string): number {
    const isAsked = this.flow.data.asked.includes(name) && holdsRouteParameters(graph, graph.arg(read, 0));
    return isAsked ? Mark.asked : 0;
  }

  /**
   * An id, a count or a reason says nothing of the text that it belongs to: it can be logged. Nobody but the service that answers
   * chooses the ids in its answer, and what it says of a file that the program is to take.
   */
  #described(graph: Graph, user: number, name: string): KindSet {
    if (this.flow.data.verbatim) return NONE;
    const isIssued =
      this.flow.data.issued && (ISSUED.test(name) || isOfRelease(this.flow.program, graph, user));
    return (DESCRIBES.test(name) ? kinds("log") : NONE) | (isIssued ? AS_ISSUED : NONE);
  }
}

/** Whether a property of an upload says where it was put, or under which name, and not how its sender called it. */
function isPlace({ marks }: State, name: string): boolean {
  return STORED_AT.has(name) || (name === "filename" && (marks & Mark.renamed) !== 0);
}

/** `for (const [key, value] of map)` where the data is a value of the map: each turn reads a pair, and the data is its second. */
function isPair(graph: Graph, turn: number, [step, inner]: Access): boolean {
  if (graph.name(turn) !== "[]" || (step !== "[]" && step !== "*") || /^[01]$/.test(inner ?? ""))
    return false;
  const uses = graph.uses(turn);
  const isHalf = (use: number): boolean => graph.op(use) === Op.Member && /^[01]$/.test(graph.name(use));
  return uses.length > 0 && uses.every(isHalf);
}

function isCallee(graph: Graph, member: number): boolean {
  for (const use of graph.uses(member))
    if (graph.op(use) === Op.Call && graph.arg(use, 0) === member) return true;
  return false;
}

export /** Whether what is read is called, there or from a variable: `const run = table[name]; run()`. */
function isCalled(graph: Graph, index: number, depth = 0): boolean {
  for (const use of graph.uses(index)) {
    const op = graph.op(use);
    if ((op === Op.Call || op === Op.New) && graph.arg(use, 0) === index) return true;
    if ((op === Op.Refine || op === Op.Typed || op === Op.Use) && depth < 3 && graph.arg(use, 0) === index)
      if (isCalled(graph, use, depth + 1)) return true;
  }
  return false;
}
