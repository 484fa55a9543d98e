/** `threatline/status`: one line about what the server is doing, and what it could not read. */
import type { Problem } from "../report/contract.js";
import type { Session } from "./session.js";
import { STATUS_NOTIFICATION, type StatusParams } from "./protocol.js";

export function registerStatus(session: Session): void {
  const { connection, known } = session;
  const scanning = new Map<string, { done: number; total: number }>();
  let last = "";

  const send = (status: StatusParams) => {
    const text = JSON.stringify(status);
    if (text === last) return;
    last = text;
    void connection.sendNotification(STATUS_NOTIFICATION, status);
  };
  const sendScanning = () => {
    const done = [...scanning.values()].reduce((sum, each) => sum + each.done, 0);
    const total = [...scanning.values()].reduce((sum, each) => sum + each.total, 0);
    send({ state: "scanning", done, total });
  };

  send({ state: "starting" });
  known.on("scanning", ({ folder, done, total }) => {
    scanning.set(folder, { done, total });
    sendScanning();
  });
  known.on("scanned", ({ folder, problems }) => {
    scanning.delete(folder);
    logProblems(session, folder, problems);
  });
  known.on("analysed", () => {
    if (scanning.size > 0) return sendScanning();
    if (session.places.roots.some(({ id }) => !known.folder(id).complete)) return;
    send({ state: "ready", findings: openFindings(session), ...messageOf(session) });
  });
  known.on("crashed", ({ reason, restarts }) => {
    scanning.clear();
    session.log("error", `The analysis died: ${reason}.`);
    send(
      restarts
        ? { state: "starting", message: "The analysis is being restarted." }
        : {
            state: "error",
            message: `The analysis keeps failing (${reason}). Rescan the workspace to try again.`,
          },
    );
  });
}

function openFindings({ known }: Session): number {
  let count = 0;
  for (const folder of known.folders()) {
    for (const { findings } of known.folder(folder).files.values()) {
      count += findings.filter(({ status }) => status === "open").length;
    }
  }
  return count;
}

/** What a person should know about a finished scan, or nothing. */
function messageOf({ known }: Session): { message?: string } {
  const parts: string[] = [];
  const folders = known.folders().map((folder) => known.folder(folder));
  if (folders.some(({ scanCancelled }) => scanCancelled))
    parts.push("The scan was cancelled; findings are incomplete.");
  const problems = folders.flatMap(({ scanProblems, problems }) => [...scanProblems, ...problems]);
  const files = new Set(problems.map(({ file }) => file)).size;
  if (files > 0)
    parts.push(`${files} ${files === 1 ? "file has a problem" : "files have problems"}; the log lists them.`);
  return parts.length > 0 ? { message: parts.join(" ") } : {};
}

function logProblems(session: Session, folder: string, problems: readonly Problem[]): void {
  for (const { file, range, code, message } of problems) {
    const line = range ? `:${range.start.line}` : "";
    session.log("warn", `${file ?? folder}${line}: ${message} (${code})`);
  }
}
