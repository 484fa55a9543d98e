/**
 * Messages: what one part of a program sends is what the listeners of another are called with. Events of an emitter, and what the
 * parts of an extension, an editor's page or a desktop program tell each other.
 */
import { Op, type Graph } from "../facts/facts.js";
import { within, type Access } from "./access.js";
import { BOUNDS } from "./bounds.js";
import type { CallTransfer } from "./call-transfer.js";
import { definitionOf } from "./definitions.js";
import type { Ref } from "./program.js";
import type { Propagation } from "./propagate.js";
import { rootOf } from "./relations.js";
import { isCrowd, type State } from "./state.js";

/** Names of the property that says of which kind a message is. */
const KIND = /^(?:type|kind|command|action|method|event)$/;

const LISTENS = ["on", "once", "addListener", "prependListener"];

/** One way in which parts of a program send each other messages. */
interface Channel {
  /** Names of the methods that send. */
  sends: readonly string[];
  /** What the sender is called: the last name of what the method is called on. */
  sender: RegExp;
  /** Position of the argument that is sent, or of the first of them where a name says who listens. */
  sent: number;
  /** Names of the functions that are given a listener. */
  listens: readonly string[];
  /** What a listener is registered with, where it is a method. */
  listener?: RegExp;
  /** The name of the event that the listeners are for, where all have the same. */
  event?: string;
  /** The first argument of both calls is a name that says who listens. */
  named?: boolean;
  /** Each name has one listener. */
  sure?: boolean;
  /** The parameter that takes the message, or the first of them, and the property of it that is the message. */
  parameter: number;
  property?: string;
}

const CHANNELS: readonly Channel[] = [
  // The parts of a browser extension.
  {
    sends: ["postMessage"],
    sender: /port$/i,
    sent: 0,
    listens: ["addListener"],
    listener: /^onMessage$/,
    parameter: 0,
  },
  {
    sends: ["sendMessage"],
    sender: /^runtime$/,
    sent: 0,
    listens: ["addListener"],
    listener: /^onMessage$/,
    parameter: 0,
  },
  {
    sends: ["sendMessage"],
    sender: /^tabs$/,
    sent: 1,
    listens: ["addListener"],
    listener: /^onMessage$/,
    parameter: 0,
  },
  // An editor's extension to its page, and back.
  {
    sends: ["postMessage"],
    sender: /^(?:webview|webviewPanel|panel|view)$/i,
    sent: 0,
    listens: ["addEventListener", "useEvent"],
    event: "message",
    parameter: 0,
    property: "data",
  },
  {
    sends: ["postMessage"],
    sender: /^(?:acquireVsCodeApi|vs_?code(?:api)?)$/i,
    sent: 0,
    listens: ["onDidReceiveMessage"],
    parameter: 0,
  },
  // The native part of a desktop program to its pages.
  {
    sends: ["send", "reply"],
    sender: /^(?:webContents|sender|event|e)$/,
    sent: 1,
    listens: ["on", "once"],
    listener: /^ipcRenderer$/,
    named: true,
    parameter: 1,
  },
  // And back.
  {
    sends: ["invoke", "send", "sendSync"],
    sender: /^ipcRenderer$/,
    sent: 1,
    listens: ["handle", "handleOnce", "on", "once"],
    listener: /^ipcMain$/,
    named: true,
    parameter: 1,
    sure: true,
  },
];

export class Messages {
  constructor(
    readonly flow: Propagation,
    readonly calls: CallTransfer,
  ) {}

  /** The data is an argument of a call that may send it. */
  use(state: State, graph: Graph, call: number, position: number, access: Access): void {
    const callee = graph.arg(call, 0);
    if (graph.op(callee) !== Op.Member) return;
    const method = graph.name(callee);
    if (method === "emit") {
      if (position > 0) this.#emitted(state, graph, call, position - 1, access);
      return;
    }
    if (method === "dispatchEvent" && position === 0) return this.#dispatched(state, graph, call, access);
    if (method === "next" && position === 0) return this.#streamed(state, graph, call, access);
    for (const channel of CHANNELS)
      if (channel.sends.includes(method) && channel.sender.test(nameOf(graph, graph.arg(callee, 0))))
        this.#sent(state, graph, call, channel, position, access);
  }

