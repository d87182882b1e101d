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
  const encoded = subject.path.slice(0, subject.path.length - (plain.length - meant.length));
  return {
    kind: 'encoded',
    words: `path "${subject.path}" and "${match.value}" mean the same, but paths are compared as they are sent`,
    remedy: sendable ? `ask for "${match.value}"` : `write "${encoded}" in the rule`,
    distance: 1,
    ...(sendable && type === 'exact' && { request: { target: withPath(subject, match.value) } }),
    ...(type === 'exact' && { match: { type, value: subject.path } }),
  };
};

/** To the bytes that `%XX` stands for. */
const decoded = (text: string): string =>
  text.replace(/%([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
