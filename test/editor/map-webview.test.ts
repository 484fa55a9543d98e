/** The map's page in chromium: what a reader sees, clicks and hears, in every kind of theme, while the code changes. */
import { createRequire } from "node:module";
import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { MapMessage } from "../../client/src/map/messages.js";
import { disposeLayout, layout } from "../../server/src/map/layout/index.js";
import type { Element, ThreatMap } from "../../server/src/report/contract.js";
import { contrast } from "./driver/contrast.js";
import { launchBrowser } from "./driver/browser.js";
import { styleOf } from "./driver/dom.js";
import { openMapPage, type MapPage, type MapPageOptions } from "./driver/map-page.js";
import { MAP_RESULT, SUPPORT_DESK } from "./fixtures/support-desk.js";
import { THEMES } from "./fixtures/themes.js";

const workerFile = createRequire(import.meta.url).resolve("elkjs/lib/elk-worker.min.js");
let browser: Browser;
let map: MapPage;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterEach(async () => {
  expect(map.problems).toEqual([]);
  await map.page.context().close();
});
afterAll(async () => {
  await browser.close();
  await disposeLayout();
});

async function message(
  threatMap: ThreatMap = SUPPORT_DESK,
  version = 1,
  maxNodes?: number,
): Promise<MapMessage> {
  const laidOut = await layout(threatMap, { workerFile, ...(maxNodes === undefined ? {} : { maxNodes }) });
  return { version, map: threatMap, layout: laidOut, findings: MAP_RESULT.findings };
}

async function open(options: MapPageOptions = {}): Promise<MapPage> {
  map = await openMapPage(browser, { width: 1400, height: 800, ...options });
  await map.send({ type: "map", result: await message() });
  return map;
}

/** What is drawn; the legend's samples look like it. */
const nodes = (state = "") => map.page.locator(`.nodes .node${state}`);
const node = (id: string) => nodes(`[data-id="${id}"]`);
const lastSent = async () => (await map.sent()).at(-1);
const place = async (id: string) => (await node(id).locator(".border").boundingBox())!;
const zoom = () => map.page.locator(".scale").innerText();
const selected = () => nodes(".selected").getAttribute("data-id");

describe("the picture", () => {
  it("shows every element, flow and trust boundary, with what flows", async () => {
    await open();
    expect(await nodes().count()).toBe(SUPPORT_DESK.elements.length);
    expect(await map.page.locator(".edges .edge").count()).toBe(SUPPORT_DESK.flows.length);
    expect(await map.page.locator(".titles .boundary-label").allTextContents()).toEqual([
      "People",
      "Outside world",
      "Application",
      "Tools",
      "Stores and system",
      "Model providers",
    ]);
    const labels = await map.page.locator(".edges .edge-label text").allTextContents();
    expect(labels).toContain("untrustedinput");
    expect(labels).toContain("prompt +1");
  });

  it("marks what is threatened by a number, a symbol and a thicker line, not by colour alone", async () => {
    await open();
    const badge = node("diag").locator(".badge");
    expect(await badge.locator("text").textContent()).toBe("1");
    expect(await badge.locator(".glyph.severity-error").count()).toBe(1);
    const width = async (id: string) => parseFloat(await styleOf(node(id).locator(".border"), "strokeWidth"));
    expect(await width("diag")).toBeGreaterThan(await width("search"));
    expect(await node("search").locator(".badge *").count()).toBe(0);
    expect(await map.page.locator(".edge.threatened .edge-label .glyph").count()).toBe(
      SUPPORT_DESK.flows.filter((flow) => flow.threats.length > 0).length,
    );
  });

  it("says in words what it shows in marks", async () => {
    await open();
    expect(await node("diag").getAttribute("aria-label")).toBe(
      "run_diagnostics, exec, Tool, Tools, 1 finding, error",
    );
    expect(await node("search").getAttribute("aria-label")).toBe("search_docs, read, Tool, Tools");
    expect(await map.page.locator(".stage").getAttribute("role")).toBe("application");
    expect(await map.page.locator(".summary").innerText()).toMatch(/20 elements\s+22 flows\s+4\s+2\s+1/);
  });

  it("never makes markup of what the code says", async () => {
    await open();
    const label = `<img src=x onerror="document.title='broken'">`;
    const hostile: Element = {
      id: `"]'<b>`,
      kind: "tool",
      label,
      detail: label,
      boundary: "tools",
      threats: [],
    };
    await map.send({ type: "map", result: await message({ ...SUPPORT_DESK, elements: [hostile] }, 2) });
    await nodes().click();
    expect(await map.page.locator(".details h2").textContent()).toBe(label);
    expect(await map.page.locator("img, b").count()).toBe(0);
    expect(await map.page.title()).toBe("Data-Flow Map");
  });

  it("groups what would be too much, and lists it on request", async () => {
    await open();
    const tools = Array.from({ length: 30 }, (_, index): Element => {
      return {
        id: `t${index}`,
        kind: "tool",
        label: `tool ${index}`,
        boundary: "tools",
        file: "a.ts",
        line: 1,
        threats: [],
      };
    });
    const result = await message({ elements: tools, flows: [], boundaries: [] }, 2, 10);
    await map.send({ type: "map", result });
    expect(await nodes().count()).toBe(1);
    await map.send({ type: "light", id: "t7" });
    expect(await nodes(".lit").count()).toBe(1);
    await nodes().click();
    expect(await map.page.locator(".details .row").count()).toBe(30);
  });
});

