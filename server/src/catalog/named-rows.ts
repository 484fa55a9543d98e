/** Rows that hold for a name alone, whichever package's object has it. */
import { z } from "zod";
import { LABELS, LIMITS, SINK_KINDS } from "./vocabulary.js";

/** An assignment to a property of any object, or a JSX attribute on any element, that is a sink. */
export const PropertySinkRow = z.strictObject({
  kind: z.literal("property-sink"),
  property: z.string().optional(),
  of: z.string().optional().describe("only where the object whose property it is has this name"),
  attribute: z.string().optional(),
  element: z.string().optional(),
  called: z
    .boolean()
    .optional()
    .describe("instead of a property: any whose name is data, where it is called"),
  sink: z.enum(SINK_KINDS),
  when: z
    .strictObject({ attribute: z.string(), mentions: z.string(), without: z.string().optional() })
    .optional()
    .describe(
      "only where the element has this attribute and its value mentions this name, and not the other",
    ),
  closedBy: z
    .array(z.enum(SINK_KINDS))
    .optional()
    .describe("kinds of sinks whose barriers close this one too: an address whose host is fixed"),
  note: z.string().optional(),
  what: z.string().optional(),
});

/** Options by whose presence a call is limited, whichever SDK has them. */
export const LimitRow = z.strictObject({
  kind: z.literal("limit"),
  limits: z.enum(LIMITS),
  names: z.array(z.string()).min(1),
  note: z.string().optional(),
});

/** A property whose name says what it holds, whichever object it is read from: `process.env.API_TOKEN` is a secret. */
export const NamedSourceRow = z.strictObject({
  kind: z.literal("named-source"),
  label: z.enum(LABELS),
  what: z.string().describe("for a reader: the credential, the personal data"),
  names: z.array(z.string()).min(1).describe("names of the property, `*` as a wildcard, in any case"),
  except: z.array(z.string()).optional().describe("names that are something else after all"),
  of: z
    .array(z.string())
    .min(1)
    .optional()
    .describe("names of the object that it is read from, in any case; none: any object"),
  readers: z
    .array(z.string())
    .optional()
    .describe("methods of that object that read it by its name: `headers.get(name)`"),
  issuedHere: z
    .literal(true)
    .optional()
    .describe("for a caller's token: it was checked that it was issued for this server"),
  note: z.string().optional(),
});

export type PropertySinkRow = z.infer<typeof PropertySinkRow>;
export type NamedSourceRow = z.infer<typeof NamedSourceRow>;
