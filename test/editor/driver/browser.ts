/** The browser a user would look through: Debian's or the system's Chromium, headless, with no traffic of its own. */
import { chromium, type Browser } from "playwright-core";
import { findChromium } from "../../../scripts/lib/system.mjs";

const QUIET = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** @throws when no Chromium is installed; the message says how to get one */
export async function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: findChromium(), args: QUIET });
}
