/** The map's page in a browser of its own, with the test in the extension's place: no VS Code needed. */
import { build } from "esbuild";
import type { Browser, Page } from "playwright-core";
import { mapPage } from "../../../client/src/map/html.js";
import type { FromMap, PageState, ToMap } from "../../../client/src/map/messages.js";
import { mapStrings } from "../../../client/src/map/strings.js";
import { THEMES, type Theme } from "../fixtures/themes.js";

const ORIGIN = "https://map.test";
const ROOT = new URL("../../../", import.meta.url);

/** What the test puts into the page, and the little of a browser's globals that it needs there. */
interface TestWindow {
  threatlineTest: { sent: FromMap[]; saved(): PageState | undefined };
  postMessage(message: unknown, origin: string): void;
  document: {
    documentElement: { style: { setProperty(name: string, value: string): void } };
    body: { className: string };
    addEventListener(type: string, listener: () => void): void;
  };
}

let bundle: Promise<{ script: string; style: string }> | undefined;

function bundled(): Promise<{ script: string; style: string }> {
  bundle ??= (async () => {
    const result = await build({
      entryPoints: { webview: "client/webview/main.ts", map: "client/webview/map.css" },
      absWorkingDir: new URL(ROOT).pathname,
      outdir: "out",
      bundle: true,
      write: false,
      format: "iife",
      target: "chrome120",
    });
    const text = (name: string) => result.outputFiles.find((file) => file.path.endsWith(name))!.text;
    return { script: text("webview.js"), style: text("map.css") };
  })();
  return bundle;
}

export interface MapPage {
  page: Page;
  /** Everything the page has sent, in order. */
  sent(): Promise<FromMap[]>;
  send(message: ToMap): Promise<void>;
  /** What the page has asked the editor to remember. */
  state(): Promise<PageState | undefined>;
  /** Violations of the content security policy and uncaught errors. */
  problems: string[];
}

export interface MapPageOptions {
  theme?: keyof typeof THEMES;
  width?: number;
  height?: number;
  state?: PageState;
  reducedMotion?: boolean;
}

/** Opens the page as the extension serves it: same HTML, same policy, the editor's variables on the root. */
export async function openMapPage(browser: Browser, options: MapPageOptions = {}): Promise<MapPage> {
  const { script, style } = await bundled();
  const theme: Theme = THEMES[options.theme ?? "dark"];
  const html = mapPage({
    cspSource: ORIGIN,
    script: `${ORIGIN}/webview.js`,
    style: `${ORIGIN}/map.css`,
    strings: mapStrings({ t: ((text: string) => text) as never }),
    language: "en",
  });
  const context = await browser.newContext({
    viewport: { width: options.width ?? 900, height: options.height ?? 700 },
    reducedMotion: options.reducedMotion ? "reduce" : "no-preference",
    deviceScaleFactor: 1,
  });
  const page = await context.newPage();
  const problems: string[] = [];
  page.on("pageerror", (error) => problems.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error") problems.push(message.text());
  });
  await page.route("**/*", (route) => {
    const { pathname } = new URL(route.request().url());
    if (pathname === "/webview.js") return route.fulfill({ contentType: "text/javascript", body: script });
    if (pathname === "/map.css") return route.fulfill({ contentType: "text/css", body: style });
    if (pathname === "/") return route.fulfill({ contentType: "text/html", body: html });
    return route.fulfill({ status: 404 });
  });
  await page.addInitScript(
    ({ variables, className, state }) => {
      const sent: unknown[] = [];
      let saved: unknown = state;
      const page = globalThis as unknown as TestWindow;
      Object.assign(globalThis, {
        acquireVsCodeApi: () => ({
          postMessage: (message: unknown) => void sent.push(message),
          getState: () => saved,
          setState: (next: unknown) => void (saved = next),
        }),
        threatlineTest: { sent, saved: () => saved },
      });
      page.document.addEventListener("DOMContentLoaded", () => {
        for (const [name, value] of Object.entries(variables)) {
          page.document.documentElement.style.setProperty(`--vscode-${name}`, value);
        }
        page.document.body.className = className;
      });
    },
    { variables: theme.variables, className: theme.className, state: options.state },
  );
  await page.goto(`${ORIGIN}/`);
  await page.waitForSelector(".stage");
  return {
    page,
    problems,
    sent: () => page.evaluate(() => (globalThis as unknown as TestWindow).threatlineTest.sent),
    send: (message) =>
      page
        .evaluate((data) => (globalThis as unknown as TestWindow).postMessage(data, "*"), message)
        .then(() => page.waitForTimeout(60)),
    state: () => page.evaluate(() => (globalThis as unknown as TestWindow).threatlineTest.saved()),
  };
}
