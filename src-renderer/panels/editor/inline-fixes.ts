import type { Fix } from '#core/complete/answers.ts';
import type { Diagnostic } from '#core/text/diagnostic.ts';

/** More buttons than this at once are never in sight. */
const mostAsked = 40;

/** Knows the preferred fix of each problem in sight by its title, as far as it has been told. */
export type InlineFixes = {
  readonly titleOf: (diagnostic: Diagnostic) => string | undefined;
  /** Asks for the fixes of these, the most important first; `onChange` comes once when other titles are known than before. */
  readonly refresh: (diagnostics: readonly Diagnostic[], onChange: () => void) => Promise<void>;
  readonly forget: () => void;
};

/** One question at a time, so that the analysis of the next keystroke never waits for more than one. */
export const createInlineFixes = (
  ask: (diagnostic: Diagnostic) => Promise<readonly Fix[] | undefined>,
): InlineFixes => {
  let titles: ReadonlyMap<string, string> = new Map();
  let turn = 0;
  return {
    titleOf: (diagnostic) => titles.get(keyOf(diagnostic)),
    forget: () => {
      turn += 1;
      titles = new Map();
    },
    refresh: async (diagnostics, onChange) => {
      turn += 1;
      const mine = turn;
      const found = new Map<string, string>();
      for (const one of diagnostics.slice(0, mostAsked)) {
        if (found.has(keyOf(one))) continue;
        const fixes = await ask(one).catch(() => undefined);
        if (turn !== mine) return;
        const preferred = fixes?.find((fix) => fix.preferred);
        if (preferred !== undefined) found.set(keyOf(one), preferred.title);
      }
      const same = found.size === titles.size && [...found].every(([key, title]) => titles.get(key) === title);
      titles = found;
      if (!same) onChange();
    },
  };
};

/** While text moves the same problem keeps its button. */
const keyOf = ({ code, message }: Diagnostic): string => `${code} ${message}`;