describe("themes", () => {
  it.each(Object.keys(THEMES) as (keyof typeof THEMES)[])("%s: text and marks stand out", async (theme) => {
    await open({ theme });
    await node("diag").click();
    const page = [map.page.locator("body"), "backgroundColor"] as const;
    const zone = [map.page.locator(".frame").first(), "fill"] as const;
    const inside = [node("gpt").locator(".border"), "fill"] as const;
    const details = [map.page.locator(".details"), "backgroundColor"] as const;
    expect(await contrast([node("gpt").locator(".label"), "fill"], inside)).toBeGreaterThanOrEqual(4.5);
    expect(await contrast([node("gpt").locator(".detail"), "fill"], inside)).toBeGreaterThanOrEqual(4.5);
    expect(
      await contrast([map.page.locator(".titles text").first(), "fill"], zone, page),
    ).toBeGreaterThanOrEqual(4.5);
    expect(
      await contrast([map.page.locator(".edge-label text").first(), "fill"], page),
    ).toBeGreaterThanOrEqual(4.5);
    expect(await contrast([node("diag").locator(".badge text"), "fill"], page)).toBeGreaterThanOrEqual(4.5);
    expect(await contrast([map.page.locator(".details .message"), "color"], details)).toBeGreaterThanOrEqual(
      4.5,
    );
    expect(
      await contrast([map.page.locator(".details .link").first(), "color"], details),
    ).toBeGreaterThanOrEqual(4.5);
    for (const id of ["diag", "search", "gpt", "agent"]) {
      expect(await contrast([node(id).locator(".border"), "stroke"], zone, page)).toBeGreaterThanOrEqual(3);
      expect(await contrast([node(id).locator(".symbol"), "stroke"], inside)).toBeGreaterThanOrEqual(3);
    }
    expect(
      await contrast([map.page.locator(".edge:not(.threatened) .line").first(), "stroke"], page),
    ).toBeGreaterThanOrEqual(3);
  });

  it("moves nothing for readers who asked for less motion", async () => {
    await open({ reducedMotion: true });
    expect(await styleOf(node("gpt"), "transitionDuration")).toBe("0s");
  });
});

describe("opening lines", () => {
  it("a click opens an element's line and leaves the keyboard on the map", async () => {
    await open();
    await node("agent").click();
    expect(await lastSent()).toEqual({
      type: "open",
      target: { kind: "element", id: "agent" },
      focus: false,
    });
    expect(await selected()).toBe("agent");
    expect(await map.page.evaluate("document.activeElement.dataset.id")).toBe("agent");
    expect(await map.page.locator(".details h2").innerText()).toBe("Support agent");
  });

  it("Enter opens it and moves the keyboard there", async () => {
    await open();
    await node("agent").focus();
    await map.page.keyboard.press("Enter");
    expect(await lastSent()).toEqual({ type: "open", target: { kind: "element", id: "agent" }, focus: true });
  });

  it("a click on a flow opens the line that made it", async () => {
    await open();
    await map.page.locator(".edge-label", { hasText: "embeddings" }).click();
    const target = { kind: "flow", from: "embed", to: "vectors", location: 0 };
    expect(await lastSent()).toEqual({ type: "open", target, focus: false });
    expect(await map.page.locator(".details h2").innerText()).toBe(
      "text-embedding-3-small to Document index",
    );
  });

  it("the details open every step of a path, and offer a way to close the finding", async () => {
    await open();
    await node("diag").click();
    await map.page.locator(".details .path .link", { hasText: "parameter line" }).click();
    expect(await lastSent()).toEqual({
      type: "open",
      target: { kind: "finding", fingerprint: "f-shell", step: 2 },
      focus: false,
    });
    await map.page.getByRole("button", { name: "Fix…" }).click();
    expect(await lastSent()).toEqual({ type: "fix", fingerprint: "f-shell" });
    await map.page.getByRole("button", { name: "Accept…" }).click();
    expect(await lastSent()).toEqual({ type: "decide", fingerprint: "f-shell", control: "accept" });
  });
});

