import type { Diagnostic } from '#core/text/diagnostic.ts';
import type { Machine } from '#core/world.ts';
import { type AskedWorker, askHere, askWorker, type LoadedEngine } from './ask.ts';
import type { Analyse, Analysis } from './draft.ts';
import type { Ask, Change, EngineQuestions } from './engine.ts';
import { createLanguage, type Language } from './language.ts';
import { applySteps, type PatchStep } from './patch.ts';

/** The core as the window knows it: it analyses the drafts, and answers the editor from what it has analysed. */
export type Analyser = {
  readonly analyse: Analyse;
  readonly language: Language;
  /** What main has found out about the machine; counts from the next analysis on. */
  readonly setMachine: (machine: Machine | undefined) => void;
};

/**
 * Tells the engine what has changed, and puts together what it hands out in pieces. Without `startWorker`, or where none can start, the core
 * works in this thread: `engineHere` loads it then, because it is a quarter of all code.
 */
export const createAnalyser = (
  engineHere: () => LoadedEngine<EngineQuestions>,
  startWorker?: () => AskedWorker,
): Analyser => {
  let known = nothingKnown();
  let rest: unknown;
  let steps: PatchStep[] = [];
  let machine: Machine | undefined;
  const forget = () => {
    known = nothingKnown();
    rest = undefined;
    steps = [];
  };
  const ask: Ask = startWorker
    ? askWorker<EngineQuestions>(startWorker, engineHere, forget)
    : askHere<EngineQuestions>(engineHere());

  const analyse: Analyse = async (sources) => {
    const at = known;
    for (const { file, diagnostics } of await ask('analyse', {
      ...changeSince(at.texts, sources),
      ...(machine && { machine }),
    })) {
      if (diagnostics.length === 0) at.findings.delete(file);
      else at.findings.set(file, diagnostics);
    }
    const files = [...at.findings.keys()].sort(compareText);
    return { diagnostics: files.flatMap((file) => at.findings.get(file) ?? []), rest: handOut };
  };

  const handOut = async (): Promise<Omit<Analysis, 'diagnostics'>> => {
    for (let done = false; !done; ) {
      const part = await ask('rest');
      steps.push(...part.steps);
      done = part.done;
    }
    rest = applySteps(rest, steps);
    steps = [];
    return rest as Omit<Analysis, 'diagnostics'>;
  };

  const setMachine = (next: Machine | undefined) => {
    machine = next;
  };
  return { analyse, language: createLanguage(ask), setMachine };
};

/** What the engine has been told, and what it has found in that. */
const nothingKnown = () => ({ texts: new Map<string, string>(), findings: new Map<string, readonly Diagnostic[]>() });

/** Brings `known` up to date, and says what was new to it. */
const changeSince = (known: Map<string, string>, sources: Parameters<Analyse>[0]): Change => {
  const changed = sources.filter(({ file, text }) => known.get(file) !== text);
  const files = new Set(sources.map(({ file }) => file));
  const removed = [...known.keys()].filter((file) => !files.has(file));
  for (const { file, text } of changed) known.set(file, text);
  for (const file of removed) known.delete(file);
  return { changed, removed };
};

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
