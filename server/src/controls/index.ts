/** Every control there is. A new one is one file in this folder and one line here. */
import { isHygiene } from "../annotations/hygiene.js";
import { accept } from "./accept.js";
import { actForUser } from "./act-for-user.js";
import { addAuditRecord } from "./add-audit-record.js";
import { allowInPolicy } from "./allow-in-policy.js";
import { allowListArgument } from "./allow-list-argument.js";
import { allowListHost } from "./allow-list-host.js";
import { allowListName } from "./allow-list-name.js";
import { authenticateCaller } from "./authenticate-caller.js";
import { bindQueryParameters } from "./bind-query-parameters.js";
import { capRounds } from "./cap-rounds.js";
import { capTokens } from "./cap-tokens.js";
import type { Control } from "./control.js";
import { containPath } from "./contain-path.js";
import { dismiss } from "./dismiss.js";
import { insertOutputValidation } from "./insert-output-validation.js";
import { keepClientOnServer } from "./keep-client-on-server.js";
import { leaveOutOfResponse } from "./leave-out-of-response.js";
import { moveCredentialToEnvironment } from "./move-credential-to-environment.js";
import { parseInsteadOfEval } from "./parse-instead-of-eval.js";
import { pinModel } from "./pin-model.js";
import { pinToolServer } from "./pin-tool-server.js";
import { recordReview } from "./record-review.js";
import { redactLog } from "./redact-log.js";
import { redactPrompt } from "./redact-prompt.js";
import { rememberOwner } from "./remember-owner.js";
import { removeHiddenCharacters } from "./remove-hidden-characters.js";
import { requireApproval } from "./require-approval.js";
import { requireReview } from "./require-review.js";
import { restrictLinkScheme } from "./restrict-link-scheme.js";
import { sanitiseHtml } from "./sanitise-html.js";
import { scopeRetrieval } from "./scope-retrieval.js";
import { isolateOutsideContent, separateInstructions } from "./separate-instructions.js";
import { setMessageRoles } from "./set-message-roles.js";
import { tightenToolSchema } from "./tighten-tool-schema.js";
import { unshipKey } from "./unship-key.js";
import { useArgumentVector } from "./use-argument-vector.js";
import { useHttps } from "./use-https.js";
import { useOwnToken } from "./use-own-token.js";
import { useNarrowerCredential } from "./use-narrower-credential.js";
import { writeAdversarialTest } from "./write-adversarial-test.js";

/** In the order they are offered: what fixes the code first, what only speaks about it last. */
export const controls: readonly Control[] = [
  insertOutputValidation,
  useArgumentVector,
  allowListArgument,
  allowListName,
  parseInsteadOfEval,
  bindQueryParameters,
  sanitiseHtml,
  containPath,
  allowListHost,
  restrictLinkScheme,
  separateInstructions,
  setMessageRoles,
  isolateOutsideContent,
  requireApproval,
  rememberOwner,
  requireReview,
  addAuditRecord,
  authenticateCaller,
  scopeRetrieval,
  tightenToolSchema,
  moveCredentialToEnvironment,
  unshipKey,
  useNarrowerCredential,
  useOwnToken,
  actForUser,
  keepClientOnServer,
  redactLog,
  redactPrompt,
  leaveOutOfResponse,
  pinToolServer,
  pinModel,
  useHttps,
  removeHiddenCharacters,
  capTokens,
  capRounds,
  writeAdversarialTest,
  allowInPolicy,
  recordReview,
  accept,
  dismiss,
];

/** The controls that may apply to findings of a threat, in the order to offer them. */
export function controlsFor(threat: string): Control[] {
  // What is wrong with an annotation is put right in the annotation, not by another one above it.
  const any = isHygiene(threat) ? undefined : "*";
  return controls.filter(({ closes, lowers = [], leaves = [] }) =>
    [...closes, ...lowers, ...leaves].some((id) => id === threat || id === any),
  );
}

export type { Control, ControlContext, ControlEdit, FileEdit, OffsetEdit } from "./control.js";
