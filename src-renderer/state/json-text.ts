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

/** Deeper parts are no further to the right: each line of ten thousand levels would be blanks. */
const mostIndent = 40;

/** Text that is JSON, laid out on lines; nothing but blanks between its parts is changed. */
export const layOutJson = (text: string): string => {
  const parts: string[] = [];
  let depth = 0;
  let before = '';
  const line = () => parts.push('\n', '  '.repeat(Math.min(depth, mostIndent)));
  for (const token of tokensOf(text)) {
    const opens = before === '{' || before === '[';
    const closes = token === '}' || token === ']';
    if (closes) depth -= 1;
    if (opens ? !closes : before === ',' || closes) line();
    parts.push(token === ':' ? ': ' : token);
    if (token === '{' || token === '[') depth += 1;
    before = token;
  }
  return parts.join('');
};

/** The parts of text that is JSON. */
function* tokensOf(text: string): Generator<string, void> {
  for (let at = 0; at < text.length; ) {
    const char = text[at] as string;
    const end = char === '"' ? endOfString(text, at) : '{}[],:'.includes(char) ? at + 1 : endOfWord(text, at);
    if (end > at) yield text.slice(at, end);
    at = Math.max(end, at + 1);
  }
}

const endOfString = (text: string, start: number): number => {
  for (let i = start + 1; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === '"') return i + 1;
  }
  return text.length;
};

/** Of a number or a name; the same place for a blank. */
const endOfWord = (text: string, start: number): number => {
  let end = start;
  while (end < text.length && !/[\s{}[\],:"]/.test(text[end] as string)) end++;
  return end;
};
