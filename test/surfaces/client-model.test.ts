/** The VS Code client without VS Code: its messages, its tree, its dialogs' rules, the page it serves. */
import { describe, expect, it } from "vitest";
import { dateProblem, defaultUntil, oneLine } from "../../client/src/annotate-input.js";
import { mapPage } from "../../client/src/map/html.js";
import { FromMap, PageState, ToMap } from "../../client/src/map/messages.js";
import { firstSentence, placeOf, placeOfElement, worstSeverity } from "../../client/src/map/model.js";
import { mapStrings } from "../../client/src/map/strings.js";
import { RestartBudget } from "../../client/src/server/restart-budget.js";
import { boundaryOf, children, elementNode, type TreeNode } from "../../client/src/tree/model.js";
import { FINDINGS, MAP_RESULT, SUPPORT_DESK } from "../editor/fixtures/support-desk.js";

const content = { map: SUPPORT_DESK, findings: MAP_RESULT.findings };
const element = (id: string) => SUPPORT_DESK.elements.find((one) => one.id === id)!;

describe("messages of the map", () => {
  const { root: _, ...result } = { ...MAP_RESULT, layout: null };

  it("are accepted when they keep the form", () => {
    expect(ToMap.safeParse({ type: "map", result }).success).toBe(true);
    expect(ToMap.safeParse({ type: "light", id: null }).success).toBe(true);
    const open = { type: "open", target: { kind: "flow", from: "a", to: "b", location: 0 }, focus: true };
    expect(FromMap.safeParse(open).success).toBe(true);
    expect(
      PageState.safeParse({ view: null, selected: null, direction: "down", legend: false }).success,
    ).toBe(true);
  });

  it.each([
    { type: "run", command: "rm -rf" },
    { type: "command", command: "workbench.action.terminal.new" },
    { type: "open", target: { kind: "file", path: "/etc/passwd" }, focus: true },
    { type: "open", target: { kind: "flow", from: "a", to: "b", location: -1 }, focus: true },
    { type: "decide", fingerprint: "f", control: "delete" },
    "ready",
    null,
  ])("are refused when the page asks for something else: %j", (message) => {
    expect(FromMap.safeParse(message).success).toBe(false);
  });

  it("carry no path of the disk to the page", () => {
    expect(
      JSON.stringify(ToMap.parse({ type: "map", result: { ...result, root: "file:///home/someone" } })),
    ).not.toContain("someone");
  });
});

describe("places", () => {
  it("of an element are its line, or where a flow first meets it", () => {
    expect(placeOfElement(SUPPORT_DESK, element("agent"))).toMatchObject({
      file: "src/agent/support.ts",
      line: 18,
      endLine: 40,
    });
    expect(placeOfElement(SUPPORT_DESK, element("visitor"))).toMatchObject({
      file: "app/api/chat/route.ts",
      line: 12,
    });
    expect(placeOfElement({ ...SUPPORT_DESK, flows: [] }, element("visitor"))).toBeUndefined();
  });

  it("of a finding are its range, or a step of its path", () => {
    const fingerprint = "f-shell";
    expect(placeOf(content, { kind: "finding", fingerprint })).toMatchObject({
      line: 14,
      endLine: 14,
      endColumn: 23,
    });
    expect(placeOf(content, { kind: "finding", fingerprint, step: 2 })).toMatchObject({
      file: "src/lib/shell.ts",
      line: 12,
    });
    expect(placeOf(content, { kind: "finding", fingerprint, step: 99 })).toBeUndefined();
  });

  it("of a flow are its locations; of what is gone there are none", () => {
    expect(placeOf(content, { kind: "flow", from: "gpt", to: "answer", location: 1 })).toMatchObject({
      line: 9,
    });
    expect(placeOf(content, { kind: "flow", from: "answer", to: "gpt", location: 0 })).toBeUndefined();
    expect(placeOf(content, { kind: "element", id: "gone" })).toBeUndefined();
    expect(placeOf(content, { kind: "finding", fingerprint: "gone" })).toBeUndefined();
  });
});

describe("findings", () => {
  it("are as bad as the worst of them", () => {
    expect(worstSeverity(MAP_RESULT.findings)).toBe("error");
    expect(worstSeverity(MAP_RESULT.findings.filter((finding) => finding.severity !== "error"))).toBe(
      "warning",
    );
    expect(worstSeverity([])).toBeUndefined();
  });

  it("are listed by their first sentence", () => {
    expect(firstSentence("It reaches a shell. Fix it.")).toBe("It reaches a shell.");
    expect(firstSentence("gpt-5.2 runs in v1.0 mode! Look.")).toBe("gpt-5.2 runs in v1.0 mode!");
    expect(firstSentence("No full stop")).toBe("No full stop");
  });
});

