/** Reads literate cases. The notation is in README.md beside this file. */
import type { ProjectInfo } from "../../../server/src/api.js";
import { CONFIDENCES, type Confidence } from "../../../server/src/report/contract.js";

export interface CaseFile {
  name: string;
  text: string;
  /** Findings expected, by 1-based line. */
  marks: {
    line: number;
    threat: string;
    severity: string | undefined;
    confidence: Confidence | undefined;
  }[];
  /** Lines that some finding's path goes through. */
  path: number[];
}

export interface Case {
  title: string;
  files: CaseFile[];
  projects: ProjectInfo[];
  /** Only these threats are looked at; all when left out. */
  threats: string[] | undefined;
}

export function parseCases(markdown: string): Case[] {
  const cases: Case[] = [];
  let all: string[] | undefined;
  for (const section of markdown.split(/^(?=#{1,3} )/m)) {
    const title = titleOf(section);
    const only = /<!-- threats: (.*?) -->/.exec(section)?.[1]?.split(/,\s*/);
    const files: CaseFile[] = [];
    const projects: ProjectInfo[] = [];
    for (const [, language, name, text] of section.matchAll(/^```(\w+)(?: +(\S+))?\n([\s\S]*?)^```/gm))
      if (name === "projects") projects.push(...(JSON.parse(text!) as ProjectInfo[]));
      else if (/^(?:[cm]?[jt]sx?|jsonc?)$/.test(language!))
        files.push(parseFile(name ?? `index.${language}`, text!));
    if (files.length === 0) all = only ?? all;
    else cases.push({ title, files, projects, threats: only ?? all });
  }
  return cases;
}

/** The heading of a section. @throws when a block in it does not end: it would be no case at all, and nobody would see it */
export function titleOf(section: string): string {
  const title = /^#+ (.*)/.exec(section)?.[1]?.trim() ?? "";
  if ((section.match(/^```/gm)?.length ?? 0) % 2 !== 0) throw new Error(`a block does not end: ${title}`);
  return title;
}

function parseFile(name: string, text: string): CaseFile {
  const marks: CaseFile["marks"] = [];
  const path: number[] = [];
  text.split("\n").forEach((content, index) => {
    const note = /(?:\/\/|\/\*) (!|~)(.*?)(?:\*\/|$)/.exec(content);
    if (!note) return;
    if (note[1] === "~") path.push(index + 1);
    else
      for (const item of note[2]!.trim().split(/,\s*/)) {
        const [threat, ...words] = item.trim().split(/\s+/);
        const confidence = CONFIDENCES.find((each) => words.includes(each));
        const severity = words.find((word) => word !== confidence);
        marks.push({ line: index + 1, threat: threat!, severity, confidence });
      }
  });
  return { name, text, marks, path };
}
