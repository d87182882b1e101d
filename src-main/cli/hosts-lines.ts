import type { HostsState } from '#contract/reach.ts';
import type { HostsPlan } from '#core/hosts-file/plan.ts';

/** What of a plan there is to show; without a gateway it has fewer parts. */
type Shown = Pick<HostsPlan, 'file' | 'changes'> &
  Partial<Pick<HostsPlan, 'conflicts' | 'refused' | 'repairs' | 'notes' | 'command' | 'failure' | 'rights'>>;

/** A plan as a diff, with what a person should know about it. */
export const planLines = (plan: Shown, colour: boolean): readonly string[] => {
  const { file, changes, conflicts = [], refused = [], repairs = [], notes = [], failure, command, rights } = plan;
  const sign = { removed: '-', added: '+', same: ' ' } as const;
  const painted = (is: keyof typeof sign, line: string): string => {
    const text = `${sign[is]}${line}`;
    if (!colour || is === 'same') return text;
    return `\u001b[${is === 'added' ? 32 : 31}m${text}\u001b[0m`;
  };
  return [
    ...(failure === undefined ? [] : [failure.message]),
    ...(changes.length === 0 && failure === undefined ? [`"${file}" needs no change`] : []),
    ...(changes.length === 0 ? [] : [file, ...changes.map(({ is, line }) => painted(is, line))]),
    ...conflicts.map(({ name, line, text }) => `line ${line} has "${name}" already, and the first line wins: ${text}`),
    ...repairs,
    ...refusedLines(refused),
    ...notes,
    ...(rights === 'prompt' ? ['the system will ask once for the rights'] : []),
    ...(rights === 'command' && command !== undefined
      ? [`nobody can be asked for the rights here; run: ${command}`]
      : []),
  ];
};

/** Names that are not written, and why. */
export const refusedLines = (refused: HostsPlan['refused']): readonly string[] =>
  refused.map(({ name, reason, instead = [] }) => {
    const offer = instead.length === 0 ? '' : `; seen of it: ${instead.join(' ')}`;
    return `"${name}" is not written: it ${reason}${offer}`;
  });

/** What of ours is in the hosts file. */
export const stateLines = ({ file, entries, failure, since, notes }: HostsState): readonly string[] => {
  const names = new Set(entries.map(({ name }) => name)).size;
  const when = since === undefined ? '' : `, since ${new Date(since).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  return [
    `${file}: ${names === 0 ? 'no names of ours' : `${names} ${names === 1 ? 'name' : 'names'} of ours${when}`}`,
    ...entries.map(({ address, name }) => `  ${address} ${name}`),
    ...(failure === undefined ? [] : [failure.message]),
    ...notes,
  ];
};
