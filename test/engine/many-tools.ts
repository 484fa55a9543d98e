import type { Element, Flow, ThreatMap } from "../../server/src/report/contract.js";

/** A map of tools in files, each with a flow from one agent. */
export function manyTools(count: number, files: number): ThreatMap {
  const agent: Element = { id: "agent", kind: "agent", label: "agent", boundary: "application", threats: [] };
  const tools = Array.from({ length: count }, (_, index): Element => {
    const file = `src/tools/t${index % files}.ts`;
    return {
      id: `tool${index}`,
      kind: "tool",
      label: `tool ${index}`,
      boundary: "tools",
      file,
      line: 1,
      threats: [],
    };
  });
  const flows = tools.map((tool): Flow => ({
    from: "agent",
    to: tool.id,
    labels: ["tool arguments"],
    locations: [],
    threats: [],
  }));
  return { elements: [agent, ...tools], flows, boundaries: [] };
}
