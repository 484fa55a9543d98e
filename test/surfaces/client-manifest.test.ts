/** The extension's manifest against the code and the files it speaks of. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { LANGUAGES } from "../../client/src/languages.js";
import { CLIENT_COMMANDS, Settings } from "../../server/src/lsp/protocol.js";

interface Command {
  command: string;
  title: string;
  category: string;
}
interface Setting {
  default: unknown;
  scope: string;
  markdownDescription: string;
}
interface Color {
  id: string;
  defaults: Record<string, string>;
}
interface Manifest {
  activationEvents: string[];
  icon: string;
  capabilities: { untrustedWorkspaces: { restrictedConfigurations: string[] } };
  contributes: {
    commands: Command[];
    menus: Record<string, { command: string; when?: string }[]>;
    views: Record<string, { id: string; icon: string }[]>;
    viewsWelcome: { view: string; when: string }[];
    configuration: { title: string; properties: Record<string, Setting> }[];
    colors: Color[];
    grammars: { path: string; scopeName: string; injectTo: string[] }[];
    jsonValidation: { url: string }[];
    walkthroughs: { steps: { media: { svg: string }; completionEvents: string[] }[] }[];
  };
}

const root = new URL("../../", import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), "utf8");
const exists = (path: string) => existsSync(new URL(path, root));
const sources = (folder: string) =>
  (readdirSync(new URL(folder, root), { recursive: true }) as string[])
    .filter((path) => path.endsWith(".ts"))
    .map((path) => read(`${folder}/${path}`));

const manifest = JSON.parse(read("package.json")) as Manifest;
const { contributes } = manifest;
const client = sources("client/src").join("\n");
const css = read("client/webview/map.css");

describe("strings of the manifest", () => {
  const translated = JSON.parse(read("package.nls.json")) as Record<string, string>;
  const used = new Set(Array.from(read("package.json").matchAll(/"%([^%"]+)%"/g), (match) => match[1]!));

  it("are all there, and none is left over", () => {
    expect(Object.keys(translated).sort()).toEqual([...used].sort());
  });

  it("are used wherever a person reads", () => {
    const written = (text: string) => /^%.+%$/.test(text);
    for (const { title, category } of contributes.commands)
      expect([title, category].every(written)).toBe(true);
    const settings = contributes.configuration.flatMap(({ properties }) => Object.values(properties));
    expect(settings.every((setting) => written(setting.markdownDescription))).toBe(true);
  });
});

describe("commands", () => {
  const contributed = contributes.commands.map(({ command }) => command);

  it("are registered, and nothing else is but what lenses and code actions carry", () => {
    const registered = Array.from(client.matchAll(/^\s*"(threatline\.\w+)": /gm), (match) => match[1]!);
    expect([...contributed].sort()).toEqual(registered.sort());
    for (const command of Object.values(CLIENT_COMMANDS)) expect(contributed).not.toContain(command);
    for (const name of Object.keys(CLIENT_COMMANDS)) expect(client).toContain(`[CLIENT_COMMANDS.${name}]:`);
  });

  it("appear in the palette only when they can do something", () => {
    const palette = contributes.menus["commandPalette"]!;
    expect(palette.map(({ command }) => command).sort()).toEqual([...contributed].sort());
    expect(palette.every(({ when }) => when)).toBe(true);
  });

  it("exist wherever a menu, a welcome text or a walkthrough names them", () => {
    const named = Array.from(
      `${JSON.stringify(contributes.menus)} ${read("package.nls.json")} ${JSON.stringify(contributes.walkthroughs)}`.matchAll(
        /(?:command:|"command":"|onCommand:)(threatline\.\w+)/g,
      ),
      (match) => match[1]!,
    );
    expect(named.length).toBeGreaterThan(10);
    const known = [...contributed, ...Object.values(CLIENT_COMMANDS)];
    expect(named.filter((command) => !known.includes(command))).toEqual([]);
  });
});

describe("settings", () => {
  const settings = Object.assign(
    {},
    ...contributes.configuration.map(({ properties }) => properties),
  ) as Record<string, Setting>;

  it("have the defaults that the server assumes", () => {
    const { enable, exclude, diagnostics, codeLens } = Settings.parse({});
    expect(settings["threatline.enable"]!.default).toBe(enable);
    expect(settings["threatline.exclude"]!.default).toEqual(exclude);
    expect(settings["threatline.diagnostics.scope"]!.default).toBe(diagnostics.scope);
    expect(settings["threatline.diagnostics.minimumConfidence"]!.default).toBe(diagnostics.minimumConfidence);
    expect(settings["threatline.codeLens.enable"]!.default).toBe(codeLens.enable);
  });

  it("state their scope, and those that hide findings are not the folder's to set before it is trusted", () => {
    expect(Object.values(settings).every(({ scope }) => ["resource", "window"].includes(scope))).toBe(true);
    const restricted = manifest.capabilities.untrustedWorkspaces.restrictedConfigurations;
    expect(restricted).toEqual([
      "threatline.enable",
      "threatline.exclude",
      "threatline.diagnostics.minimumConfidence",
    ]);
    for (const name of restricted) expect(settings).toHaveProperty([name]);
  });
});

describe("activation", () => {
  it("waits for a matching language, a configuration of tool servers or a restored map", () => {
    const languages = LANGUAGES.map((language) => `onLanguage:${language}`);
    const toolServers = ["mcp.json", ".mcp.json", ".cursor/mcp.json", ".vscode/mcp.json"];
    expect(manifest.activationEvents).toEqual([
      ...languages,
      ...toolServers.map((file) => `workspaceContains:${file}`),
      "onWebviewPanel:threatline.map",
    ]);
  });
});

describe("colours of the map", () => {
  it("have a default in all four kinds of theme, and the page uses them all", () => {
    for (const { id, defaults } of contributes.colors) {
      expect(Object.keys(defaults).sort()).toEqual(["dark", "highContrast", "highContrastLight", "light"]);
      expect(css).toContain(`--vscode-${id.replaceAll(".", "-")}`);
    }
    const used = new Set(Array.from(css.matchAll(/--vscode-(threatline-map-\w+)/g), (match) => match[1]!));
    expect([...used].sort()).toEqual(contributes.colors.map(({ id }) => id.replaceAll(".", "-")).sort());
  });

  it("and all others come from the editor", () => {
    expect(css.match(/#[0-9a-f]{3,8}\b|\b(?:rgb|hsl)a?\(/gi)).toBeNull();
  });
});

describe("the page's code", () => {
  it("never makes markup of text", () => {
    const page = sources("client/webview").join("\n");
    expect(
      page.match(/innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|\beval\b|new Function/g),
    ).toBeNull();
  });
});

describe("files", () => {
  it("that the manifest names exist", () => {
    const { views, walkthroughs, jsonValidation, grammars } = contributes;
    const named = [
      manifest.icon,
      ...Object.values(views).flatMap((list) => list.map(({ icon }) => icon)),
      ...walkthroughs.flatMap(({ steps }) => steps.map(({ media }) => media.svg)),
      ...jsonValidation.map(({ url }) => url),
      ...grammars.map(({ path }) => path),
    ];
    expect(named.filter((path) => !exists(path))).toEqual([]);
  });

  it("describe a walkthrough of three to five steps, and a welcome for every state of the view", () => {
    expect(contributes.walkthroughs[0]!.steps.length).toBeGreaterThanOrEqual(3);
    expect(contributes.walkthroughs[0]!.steps.length).toBeLessThanOrEqual(5);
    const states = contributes.viewsWelcome.map(({ when }) => when).join(" ");
    for (const state of ["starting", "scanning", "ready", "error"])
      expect(states).toContain(`threatline.state == ${state}`);
  });
});
