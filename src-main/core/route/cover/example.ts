import type { Asked } from './asked.ts';
import { textOf, type Workshop } from './compare.ts';
import type { Universes } from './universe.ts';

/** A request that the conditions ask for, in words: `GET /v2/items?page=1 with x-user: jason`. Undefined where none is easily found. */
export const exampleOf = (asked: Asked, universes: Universes, shop: Workshop): string | undefined => {
  const texts = new Map<string, string>();
  for (const [subject, demands] of asked) {
    if (subject.startsWith('source ') || demands.every(({ absent }) => absent)) continue;
    const found = textOf(demands, universes(subject), shop);
    if (found.is !== 'text') return undefined;
    texts.set(subject, found.text);
  }
  const queries: string[] = [];
  const headers: string[] = [];
  for (const [subject, text] of texts) {
    const name = subject.slice(subject.indexOf(' ') + 1);
    if (subject.startsWith('header ')) headers.push(`${name}: ${text}`);
    else if (subject === 'authority') headers.push(`host: ${text}`);
    else if (subject.startsWith('query ') || subject.startsWith('decoded ')) {
      queries.push(text === '' ? name : `${name}=${text}`);
    }
  }
  const query = queries.length > 0 ? `?${queries.join('&')}` : '';
  const target = texts.get('target') ?? `${texts.get('path') ?? '/'}${query}`;
  const line = `${texts.get('method') ?? 'GET'} ${target}`;
  return headers.length > 0 ? `${line} with ${headers.join(' and ')}` : line;
};
