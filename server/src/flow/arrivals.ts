/** Data at a place that matters: an input of a package's function, a property sink. */
import type { PropertySinkRow } from "../catalog/named-rows.js";
import type { ApiValue, Terminal } from "./api.js";
import type { Ref } from "./program.js";
import type { State } from "./state.js";

export interface Arrival {
  state: State;
  /** The call, construction, element or assignment. */
  at: Ref;
  /** Operand that carries the data. */
  operand: Ref;
  /** What the catalogue says is there; a property sink has its row instead. */
  terminal: Terminal | undefined;
  property: PropertySinkRow | undefined;
  /** The function called, for a reader. */
  callee: string;
  api: ApiValue | undefined;
  /** The whole of what holds the place carries the data, not just the part the row names. */
  whole: boolean;
  /** What is left of the access path below the row's place. */
  rest: readonly string[];
  /** Position among the arguments of the call. */
  index: number;
}
