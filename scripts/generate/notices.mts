/** The licences of everything that the bundles contain, found by asking the bundler what it put in. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { build, type BuildOptions } from "esbuild";

/** Shipped without being bundled. */
const COPIED = ["node_modules/elkjs"];

/** Data that is not from a package: what it is, and the folder with its licence. */
const DATA = [
  {
    key: "gitleaks rules",
    title: "gitleaks rules (MIT), from which the formats of secrets are made",
    folder: "scripts/generate/gitleaks",
  },
];

/** What a package's own files do not say. */
const REMARKS: Record<string, string> = {
  "@ts-morph/common":
    "Contains the TypeScript compiler, Copyright (c) Microsoft Corporation, under the Apache License 2.0,\nwhose text is in the LICENSE file of Threatline.",
  elkjs:
    "Ships as dist/elk-worker.min.js, unmodified, under the Eclipse Public License 2.0. Its source is at\nhttps://github.com/kieler/elkjs.",
};

const HEAD = `Threatline contains the following third-party software. This file is generated from the packages that the
bundles contain; each entry gives the package, its version, its licence, and the text that its authors ask to
be passed on.
`;

const node: BuildOptions = {
  platform: "node",
  format: "cjs",
  mainFields: ["module", "main"],
  external: ["vscode"],
};
const BUNDLES: BuildOptions[] = [
  {
    ...node,
    entryPoints: [
      "server/src/cli/main.ts",
      "server/src/lsp/main.ts",
      "server/src/workspace/analysis-worker.ts",
      "client/src/extension.ts",
    ],
  },
  { platform: "browser", entryPoints: ["client/webview/main.ts"] },
];

/** Root-relative folders of the packages that a bundle takes at least one byte from. */
async function packagesIn(bundle: BuildOptions): Promise<string[]> {
  const { metafile } = await build({
    ...bundle,
    bundle: true,
    write: false,
    metafile: true,
    outdir: "dist",
    logLevel: "error",
  });
  return Object.values(metafile!.outputs)
    .flatMap((output) => Object.entries(output.inputs))
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
    .flatMap(([file]) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? []);
}

function licencesIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((file) => /^(?:licen[cs]e|notice|copying|thirdpartynotices)/i.test(file))
    .sort()
    .map((file) => readFileSync(join(folder, file), "utf8").replace(/\r\n/g, "\n").trim());
}

function notice(folder: string): { key: string; text: string } {
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const { name, version, license } = manifest as Record<string, string>;
  const texts = licencesIn(folder);
  if (texts.length === 0) throw new Error(`${name} has no licence file`);
  const parts = [`${name} ${version} (${license})`, ...(REMARKS[name!] ? [REMARKS[name!]!] : []), ...texts];
  return { key: `${name} ${version}`, text: parts.join("\n\n") };
}

export async function outputs(): Promise<Record<string, string>> {
  const found = await Promise.all(BUNDLES.map(packagesIn));
  const data = DATA.map(({ key, title, folder }) => ({
    key,
    text: [title, ...licencesIn(folder)].join("\n\n"),
  }));
  const all = [...[...found.flat(), ...COPIED].map(notice), ...data];
  const notices = new Map(all.map(({ key, text }) => [key, text]));
  const sorted = [...notices].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, text]) => text);
  const rule = `\n\n${"-".repeat(100)}\n\n`;
  return { "ThirdPartyNotices.txt": `${[HEAD.trim(), ...sorted].join(rule)}\n` };
}
