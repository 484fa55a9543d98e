/**
 * What annotations do to findings: treatments close them, facts are handed on, and whatever is wrong with an annotation
 * becomes a finding of its own. A pure function; a malformed annotation never hides anything.
 */
import type { Declaration } from "../facts/declaration.js";
import type { Anchor, AnnotationSite } from "../facts/sites/index.js";
import type { Finding, Problem, Range, Status } from "../report/contract.js";
import { valueOf, type Annotation } from "./grammar.js";
import { HygieneFindings } from "./hygiene.js";
import { closeness, isOf } from "./matching.js";
import { refutation, type Texts } from "./mitigation.js";
import { nearest, VERBS, type Treatment, type Verb } from "./vocabulary.js";

export interface AnnotationOptions {
  /** YYYY-MM-DD; without it nothing expires. */
  today?: string | undefined;
  /** The texts of the workspace, to check what `mitigate` claims. */
  files: Texts;
  /** The catalogue, to tell unknown ids from silent ones; without it no id is called unknown. */
  threats?: Iterable<{ id: string; references: readonly string[] }>;
}

/** A declaration or a question in the code, and the node it is about. */
export interface AnnotationFact {
  verb: Exclude<Verb, Treatment>;
  file: string;
  /** The words after the verb. */
  values: string[];
  keys: Record<string, string>;
  reason: string | undefined;
  anchor: Anchor;
  /** Where the annotation itself stands. */
  range: Range;
}

export interface AnnotationEffects {
  /** The given findings in their order, some closed, then those about annotations. */
  findings: Finding[];
  problems: Problem[];
  facts: AnnotationFact[];
}

const CLOSES: Record<Treatment, Status> = {
  accept: "accepted",
  mitigate: "mitigated",
  transfer: "transferred",
  avoid: "avoided",
  dismiss: "dismissed",
};

/** Applies the annotations of every file to the findings of a whole analysis. The given findings are not changed. */
export function applyAnnotations(
  findings: readonly Finding[],
  annotationsByFile: ReadonlyMap<string, readonly AnnotationSite[]>,
  options: AnnotationOptions,
): AnnotationEffects {
  const closed = new Map<Finding, Status>();
  const hygiene = new HygieneFindings();
  const facts: AnnotationFact[] = [];
  const catalogue = catalogueOf(options);
  for (const file of [...annotationsByFile.keys()].sort()) {
    for (const site of annotationsByFile.get(file)!) {
      for (const problem of site.problems)
        hygiene.add(problem.code, site, problem.message, within(site, problem));
      const { annotation } = site;
      if (!annotation || site.problems.length > 0) continue;
      if (isTreatment(annotation.verb)) treat(annotation.verb, annotation, site);
      else declare(annotation.verb, annotation, site);
    }
  }
  return {
    findings: [
      ...findings.map((finding) =>
        closed.has(finding) ? { ...finding, status: closed.get(finding)! } : finding,
      ),
      ...hygiene.findings,
    ],
    problems: [],
    facts,
  };

  function declare(verb: AnnotationFact["verb"], annotation: Annotation, site: AnnotationSite): void {
    if (!site.anchor) {
      hygiene.add(
        "annotation-stale",
        site,
        `Nothing follows this annotation, so it says nothing. Move it above the code it is about.`,
      );
      return;
    }
    facts.push({
      verb,
      file: site.file,
      ...wordsOf(annotation),
      reason: annotation.reason?.text,
      anchor: site.anchor,
      range: site.range,
    });
  }

  function treat(verb: Treatment, annotation: Annotation, site: AnnotationSite): void {
    const threat = annotation.arguments[0]!.text;
    const at = within(site, annotation.arguments[0]!);
    const edition = /^(LLM|ASI)\d\d$/.exec(threat);
    if (edition) {
      hygiene.add(
        "annotation-reference",
        site,
        `"${threat}" means different things in different editions. Write it with its year, such as ${threat}:2026.`,
        at,
      );
      return;
    }
    if (catalogue && !catalogue.has(threat)) {
      const guess = nearest(threat, [...catalogue]);
      hygiene.add(
        "annotation-unknown-threat",
        site,
        `There is no threat "${threat}", so this annotation closes nothing.${guess ? ` Did you mean "${guess}"?` : ""}`,
        at,
      );
      return;
    }
    const anchor = site.anchor;
    const matched = anchor
      ? findings.filter((finding) => isOf(finding, threat) && closeness(finding, site.file, anchor.range) > 0)
      : [];
    if (matched.length === 0) {
      // `avoid` states that something is not there; finding nothing is what it promises.
      if (verb === "avoid" && anchor) return;
      hygiene.add(
        "annotation-stale",
        site,
        anchor
          ? `Threatline finds no ${threat} in the code below. If the code was fixed, remove this annotation; if it moved, move the annotation with it.`
          : `Nothing follows this annotation, so it closes nothing. Move it above the code it is about, or remove it.`,
      );
      return;
    }
    const until = valueOf(annotation, "until");
    if (until !== undefined && options.today !== undefined && until < options.today) {
      hygiene.add(
        "annotation-expired",
        site,
        `This ended on ${until}, so ${count(matched, threat)} open again. Fix the code, or decide anew and set a later date.`,
        site.range,
        matched.map(({ sink }) => sink),
      );
      return;
    }
    for (const finding of matched) {
      const wrong = verb === "mitigate" ? refutation(annotation, site, finding, options.files) : undefined;
      if (wrong === undefined) {
        if (!closed.has(finding)) closed.set(finding, CLOSES[verb]);
        continue;
      }
      hygiene.add(
        "annotation-unverified",
        site,
        `The claim does not hold for the finding on line ${finding.range.start.line}: ${wrong}. The finding stays open until it does.`,
        site.range,
        [finding.sink],
      );
    }
  }
}

/** What the annotations of a file declare about its code; one with a problem, or above nothing, declares nothing. */
export function declarationsIn(sites: readonly AnnotationSite[]): Declaration[] {
  return sites.flatMap(({ annotation, problems, anchor }) => {
    if (!annotation || !anchor || problems.length > 0 || VERBS[annotation.verb].family !== "fact") return [];
    const { start, end, subject } = anchor;
    return [{ verb: annotation.verb, ...wordsOf(annotation), start, end, subject }];
  });
}

function wordsOf(annotation: Annotation): Pick<AnnotationFact, "values" | "keys"> {
  return {
    values: annotation.arguments.map(({ text }) => text),
    keys: Object.fromEntries(annotation.keys.map(({ key, value }) => [key.text, value.text])),
  };
}

function isTreatment(verb: Verb): verb is Treatment {
  return VERBS[verb].family === "treatment";
}

function catalogueOf(options: AnnotationOptions): Set<string> | undefined {
  if (!options.threats) return undefined;
  const known = new Set<string>();
  for (const { id, references } of options.threats) {
    known.add(id);
    for (const reference of references) known.add(reference);
  }
  return known;
}

function count(matched: readonly Finding[], threat: string): string {
  return matched.length === 1 ? `${threat} is` : `${matched.length} findings of ${threat} are`;
}

/** The contract range of offsets inside an annotation, which never spans lines. */
function within(site: AnnotationSite, part: { start: number; end: number }): Range {
  const at = (offset: number) => ({
    line: site.range.start.line,
    column: site.range.start.column + offset - site.span.start,
  });
  return { start: at(part.start), end: at(Math.max(part.end, part.start)) };
}
