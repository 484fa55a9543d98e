/** From which nodes data goes on: millions of versions of variables are made where something is checked, and never used there. */
import { Op, type Graph } from "../facts/facts.js";

/** Operations that say something of their operands and give nothing of them. */
const ASKS = new Set<Op>([Op.Not, Op.Compare, Op.Arithmetic, Op.TypeOf]);

/** Whether a node is the value of one other, mentioned again or known better: whoever gets there came by that one, and is at no new place. */
export function isSameAgain(op: Op): boolean {
  return op === Op.Refine || op === Op.Use || op === Op.Typed;
}

/** 1 for each node that leaves its function or module as it is: the value at an exit, what is yielded or exported. */
export function leavingIn({ size, facts }: Graph): Uint8Array {
  const leaving = new Uint8Array(size);
  for (const { exits, yields } of facts.functions) {
    for (const { value } of exits) if (value >= 0) leaving[value] = 1;
    for (const value of yields) leaving[value] = 1;
  }
  for (const { node } of facts.exports) leaving[node] = 1;
  return leaving;
}

/**
 * 1 for each node that data may go on from: it leaves, or is an operand of anything but what only gives it again, and that to
 * nobody.
 */
export function onwardIn(graph: Graph, leaving: Uint8Array): Uint8Array {
  const onward = leaving.slice();
  const found: number[] = [];
  for (let node = 0; node < graph.size; node++) {
    const op = graph.op(node);
    if (!isSameAgain(op) && !ASKS.has(op)) onward[node] = 1;
    if (onward[node] === 1) found.push(node);
  }
  for (let node = found.pop(); node !== undefined; node = found.pop()) {
    // Behind the first operand stands what is known of it.
    const count = isSameAgain(graph.op(node)) || graph.op(node) === Op.AfterCall ? 1 : graph.argCount(node);
    for (let at = 0; at < count; at++) {
      const operand = graph.arg(node, at);
      if (operand < 0 || onward[operand] === 1) continue;
      onward[operand] = 1;
      found.push(operand);
    }
  }
  return onward;
}
