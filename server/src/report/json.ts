/** The report a program reads: the contract as JSON, checked before it leaves. */
import { ScanResult } from "./contract.js";

/**
 * The result as indented JSON with a final newline. The same result gives the same bytes: keys come in the contract's
 * order, whatever order they were made in.
 *
 * @throws when the result breaks the contract, which is a defect of Threatline
 */
export function jsonReport(result: ScanResult): string {
  const checked = ScanResult.safeParse(result);
  if (!checked.success) {
    const [issue] = checked.error.issues;
    throw new Error(`The result breaks its contract at ${issue?.path.join(".")}: ${issue?.message}`);
  }
  return `${JSON.stringify(checked.data, null, 2)}\n`;
}