describe("the tree", () => {
  const all = (parent?: TreeNode): TreeNode[] =>
    children(content, parent).flatMap((node) => [node, ...all(node)]);

  it("has the boundaries in the order of the map, with their elements", () => {
    const boundaries = children(content);
    expect(boundaries.map((node) => node.type === "boundary" && [node.label, node.size, node.worst])).toEqual(
      [
        ["People", 2, undefined],
        ["Outside world", 1, undefined],
        ["Application", 5, "error"],
        ["Tools", 6, "error"],
        ["Stores and system", 4, "error"],
        ["Model providers", 2, "info"],
      ],
    );
  });

  it("says everything the map says", () => {
    const nodes = all();
    const seen = <Type extends TreeNode["type"]>(type: Type) =>
      nodes.filter((node): node is Extract<TreeNode, { type: Type }> => node.type === type);
    expect(seen("element").map((node) => node.element.id)).toEqual(
      expect.arrayContaining(SUPPORT_DESK.elements.map(({ id }) => id)),
    );
    for (const flow of SUPPORT_DESK.flows) {
      expect(seen("flow").filter((node) => node.flow === flow)).toHaveLength(2);
    }
    const fingerprints = new Set(seen("finding").map((node) => node.finding.fingerprint));
    expect([...fingerprints].sort()).toEqual(FINDINGS.map((finding) => finding.fingerprint).sort());
  });

  it("gives every row a key of its own", () => {
    const keys = all().map((node) => node.key);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it("unfolds a finding into its path, and a flow into its lines when there are several", () => {
    const shell = children(content, elementNode(content, element("diag"))).find(
      (node) => node.type === "finding",
    )!;
    expect(children(content, shell)).toHaveLength(4);
    const [out] = children(content, elementNode(content, element("gpt"))).filter(
      (node) => node.type === "flow",
    );
    expect(children(content, out!).map((node) => node.type)).toEqual(["finding", "location", "location"]);
  });

  it("knows the boundary of an element, so that the element can be revealed", () => {
    expect(boundaryOf(content, element("gpt"))).toMatchObject({ boundary: "providers" });
  });
});

describe("accepting a threat", () => {
  const today = new Date(2026, 0, 31);

  it("lasts 90 days unless someone says otherwise", () => {
    expect(defaultUntil(today)).toBe("2026-05-01");
    expect(dateProblem(defaultUntil(today), today)).toBeUndefined();
  });

  it.each([
    ["2026-02-01", undefined],
    [" 2026-02-28 ", undefined],
    ["2028-02-29", undefined],
    ["2026-02-29", "calendar"],
    ["2026-13-01", "calendar"],
    ["2026-01-31", "past"],
    ["2025-12-31", "past"],
    ["31.1.2027", "form"],
    ["next year", "form"],
    ["", "form"],
  ])("until %j is %s", (text, problem) => {
    expect(dateProblem(text, today)).toBe(problem);
  });

  it("keeps a reason on one line, as a line comment needs it", () => {
    expect(oneLine("  behind\n a VPN\u2028and\ttested ")).toBe("behind a VPN and tested");
  });
});

describe("a crashing server", () => {
  it("is started again five times in three minutes, then left alone, and again later", () => {
    const budget = new RestartBudget();
    expect([0, 1, 2, 3, 4].map((second) => budget.take(second * 1000))).toEqual([
      true,
      true,
      true,
      true,
      true,
    ]);
    expect(budget.take(10_000)).toBe(false);
    expect(budget.take(181_000)).toBe(true);
    budget.reset();
    expect(budget.take(181_000)).toBe(true);
  });
});

describe("the page", () => {
  const page = (title = "Data-Flow Map") =>
    mapPage({
      cspSource: "https://page.test",
      script: "https://page.test/map.js",
      style: "https://page.test/map.css",
      strings: { ...mapStrings({ t: ((text: string) => text) as never }), title },
      language: "en",
    });

  it("allows one script by nonce, one origin's styles, and nothing else", () => {
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(page())![1]!;
    const nonce = /script nonce="([^"]+)"/.exec(page())![1]!;
    expect(policy).toMatch(/^default-src 'none'; script-src 'nonce-[^']+'; style-src https:\/\/page\.test;$/);
    expect(nonce.length).toBeGreaterThanOrEqual(24);
    expect(/script nonce="([^"]+)"/.exec(page())![1]).not.toBe(nonce);
  });

  it("cannot be broken out of by a translation", () => {
    const html = page(`"><img src=x onerror=alert(1)>`);
    expect(html).not.toContain("<img");
    expect(html.match(/<script/g)).toHaveLength(1);
  });
});
