/** Addresses that stay on this machine or inside a network whose machines have names of their own. */

const SUFFIXES = ["local", "internal", "localhost"];

/**
 * Recognises such addresses.
 * @param scheme of the address, as an expression: `https?`
 * @param more last parts of names that a network gives, besides the usual ones
 */
export function nearAddress(scheme: string, ...more: readonly string[]): RegExp {
  const named = [...SUFFIXES, ...more].join("|");
  return new RegExp(
    `^${scheme}:\\/\\/(?:localhost|127(?:\\.\\d+){3}|\\[::1\\]|0\\.0\\.0\\.0|host\\.docker\\.internal|[^/:.]+|[^/:]+\\.(?:${named}))(?:[:/]|$)`,
    "i",
  );
}

/** Whether an address is read by whoever is on the way to it. */
export function isClearText(address: string, near: RegExp): boolean {
  return /^http:\/\//i.test(address) && !near.test(address);
}
