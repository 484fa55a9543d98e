/** Credentials in source, and keys that reach the browser. */
import { Op, type Graph } from "../facts/facts.js";
import { withoutPublicPrefix } from "../facts/public-variables.js";
import type { ProviderRow } from "../catalog/schema.js";
import type { CredentialUse } from "../threats/model.js";
import { BOUNDS } from "./bounds.js";
import { returnedBy } from "./constructions.js";
import { definitionOf } from "./definitions.js";
import { stepAt } from "./describe.js";
import type { ElementRegistry } from "./elements.js";
import type { Inventory } from "./inventory.js";
import { environmentName } from "./identities.js";
import { OptionReader } from "./options.js";
import type { Program, Ref } from "./program.js";
import type { Resolver } from "./resolve.js";

/** Of those that bundlers ship, the ones that hold a key that is not meant for everybody. */
function isPublicKey(variable: string): boolean {
  const name = withoutPublicPrefix(variable) ?? "";
  return /KEY|TOKEN|SECRET/.test(name) && !/PUBLIC|PUBLISHABLE|ANON_KEY/.test(name);
}

/** Those of one file. */
export function readCredentials(
  resolver: Resolver,
  registry: ElementRegistry,
  file: Graph,
  inventory: Inventory,
): CredentialUse[] {
  const { program } = resolver;
  const found: CredentialUse[] = [];
  // Keys in tests are made up as a rule.
  if (!program.isTest(file.file))
    for (const secret of file.facts.secrets) {
      if (isOfPage(file, secret.node) || isDocumented(file, secret.node)) continue;
      if (secret.preview.startsWith(INSTALLED) && isInstalled(file)) continue;
      const step = stepAt(program, program.ref(file, secret.node), secret.what, "credential");
      found.push({
        element: credential(registry, secret.what, step),
        via: "literal",
        what: secret.what,
        preview: secret.preview,
        client: inBrowser(file),
        step,
        confidence: secret.by === "format" ? "high" : "low",
      });
    }
  for (const { call, row } of inventory.providers) {
    const graph = program.graph(call);
    if (row.credential)
      for (const place of resolver.navigate.relative(call, row.path, row.credential)) {
        if (place.ref === undefined && !place.values) continue;
        const variable = publicVariable(resolver, call, row.credential);
        if (!variable) break;
        found.push(shipped(program, registry, call, variable, row.provider, "high"));
        break;
      }
    const key =
      row.browserFlag && flagOn(resolver, call, row.path, row.browserFlag)
        ? ownersKey(resolver, call, row)
        : undefined;
    if (row.browserFlag && key !== undefined) {
      const step = stepAt(program, call, `${row.provider} client`, "credential");
      found.push({
        element: credential(registry, `${row.provider} API key`, step),
        via: "browser-flag",
        what: `${row.provider} API key`,
        preview: row.browserFlag.replace(/^\(\d+\)\./, ""),
        client: true,
        ...(key === "environment" && !inBrowser(graph) ? { onServer: true as const } : {}),
        step,
        confidence: inBrowser(graph) ? "high" : "medium",
      });
    }
  }
  for (const { call, requests } of inventory.models)
    for (const { from, provider } of requests ?? []) {
      const variable = publicVariable(resolver, from);
      if (!variable) continue;
      const { line } = stepAt(program, from, variable, "credential");
      if (found.some(({ preview, step }) => preview === variable && step.line === line)) continue;
      const confidence = program.fileOf(from) === program.fileOf(call) ? "high" : "medium";
      found.push(shipped(program, registry, from, variable, provider, confidence));
    }
  return found;
}

/** A variable that bundlers ship, given to a call as the key of a provider. */
function shipped(
  program: Program,
  registry: ElementRegistry,
  call: Ref,
  variable: string,
  provider: string,
  confidence: CredentialUse["confidence"],
): CredentialUse {
  const step = stepAt(program, call, variable, "credential");
  return {
    element: credential(registry, variable, step),
    via: "public-variable",
    what: `${provider} API key`,
    preview: variable,
    client: inBrowser(program.graph(call)),
    step,
    confidence,
  };
}

/**
 * What stands beside a key that every visitor of a page gets: Firebase's, where rules of the database guard the data, and Algolia's,
 * which only searches.
 */
const OF_PAGE = new Set(["authDomain", "messagingSenderId", "measurementId", "storageBucket", "indexName"]);

/**
 * Whether a key is one that a page needs and says who it belongs to, no secret.
 * Source: Firebase's documentation, "Learn about using and managing API keys for Firebase"; Algolia's DocSearch, "Configure your site".
 */
function isOfPage(graph: Graph, key: number): boolean {
  return [...graph.uses(key)].some(
    (prop) =>
      graph.op(prop) === Op.Prop &&
      [...graph.uses(prop)].some(
        (object) =>
          graph.op(object) === Op.Object &&
          [...graph.args(object)].some((part) => OF_PAGE.has(graph.name(part))),
      ),
  );
}

/** How the client secrets of Google begin. */
const INSTALLED = "GOCSPX-";
/** Where a program that is installed has its answer sent to. */
const LOOPBACK = /^https?:\/\/(?:localhost|127\.0\.0\.1)\b|^urn:ietf:wg:oauth:2\.0:oob/;

