import type { Forward } from '#core/edit/candidate.ts';
import type { Ranked, Reason } from '#core/edit/rank-candidates.ts';
import { sayEndpoint } from '#core/route/say-endpoint.ts';
import type { ServiceRow } from '#core/route/service-rows.ts';

/** One line for each destination: where it is bound, and by what. */
export const serviceLines = (rows: readonly ServiceRow[]): readonly string[] =>
  rows.length === 0
    ? ['no route or service names a destination']
    : table(
        ['SERVICE', 'SUBSET', 'STATE', 'BOUND BY', 'ADDRESS'],
        rows.map(({ host, port, subset, state, bound }) => [
          `${host}${port === 0 ? '' : `:${port}`}`,
          subset ?? '-',
          state === 'unbound' ? 'not bound' : state,
          bound === undefined || bound.boundBy === 'nothing' ? '-' : bound.boundBy,
          bound?.endpoints.map(sayEndpoint).join(', ') || '-',
        ]),
      );

/** One line for each candidate, with why it fits. */
export const candidateLines = (ranked: readonly Ranked[]): readonly string[] =>
  ranked.length === 0
    ? ['nothing was found on this machine']
    : table(
        ['NAME', 'TARGET', 'KIND', 'ABOUT', 'WHY'],
        ranked.map(({ candidate: { label, to, kind, about }, reasons }) => [
          label,
          to.address ?? to.url ?? '',
          kind,
          [about.title && `"${about.title}"`, about.process, about.image, about.cluster].filter(Boolean).join(', ') ||
            '-',
          reasons.map(sayReason).join(', ') || '-',
        ]),
      );

export const forwardLines = (open: readonly Forward[]): readonly string[] =>
  open.length === 0
    ? ['no forward is open']
    : table(
        ['ID', 'PORT', 'STATE', 'POD', 'CONN'],
        open.map(({ id, localPort, state, pod, why, connections }) => [
          id,
          String(localPort),
          why === undefined ? state : `${state} (${why})`,
          pod ?? '-',
          String(connections),
        ]),
      );

const sayReason = (reason: Reason): string => {
  if (reason.because === 'port') return `port ${reason.port}`;
  return reason.because === 'used' ? 'bound before' : `${reason.because} "${reason.word}"`;
};

const table = (heads: readonly string[], rows: readonly (readonly string[])[]): readonly string[] => {
  const widths = heads.map((head, column) => Math.max(head.length, ...rows.map((row) => row[column]?.length ?? 0)));
  return [heads, ...rows].map((cells) =>
    cells
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd(),
  );
};
