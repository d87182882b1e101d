import type { Diagnostic } from '../../text/diagnostic.ts';

/** Collects diagnostics. Translation visits an entry once per gateway and server, so each is kept once per code and place. */
export type Report = {
  readonly add: (diagnostic: Diagnostic) => void;
  readonly diagnostics: () => readonly Diagnostic[];
};

export const createReport = (): Report => {
  const kept = new Map<string, Diagnostic>();
  return {
    add: (diagnostic) => {
      const { code, place } = diagnostic;
      const key = `${code} ${place.file} ${place.range[0]} ${place.range[1]}`;
      if (!kept.has(key)) kept.set(key, diagnostic);
    },
    diagnostics: () => [...kept.values()],
  };
};
