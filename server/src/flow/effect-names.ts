/** What a call of a package that nobody knows does, as far as its name says. */
import type { Effect } from "../catalog/vocabulary.js";

interface NamedEffect {
  effect: Effect;
  destructive: boolean;
}

/** `deleteIssue`, `refund_payment`: a verb with what it is done to; a verb alone is said of caches and lists too. */
const VERBS: readonly (readonly [RegExp, NamedEffect])[] = [
  [
    /^(?:delete|destroy|purge|wipe|revoke|terminate)_?(?!Cache|Item|Key|Header|Cookie|Field|Prop|Node|Listener|Timer|Draft|Temp|Worker|Session|Blob(?:Url)?$)[A-Z_a-z]\w+$/i,
    { effect: "write", destructive: true },
  ],
  [
    /^(?:refund|charge|pay|transfer)_?(?:Card|Customer|Payment|Order|Invoice|Funds?|Money|Charge|Amount|Tokens?|Balance)s?$/i,
    { effect: "pay", destructive: false },
  ],
  [/^send_?(?:E?mail|Sms|TextMessage|DirectMessage)s?$/i, { effect: "network", destructive: false }],
];

export function effectByName(name: string): NamedEffect | undefined {
  return VERBS.find(([pattern]) => pattern.test(name))?.[1];
}