describe("the keyboard", () => {
  const focused = () => map.page.evaluate("document.activeElement?.dataset?.id ?? null");

  it("reaches the map with one Tab stop, and walks it with arrows", async () => {
    await open();
    expect(await nodes('[tabindex="0"]').count()).toBe(1);
    await map.page.locator(".tools button").last().focus();
    await map.page.keyboard.press("Tab");
    expect(await focused()).toBe("visitor");
    for (const [key, id] of [
      ["ArrowRight", "chat"],
      ["ArrowRight", "agent"],
      ["ArrowLeft", "chat"],
      ["ArrowLeft", "visitor"],
      ["ArrowDown", "operator"],
      ["End", "embed"],
      ["Home", "visitor"],
    ]) {
      await map.page.keyboard.press(key!);
      expect([key, await focused()]).toEqual([key, id]);
      expect(await selected()).toBe(id);
    }
  });

  it("finds the threatened elements one after the other", async () => {
    await open();
    await node("visitor").focus();
    const found: unknown[] = [];
    for (let index = 0; index < 8; index++) {
      await map.page.keyboard.press("t");
      found.push(await focused());
    }
    const threatened = SUPPORT_DESK.elements.filter((element) => element.threats.length > 0);
    expect(new Set(found)).toEqual(new Set(threatened.map((element) => element.id)));
    await map.page.keyboard.press("Shift+T");
    expect(await focused()).toBe(found.at(-2));
  });

  it("keeps the focused element on the screen", async () => {
    await open();
    await node("visitor").focus();
    for (let index = 0; index < 6; index++) await map.page.keyboard.press("+");
    await map.page.keyboard.press("End");
    const box = await place("embed");
    expect(box.x).toBeGreaterThan(0);
    expect(box.x + box.width).toBeLessThan(1400);
  });
});

describe("zoom and place", () => {
  it("Ctrl and wheel zoom around the pointer", async () => {
    await open();
    const before = await place("agent");
    await map.page.mouse.move(before.x + before.width / 2, before.y + before.height / 2);
    await map.page.keyboard.down("Control");
    await map.page.mouse.wheel(0, -240);
    await map.page.keyboard.up("Control");
    const after = await place("agent");
    expect(after.width).toBeGreaterThan(before.width * 1.15);
    expect(after.x + after.width / 2).toBeCloseTo(before.x + before.width / 2, 0);
    expect(after.y + after.height / 2).toBeCloseTo(before.y + before.height / 2, 0);
  });

  it("a drag pans and selects nothing; 0 fits the map again", async () => {
    await open();
    const before = await place("agent");
    await map.page.mouse.move(before.x + 20, before.y + 20);
    await map.page.mouse.down();
    await map.page.mouse.move(before.x + 90, before.y + 60, { steps: 5 });
    await map.page.mouse.up();
    const after = await place("agent");
    expect([after.x - before.x, after.y - before.y].map(Math.round)).toEqual([70, 40]);
    expect((await map.sent()).map(({ type }) => type)).toEqual(["ready"]);
    expect(await nodes(".selected").count()).toBe(0);
    expect(await map.page.locator(".details").isVisible()).toBe(false);
    await map.page.locator(".stage").focus();
    await map.page.keyboard.press("0");
    expect(await place("agent")).toEqual(before);
  });

  it("0 fits the map into what the details leave free", async () => {
    await open();
    await node("agent").focus();
    for (let index = 0; index < 6; index++) await map.page.keyboard.press("+");
    await map.page.keyboard.press("0");
    const [stage, drawing, details] = await Promise.all(
      [".stage", ".frames", ".details"].map(async (part) => (await map.page.locator(part).boundingBox())!),
    );
    expect(drawing!.x).toBeGreaterThanOrEqual(stage!.x);
    expect(drawing!.y).toBeGreaterThanOrEqual(stage!.y);
    expect(drawing!.x + drawing!.width).toBeLessThanOrEqual(stage!.x + stage!.width);
    expect(drawing!.y + drawing!.height).toBeLessThanOrEqual(details!.y);
  });

  it("comes back after a reload where the reader left it", async () => {
    await open();
    await node("agent").click();
    await map.page.getByRole("button", { name: "Zoom in" }).click();
    const [state, box, scale] = [await map.state(), await place("agent"), await zoom()];
    await map.page.context().close();
    await open({ state: state! });
    expect(await zoom()).toBe(scale);
    expect(await selected()).toBe("agent");
    expect((await place("agent")).width).toBeCloseTo(box.width, 1);
  });

  it("asks for another direction", async () => {
    await open({ width: 700, height: 900 });
    expect(await map.sent()).toEqual([{ type: "ready", direction: "down" }]);
    await map.page.getByRole("button", { name: "Change direction" }).click();
    expect(await lastSent()).toEqual({ type: "direction", direction: "right" });
  });
});

