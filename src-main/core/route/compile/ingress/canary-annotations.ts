import type { Condition } from '../../table.ts';
import type { Regexes } from '../regexes.ts';
import type { Reader } from './read-annotation.ts';

export const canaryNames = [
  'canary',
  'canary-by-header',
  'canary-by-header-value',
  'canary-by-header-pattern',
  'canary-by-cookie',
  'canary-weight',
  'canary-weight-total',
];

/** Which requests go to a canary: by a header, by a cookie, then by weight (precedence of ingress-nginx). */
export type Canary = {
  readonly header?: { readonly name: string; readonly value?: string; readonly pattern?: string };
  readonly cookie?: string;
  readonly weight: number;
  readonly total: number;
};

export const readCanary = (reader: Reader): Canary | undefined => {
  if (!reader.flag('canary')) return undefined;
  const name = reader.text('canary-by-header')?.toLowerCase();
  const value = reader.text('canary-by-header-value');
  const pattern = value === undefined ? reader.text('canary-by-header-pattern') : undefined;
  const cookie = reader.text('canary-by-cookie');
  const total = Math.max(1, reader.count('canary-weight-total') ?? 100);
  const weight = Math.min(total, reader.count('canary-weight') ?? 0);
  return {
    ...(name && { header: { name, ...(value !== undefined && { value }), ...(pattern !== undefined && { pattern }) } }),
    ...(cookie && { cookie }),
    weight,
    total,
  };
};

/** Requests that surely go to the canary (`always`) or surely not, in the order in which they are asked for. */
export const canaryRules = (
  { header, cookie }: Canary,
  regexes: Regexes,
): readonly { readonly to: 'canary' | 'main'; readonly when: Condition }[] => {
  const rules: { to: 'canary' | 'main'; when: Condition }[] = [];
  if (header) {
    const { name, value, pattern } = header;
    const on = { on: 'header', name, without: false } as const;
    if (value !== undefined) rules.push({ to: 'canary', when: { ...on, match: { type: 'exact', value } } });
    else if (pattern !== undefined) {
      const found = `(?s:.*)(?:${pattern})(?s:.*)`;
      if (regexes(found).ok) rules.push({ to: 'canary', when: { ...on, match: { type: 'regex', value: found } } });
    } else {
      rules.push({ to: 'canary', when: { ...on, match: { type: 'exact', value: 'always' } } });
      rules.push({ to: 'main', when: { ...on, match: { type: 'exact', value: 'never' } } });
    }
  }
  if (cookie !== undefined) {
    const name = cookie.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    const withValue = (value: string): Condition => ({
      on: 'header',
      name: 'cookie',
      match: { type: 'regex', value: `(?:.*;\\s*)?${name}=${value}(?:\\s*;.*)?` },
      without: false,
    });
    rules.push({ to: 'canary', when: withValue('always') }, { to: 'main', when: withValue('never') });
  }
  return rules;
};