  #sent(state: State, graph: Graph, call: number, channel: Channel, position: number, access: Access): void {
    const { program, resolver } = this.flow;
    const offset = position - channel.sent;
    if (channel.named ? offset < 0 : offset !== 0) return;
    const name = channel.named ? resolver.text(program.ref(graph, graph.arg(call, 1))) : channel.event;
    if (channel.named && name === undefined) return;
    // Where many send, each listener tells many kinds apart.
    const isOneOfMany =
      channel.sends.some((method) => isCrowd(program.members(method).length)) &&
      this.#statesKind(program.ref(graph, graph.arg(call, position + 1)));
    const part = channel.property ? within(channel.property, access, BOUNDS.accessPath) : access;
    for (const registered of resolver.listeners.of(channel.listens, name)) {
      const { graph: listener, node: given } = resolver.split(registered);
      const callee = listener.arg(given, 0);
      if (channel.listener && !channel.listener.test(nameOf(listener, listener.arg(callee, 0)))) continue;
      const last = listener.arg(given, name === undefined ? 1 : 2);
      for (const value of resolver.resolve(program.ref(listener, last)))
        // Which of the listeners is sent the message is not known, nor what those that tell many kinds apart do with this one.
        if (value.kind === "function")
          this.#hand(
            state,
            value.ref,
            channel.parameter + offset,
            part,
            isOneOfMany ? 2 : channel.sure ? 0 : 1,
          );
    }
  }

  /** `{ type: "progress", text }`: one of several kinds of messages that go the same way. */
  #statesKind(message: Ref): boolean {
    return this.flow.resolver.resolve(message).some((value) => {
      if (value.kind !== "object") return false;
      const { graph, node } = this.flow.resolver.split(value.ref);
      return (
        graph.op(node) === Op.Object &&
        [...graph.args(node)].some(
          (part) =>
            graph.op(part) === Op.Prop &&
            KIND.test(graph.name(part)) &&
            graph.op(rootOf(graph, graph.arg(part, 0))) === Op.String,
        )
      );
    });
  }

  /** `bus.emit("job", data)`: every listener for this event of the same emitter. */
  #emitted(state: State, graph: Graph, call: number, index: number, access: Access): void {
    const event = this.flow.resolver.text(this.flow.program.ref(graph, graph.arg(call, 1)));
    if (event !== undefined) this.#heard(state, graph, call, LISTENS, event, index, access);
  }

  /** `target.dispatchEvent(new CustomEvent("job", { detail: data }))` */
  #dispatched(state: State, graph: Graph, call: number, access: Access): void {
    const { program, resolver } = this.flow;
    const made = resolver.split(definitionOf(resolver, program.ref(graph, graph.arg(call, 1))));
    if (made.graph.op(made.node) !== Op.New || made.graph.arg(made.node, 1) < 0) return;
    const event = resolver.text(program.ref(made.graph, made.graph.arg(made.node, 1)));
    if (event !== undefined) this.#heard(state, graph, call, ["addEventListener"], event, 0, access);
  }

  /** `subject.next(data)`: every subscriber of the same stream. */
  #streamed(state: State, graph: Graph, call: number, access: Access): void {
    this.#heard(state, graph, call, ["subscribe"], undefined, 0, access);
  }

  /** Listeners of what a method is called on get the data. */
  #heard(
    state: State,
    graph: Graph,
    call: number,
    listens: readonly string[],
    event: string | undefined,
    index: number,
    access: Access,
  ): void {
    const { program, resolver } = this.flow;
    const emitters = this.#holders(program.ref(graph, graph.arg(graph.arg(call, 0), 0)));
    if (emitters.size === 0) return;
    for (const registered of resolver.listeners.of(listens, event)) {
      const { graph: listener, node: given } = resolver.split(registered);
      const heard = this.#holders(program.ref(listener, listener.arg(listener.arg(given, 0), 0)));
      if (![...heard].some((holder) => emitters.has(holder))) continue;
      const taken = listener.arg(given, event === undefined ? 1 : 2);
      for (const value of resolver.resolve(program.ref(listener, taken)))
        if (value.kind === "function") this.#hand(state, value.ref, index, access);
        else if (value.kind === "api")
          this.calls.packages.arrive(
            state,
            listener,
            given,
            { index, count: index + 1, position: 1 },
            access,
            value.api,
          );
    }
  }

  /** What an emitter is: the class it is an instance of, the place that made it, an object of the page. */
  #holders(ref: Ref): Set<Ref | string> {
    const { resolver } = this.flow;
    const found = new Set<Ref | string>();
    for (const value of resolver.resolve(ref))
      if (value.kind === "instance" || value.kind === "object") found.add(value.ref);
    const made = definitionOf(resolver, ref);
    const { graph, node } = resolver.split(made);
    const op = graph.op(node);
    // `new Subject()`, `mitt()`
    if (op === Op.New || op === Op.Call) found.add(made);
    else if (op === Op.Global) found.add(graph.name(node));
    return found;
  }

  #hand(state: State, fn: Ref, index: number, access: Access, assumed = 0): void {
    const { graph, node } = this.flow.resolver.split(fn);
    const param = graph.facts.functions[graph.aux(node)]!.params[index];
    if (param === undefined) return;
    const ref = this.flow.program.ref(graph, param);
    this.flow.move(state, ref, "callback", { access, context: undefined, assumed });
  }
}

/** The last name of what a method is called on: `port` of `this.port`, `sender` of `event.sender`. */
function nameOf(graph: Graph, object: number): string {
  const root = rootOf(graph, object);
  const op = graph.op(root);
  if (op === Op.Call) return nameOf(graph, graph.arg(root, 0));
  if (op === Op.Import) return graph.imported(root);
  return op === Op.Member || op === Op.Global || op === Op.Param
    ? graph.name(root)
    : (graph.variables.get(root) ?? "");
}
