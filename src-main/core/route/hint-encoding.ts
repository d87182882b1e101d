import { byteString } from '../match/byte-string.ts';
import { type FindNear, withPath } from './hint-near.ts';

/** Paths are compared as they are sent, `%20` and all. */
export const nearEncoded: FindNear<'path'> = ({ match }, subject) => {
  const { type } = match;
  if (type === 'regex') return undefined;
  const wanted = byteString(match.value);
  const plain = decoded(subject.path);
  const meant = decoded(wanted);
  if (plain === subject.path && meant === wanted) return undefined;
  const fits = type === 'exact' ? plain === meant : plain.startsWith(meant);
  if (!fits) return undefined;
  // Characters that a target cannot hold can only be sent encoded.
  const sendable = /^[\x21-\x7e]*$/.test(wanted);
  const encoded = sentBeginning(subject.path, meant.length);
  const meantPath = wanted + subject.path.slice(encoded.length);
  return {
    kind: 'encoded',
    words: `path "${subject.path}" and "${match.value}" mean the same, but paths are compared as they are sent`,
    distance: 1,
    ...(sendable && { ask: `ask for "${meantPath}"`, request: { target: withPath(subject, meantPath) } }),
    ...(!sendable &&
      type !== 'segments' && { write: `write "${encoded}" in the rule`, match: { type, value: encoded } }),
  };
};

/** As much of a path, as it is sent, as stands for so many bytes. */
const sentBeginning = (path: string, count: number): string =>
  (path.match(/%[0-9a-fA-F]{2}|./gs) ?? []).slice(0, count).join('');

/** To the bytes that `%XX` stands for. */
const decoded = (text: string): string =>
  text.replace(/%([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
