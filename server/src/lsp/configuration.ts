/** `workspace/configuration` and `workspace/didChangeConfiguration`: the `threatline` section, for each folder. */
import { DidChangeConfigurationNotification } from "vscode-languageserver/node";
import { LOOSE } from "../workspace/analysis-messages.js";
import { Settings } from "./protocol.js";
import { DEFAULT_SETTINGS, type Session } from "./session.js";
import { reopen } from "./workspace-folders.js";

const SECTION = "threatline";
/** A client that never answers must not keep findings from being shown. */
const PATIENCE_MS = 3_000;

/** Asks for the settings of every folder; a client that cannot be asked gets what it pushed, or the defaults. */
export async function fetchSettings(session: Session): Promise<void> {
  const folders = session.places.roots.map(({ id }) => id);
  const raw = session.client.configuration ? await ask(session, folders) : undefined;
  session.settings.clear();
  for (const [index, folder] of [LOOSE, ...folders].entries()) {
    session.settings.set(folder, parse(session, raw?.[index] ?? session.pushedSettings));
  }
}

async function ask(session: Session, folders: string[]): Promise<unknown[] | undefined> {
  const items = [{ section: SECTION }, ...folders.map((scopeUri) => ({ scopeUri, section: SECTION }))];
  const late = new Promise<undefined>((resolve) => setTimeout(resolve, PATIENCE_MS, undefined).unref());
  try {
    return await Promise.race([
      session.connection.workspace.getConfiguration(items) as Promise<unknown[]>,
      late,
    ]);
  } catch (error) {
    session.log("warn", `The client did not give its settings: ${String(error)}`);
    return undefined;
  }
}

/** A mistake in one setting costs that setting. */
function parse(session: Session, raw: unknown): Settings {
  if (typeof raw !== "object" || raw === null) return DEFAULT_SETTINGS;
  const settings: Record<string, unknown> = { ...DEFAULT_SETTINGS };
  for (const [key, value] of Object.entries(raw)) {
    const schema = Settings.shape[key as keyof Settings];
    if (schema === undefined || value === undefined || value === null) continue;
    const parsed = schema.safeParse(value);
    if (parsed.success) settings[key] = parsed.data;
    else session.log("warn", `The setting ${SECTION}.${key} is ignored: ${parsed.error.issues[0]?.message}`);
  }
  return settings as Settings;
}

export function registerConfiguration(session: Session): void {
  const { connection, client } = session;
  connection.onDidChangeConfiguration(async ({ settings }: { settings?: unknown }) => {
    const pushed =
      typeof settings === "object" && settings !== null ? (settings as Record<string, unknown>) : {};
    session.pushedSettings = pushed[SECTION] ?? session.pushedSettings;
    const before = new Map(session.settings);
    await fetchSettings(session);
    for (const [folder, now] of session.settings) {
      const then = before.get(folder) ?? DEFAULT_SETTINGS;
      const isSame =
        JSON.stringify([now.exclude, now.diagnostics]) === JSON.stringify([then.exclude, then.diagnostics]);
      if (!isSame) reopen(session, folder);
    }
    session.publisher?.all();
    session.refresh();
  });
  if (!client.configurationRegistration) return;
  const registering = connection.client.register(DidChangeConfigurationNotification.type, {
    section: SECTION,
  });
  registering.catch((error: unknown) => session.log("warn", `Settings are not followed: ${String(error)}`));
}