describe("edits", () => {
  /** An element of the page that would lose its mark if it were made anew. */
  interface Marked {
    sameElement?: boolean;
  }
  const grown: ThreatMap = {
    ...SUPPORT_DESK,
    elements: [
      { id: "guest", kind: "person", label: "Guest", boundary: "people", threats: [] },
      ...SUPPORT_DESK.elements.filter((element) => element.id !== "refund"),
    ],
    flows: [
      { from: "guest", to: "chat", labels: ["untrusted input"], locations: [], threats: [] },
      ...SUPPORT_DESK.flows.filter((flow) => flow.from !== "refund" && flow.to !== "refund"),
    ],
  };

  it("change the map and leave zoom, selection, focus and place alone", async () => {
    await open({ reducedMotion: true });
    await node("agent").click();
    await node("agent").focus();
    await map.page.keyboard.press("+");
    const [box, scale] = [await place("agent"), await zoom()];
    await node("agent").evaluate((element: Marked) => void (element.sameElement = true));
    await map.send({ type: "map", result: await message(grown, 2) });
    expect(await node("guest").count()).toBe(1);
    expect(await node("refund").count()).toBe(0);
    expect(await zoom()).toBe(scale);
    expect(await selected()).toBe("agent");
    expect(await map.page.evaluate("document.activeElement.dataset.id")).toBe("agent");
    expect(await node("agent").evaluate((element: Marked) => element.sameElement)).toBe(true);
    const after = await place("agent");
    expect(after.x).toBeCloseTo(box.x, 0);
    expect(after.y).toBeCloseTo(box.y, 0);
  });

  it("that remove the selected element close its details", async () => {
    await open();
    await node("refund").click();
    expect(await map.page.locator(".details").isVisible()).toBe(true);
    await map.send({ type: "map", result: await message(grown, 2) });
    expect(await map.page.locator(".details").isVisible()).toBe(false);
    expect((await map.state())!.selected).toBeNull();
  });

  it("are announced", async () => {
    await open();
    await map.send({ type: "map", result: await message(grown, 2) });
    expect(await map.page.locator("[aria-live=polite]").textContent()).toBe("Map updated: 7 findings");
  });
});

describe("the editor's cursor", () => {
  it("lights its element, with a mark of its own", async () => {
    await open();
    await map.send({ type: "light", id: "gpt" });
    expect(await node("gpt").getAttribute("aria-current")).toBe("location");
    expect(await node("gpt").locator(".cursor-mark").isVisible()).toBe(true);
    await map.send({ type: "light", id: "chat" });
    expect(await nodes(".lit").count()).toBe(1);
    expect(await nodes(".lit").getAttribute("data-id")).toBe("chat");
    await map.send({ type: "light", id: null });
    expect(await nodes(".lit").count()).toBe(0);
  });

  it("can ask to see an element that a later map brings", async () => {
    map = await openMapPage(browser, { width: 1000, height: 700 });
    await map.send({ type: "select", id: "gpt" });
    await map.send({ type: "map", result: await message() });
    expect(await selected()).toBe("gpt");
  });
});

describe("without a map", () => {
  it("says why, and what to do", async () => {
    map = await openMapPage(browser);
    const empty = {
      version: 1,
      map: { elements: [], flows: [], boundaries: [] },
      findings: [],
      layout: null,
    };
    await map.send({
      type: "map",
      result: { ...empty, empty: "12 files were read. None of them calls a model." },
    });
    const overlay = map.page.locator(".overlay");
    expect(await overlay.locator("p").first().innerText()).toBe(
      "12 files were read. None of them calls a model.",
    );
    await overlay.getByRole("button", { name: "Rescan Workspace" }).click();
    expect(await lastSent()).toEqual({ type: "command", command: "rescan" });
    await map.send({ type: "map", result: await message() });
    expect(await overlay.isVisible()).toBe(false);
  });

  it("says that it waits, or that the server failed", async () => {
    map = await openMapPage(browser);
    await map.send({ type: "notice", state: "waiting", message: "Reading the workspace…" });
    expect(await map.page.locator(".overlay").innerText()).toContain("Reading the workspace…");
    await map.send({ type: "notice", state: "error", message: "The language server keeps stopping." });
    await map.page.getByRole("button", { name: "Restart Language Server" }).click();
    expect(await lastSent()).toEqual({ type: "command", command: "restart" });
  });

  it("a message in the wrong form is reported and changes nothing", async () => {
    await open();
    await map.send({ type: "map", result: { version: "one" } } as never);
    expect(await lastSent()).toMatchObject({ type: "problem" });
    expect(await nodes().count()).toBe(SUPPORT_DESK.elements.length);
  });
});
