/** Every threat there is, in the order of the documentation. A new one is one file in this folder and one line here. */
import { policyViolation } from "./policy-violation.js";
import { unreviewedChange } from "./unreviewed-change.js";
import { credentialInClient } from "./credential-in-client.js";
import { credentialExposure } from "./credential-exposure.js";
import { hardcodedCredential } from "./hardcoded-credential.js";
import { hiddenContextExposure } from "./hidden-context-exposure.js";
import { indirectPromptInjection } from "./indirect-prompt-injection.js";
import { inferenceLeakage } from "./inference-leakage.js";
import { lethalTrifecta } from "./lethal-trifecta.js";
import { memoryPoisoning } from "./memory-poisoning.js";
import { missingAuditTrail } from "./missing-audit-trail.js";
import { outputToCode } from "./output-to-code.js";
import { outputToCommand } from "./output-to-command.js";
import { outputToHtml } from "./output-to-html.js";
import { outputToNavigation } from "./output-to-navigation.js";
import { outputToPath } from "./output-to-path.js";
import { outputToQuery } from "./output-to-query.js";
import { outputToRequest } from "./output-to-request.js";
import { overPrivilegedTool } from "./over-privileged-tool.js";
import { promptLogging } from "./prompt-logging.js";
import { promptInjection } from "./prompt-injection.js";
import { sharedIdentity } from "./shared-identity.js";
import { sensitiveDataInPrompt } from "./sensitive-data-in-prompt.js";
import { trainingDataPoisoning } from "./training-data-poisoning.js";
import type { Threat } from "./threat.js";
import { tokenPassthrough } from "./token-passthrough.js";
import { toolMetadataPoisoning } from "./tool-metadata-poisoning.js";
import { unapprovedAction } from "./unapproved-action.js";
import { unauthenticatedInference } from "./unauthenticated-inference.js";
import { unboundedConsumption } from "./unbounded-consumption.js";
import { uncheckedDispatch } from "./unchecked-dispatch.js";
import { unconstrainedToolInput } from "./unconstrained-tool-input.js";
import { unpinnedModel } from "./unpinned-model.js";
import { unscopedRetrieval } from "./unscoped-retrieval.js";
import { untrustedModelEndpoint } from "./untrusted-model-endpoint.js";
import { untrustedToolServer } from "./untrusted-tool-server.js";
import { unvalidatedOutput } from "./unvalidated-output.js";

export const threats: readonly Threat[] = [
  promptInjection,
  indirectPromptInjection,
  outputToCommand,
  outputToCode,
  outputToQuery,
  outputToHtml,
  outputToPath,
  outputToRequest,
  outputToNavigation,
  unvalidatedOutput,
  unapprovedAction,
  lethalTrifecta,
  unconstrainedToolInput,
  uncheckedDispatch,
  toolMetadataPoisoning,
  overPrivilegedTool,
  sharedIdentity,
  missingAuditTrail,
  memoryPoisoning,
  unscopedRetrieval,
  unauthenticatedInference,
  unboundedConsumption,
  untrustedModelEndpoint,
  untrustedToolServer,
  unpinnedModel,
  policyViolation,
  unreviewedChange,
  sensitiveDataInPrompt,
  hardcodedCredential,
  credentialInClient,
  credentialExposure,
  tokenPassthrough,
  promptLogging,
  hiddenContextExposure,
  inferenceLeakage,
  trainingDataPoisoning,
];

const byId = new Map(threats.map((threat) => [threat.id, threat]));

export function threatById(id: string): Threat | undefined {
  return byId.get(id);
}

export { PRESETS, type Draft, type FlowNeed, type Preset, type Threat, type ThreatDocs } from "./threat.js";
