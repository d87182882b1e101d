/**
 * A written filter of any list: words, and terms `key:value` with the keys that the list knows. `not`: what must not hold. Values are as
 * they were typed.
 */
export type Term<K extends string> = { readonly key: K | 'word'; readonly value: string; readonly not: boolean };

/** A filter as a field shows it: what has been asked for by name, and the text behind it that is being typed. */
export type TypedTerms<K extends string> = { readonly terms: readonly Term<K>[]; readonly text: string };

/** What a person may go on with: `text` in place of what is typed. `note`: how many have it, or what a key is for. */
export type Suggestion = { readonly text: string; readonly says: string; readonly note: string };

/** The values by which a list can be asked, with how many of it have each, the most frequent first. */
export type TermValues<K extends string> = ReadonlyMap<K, readonly (readonly [value: string, count: number])[]>;

/**
 * The terms of a written filter. A value may stand in double quotes; `-` in front means the opposite. A key without a value yet asks for
 * nothing; a key that the list does not know is part of a word.
 */
export const readTerms = <K extends string>(keys: readonly K[], written: string): readonly Term<K>[] =>
  [...written.matchAll(/(-?)(?:([a-z]+):)?(?:"([^"]*)"?|(\S+))?/gi)].flatMap(
    ([whole, minus = '', name, quoted, plain]): readonly Term<K>[] => {
      if (whole === '') return [];
      const known = keys.find((key) => key === name?.toLowerCase());
      const value = quoted ?? plain ?? '';
      if (known) return value === '' ? [] : [{ key: known, value, not: minus !== '' }];
      const word = name === undefined ? value : `${name}:${value}`;
      return word === '' ? [] : [{ key: 'word', value: word, not: minus !== '' }];
    },
  );

/** A term as it is written: `-host:shop`, `"two words"`. */
export const sayTerm = ({ key, value, not }: Term<string>): string => {
  const quoted = /[\s"]/.test(value) ? `"${value.replaceAll('"', '')}"` : value;
  return `${not ? '-' : ''}${key === 'word' ? '' : `${key}:`}${quoted}`;
};

const pieces = /((?:[^\s"]*"[^"]*"?|\S+))(\s*)/g;

/** Takes the terms with a name out of a written filter; one is finished when something, a blank at least, stands behind it. */
export const splitTerms = <K extends string>(
  read: (written: string) => readonly Term<K>[],
  filter: string,
): TypedTerms<K> => {
  const terms: Term<K>[] = [];
  let text = '';
  for (const [, piece = '', space = ''] of filter.matchAll(pieces)) {
    const [term, more] = read(piece);
    if (space !== '' && term && !more && term.key !== 'word') terms.push(term);
    else text += piece + space;
  }
  return { terms, text };
};

/** The filter that `splitTerms` takes apart again. */
export const joinTerms = ({ terms, text }: TypedTerms<string>): string =>
  terms.map((term) => `${sayTerm(term)} `).join('') + text;

/** What is offered to go on with; the words of the notes come from whoever knows the language. */
export type Offer<K extends string> = {
  readonly keys: readonly K[];
  readonly meanings: Readonly<Record<K, string>>;
  readonly values: TermValues<K>;
  /** The key whose values are offered before anything is typed. */
  readonly first: K;
};

const most = 12;

/**
 * What may be meant by the last word of what is typed, the likeliest first: keys, and values that hold it. Before anything is typed: the
 * values of the first key, and all keys.
 */
export const suggestTerms = <K extends string>(
  typed: string,
  { keys, meanings, values, first }: Offer<K>,
): readonly Suggestion[] => {
  const last = /(?:[^\s"]*"[^"]*"?|\S+)$/.exec(typed)?.[0] ?? '';
  const before = typed.slice(0, typed.length - last.length);
  const [, minus = '', name, written = ''] = /^(-?)(?:([a-z]+):)?"?([^"]*)"?$/i.exec(last) ?? [];
  const part = written.toLowerCase();
  const key = keys.find((one) => one === name?.toLowerCase());
  const term = (of: K, value: string, count: number): Suggestion => ({
    text: `${before}${sayTerm({ key: of, value, not: minus !== '' })} `,
    says: sayTerm({ key: of, value, not: minus !== '' }),
    note: count === 0 ? '' : String(count),
  });
  const withValue = (of: K, limit: number): readonly Suggestion[] =>
    (values.get(of) ?? [])
      .filter(([value]) => value.toLowerCase().includes(part))
      .slice(0, limit)
      .map(([value, count]) => term(of, value, count));
  if (key) return withValue(key, most);
  if (name !== undefined) return [];
  const named = keys
    .filter((one) => one.startsWith(part))
    .map((one): Suggestion => ({ text: `${before}${minus}${one}:`, says: `${minus}${one}:`, note: meanings[one] }));
  if (part === '') return [...withValue(first, most), ...named];
  return [...named, ...keys.flatMap((one) => withValue(one, 4))].slice(0, most);
};