/** Clients of Google that are published with a program that everybody installs. Source: google-gemini/gemini-cli, `code_assist/oauth2.ts`. */
const PUBLISHED = /^681255809395-[a-z0-9]+\.apps\.googleusercontent\.com$/;

/**
 * Whether a file signs in for a program that people install: everybody has its client secret, which is none there.
 * Source: Google Identity, "Using OAuth 2.0 to access Google APIs", installed applications.
 */
function isInstalled(graph: Graph): boolean {
  for (let node = 0; node < graph.size; node++)
    if (graph.op(node) === Op.String && (LOOPBACK.test(graph.name(node)) || PUBLISHED.test(graph.name(node))))
      return true;
  return false;
}

/** Properties of schemas and API descriptions that show what a value may look like. */
const SHOWN = /^examples?$/;

/** `z.string().meta({ example: "https://…?token=…" })`: a value that documentation shows. */
function isDocumented(graph: Graph, key: number): boolean {
  return [...graph.uses(key)].some((use) =>
    graph.op(use) === Op.Prop
      ? SHOWN.test(graph.name(use))
      : (graph.op(use) === Op.Array || graph.op(use) === Op.Object) && isDocumented(graph, use),
  );
}

function credential(registry: ElementRegistry, label: string, step: CredentialUse["step"]): string {
  return registry.add(`credential:${step.file}:${step.line}:${step.column}`, {
    kind: "credential",
    boundary: "application",
    label,
    step,
  });
}

/**
 * The public environment variable that a call is given as the key, if one is: written there, kept in a constant, or given by a function.
 * @param path relative path of the key; any part of what is given when left out
 */
function publicVariable(resolver: Resolver, call: Ref, path?: string): string | undefined {
  const { program } = resolver;
  const { graph, node } = resolver.split(call);
  const name = path?.split(".").pop();
  const queue = [...graph.args(node)]
    .slice(1)
    .flatMap((part) => (part < 0 ? [] : [program.ref(graph, part)]));
  const seen = new Set<Ref>();
  for (let at = 0; at < queue.length && at < BOUNDS.constructions; at++) {
    const given = resolver.split(queue[at]!);
    if (name !== undefined && given.graph.op(given.node) === Op.Prop && given.graph.name(given.node) !== name)
      continue;
    const made = definitionOf(resolver, queue[at]!);
    if (seen.has(made)) continue;
    seen.add(made);
    const { graph: owner, node: root } = resolver.split(made);
    if (owner.op(root) === Op.Member && isPublicKey(owner.name(root))) return owner.name(root);
    if (owner.op(root) === Op.Call) queue.push(...returnedBy(resolver, made));
    else if (owner.op(root) !== Op.Function)
      for (const part of owner.args(root)) if (part >= 0) queue.push(program.ref(owner, part));
  }
  return undefined;
}

/** Nodes that a key is made of and that are looked at. */
const LOOKED_AT = 40;

/** No provider's key is this short: a word that a gateway takes for one. */
const SHORTEST_KEY = 16;

/**
 * Whose key a client has that may run in a browser: the owner's, where it is written down, or of the environment, in code that a bundler
 * ships or not. What a visitor, a setting or a request gives is theirs.
 */
function ownersKey(resolver: Resolver, call: Ref, row: ProviderRow): "written" | "environment" | undefined {
  if (!row.credential) return "environment";
  const places = resolver.navigate.relative(call, row.path, row.credential);
  const queue = places.flatMap(({ ref }) => (ref === undefined ? [] : [definitionOf(resolver, ref)]));
  if (queue.length === 0) {
    const { presence } = new OptionReader(resolver).at(call, row.path, row.credential);
    return presence === "absent" ? "environment" : undefined;
  }
  for (let at = 0; at < queue.length && at < LOOKED_AT; at++) {
    const { graph, node } = resolver.split(queue[at]!);
    if (graph.op(node) === Op.String && graph.name(node).length >= SHORTEST_KEY) return "written";
    if (environmentName(graph, node) !== undefined) return "environment";
    if (COMBINES.has(graph.op(node)))
      for (const part of graph.args(node))
        if (part >= 0) queue.push(definitionOf(resolver, resolver.program.ref(graph, part)));
  }
  return undefined;
}

const COMBINES = new Set<Op>([Op.Or, Op.Coalesce, Op.And, Op.Ternary, Op.Concat, Op.Choice, Op.Cell]);

function flagOn(resolver: Resolver, call: number, rowPath: string, path: string): boolean {
  return resolver.navigate.relative(call, rowPath, path).some((place) =>
    resolver.navigate.values(place).some((value) => {
      if (value.kind !== "constant") return false;
      const { graph, node } = resolver.split(value.ref);
      return graph.op(node) === Op.Boolean && graph.name(node) === "true";
    }),
  );
}

/** Code that a bundler ships to the browser. */
function inBrowser(graph: Graph): boolean {
  return graph.facts.directive === "use client" || /\.(?:client)\.[jt]sx?$/.test(graph.file);
}
