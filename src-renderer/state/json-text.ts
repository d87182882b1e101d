import { endOfToken, jsonRows } from './text-rows.ts';

/**
 * JSON as it is written: numbers with all of their digits, fields in their order, also those that come twice. A value that is neither object
 * nor list is its text.
 */
export type JsonNode =
  | { readonly is: 'leaf'; readonly text: string }
  | { readonly is: 'list' | 'object'; readonly items: readonly JsonItem[] };
/** `key` as it is written, in its quotes; absent in lists. */
export type JsonItem = { readonly key?: string; readonly value: JsonNode };

export type JsonLimits = { readonly values: number; readonly depth: number };

/** Text that is JSON as a tree; undefined where it has more values or is deeper than somebody wants to fold. */
export const readJson = (text: string, { values, depth }: JsonLimits): JsonNode | undefined => {
  const top: JsonItem[] = [];
  const open: { readonly node: JsonNode; readonly items: JsonItem[] }[] = [];
  let count = 0;
  let key: string | undefined;
  const put = (value: JsonNode) => {
    (open.at(-1)?.items ?? top).push(key === undefined ? { value } : { key, value });
    key = undefined;
    count += 1;
  };
  for (const token of tokensOf(text)) {
    if (token === '{' || token === '[') {
      const items: JsonItem[] = [];
      const node: JsonNode = { is: token === '[' ? 'list' : 'object', items };
      put(node);
      open.push({ node, items });
    } else if (token === '}' || token === ']') open.pop();
    else if (token === ':') {
      const name = open.at(-1)?.items.pop()?.value;
      key = name?.is === 'leaf' ? name.text : undefined;
      count -= 1;
    } else if (token !== ',') put({ is: 'leaf', text: token });
    if (count > values || open.length > depth) return undefined;
  }
  return top[0]?.value;
};

/** Text that is JSON, laid out on lines; nothing but blanks between its parts is changed. */
export const layOutJson = (text: string): string => {
  const { count, slice } = jsonRows(text, Number.POSITIVE_INFINITY);
  return slice(0, count).join('\n');
};

/** The parts of text that is JSON. */
function* tokensOf(text: string): Generator<string, void> {
  for (let at = 0; at < text.length; ) {
    if (/\s/.test(text[at] as string)) {
      at += 1;
      continue;
    }
    const end = endOfToken(text, at);
    yield text.slice(at, end);
    at = end;
  }
}
