import { parseSync } from 'vite';

/** The strings of a source that may name texts: whole ones, the catalogues of `catalogue:key`, and patterns of what is put together. */
export type Named = {
  readonly words: ReadonlySet<string>;
  readonly patterns: readonly RegExp[];
  /** What is said by somebody who was given the words: `link.t('key')`. */
  readonly given: ReadonlySet<string>;
};

type Node = { readonly type: string; readonly [key: string]: unknown };

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';

export const keysNamedIn = (file: string, text: string): Named => {
  const { program } = parseSync(file, text);
  const words = new Set<string>();
  const given = new Set<string>();
  const patterns: RegExp[] = [];
  const walk = (node: Node): void => {
    if (node.type === 'Literal' && typeof node.value === 'string') {
      words.add(node.value);
      if (node.value.includes(':')) words.add(node.value.slice(0, node.value.indexOf(':') + 1));
    }
    if (isGivenCall(node))
      for (const one of node.arguments as readonly Node[]) if (typeof one.value === 'string') given.add(one.value);
    if (node.type === 'TemplateLiteral') {
      const parts = (node.quasis as readonly { readonly value: { readonly cooked: string } }[]).map(
        ({ value }) => value.cooked,
      );
      const [first = ''] = parts;
      // One fixed part at least, so that not everything fits.
      if (
        /^[\w:.-]*$/.test(parts.join('')) &&
        parts.some((part) => /\w/.test(part)) &&
        parts.some((part) => part.includes('.'))
      ) {
        patterns.push(new RegExp(`^${parts.map((part) => part.replaceAll('.', '\\.')).join('[\\w.-]+')}$`));
        if (first.includes(':')) words.add(first.slice(0, first.indexOf(':') + 1));
      }
    }
    for (const child of Object.values(node).flat()) if (isNode(child)) walk(child);
  };
  walk(program as unknown as Node);
  return { words, patterns, given };
};

const isGivenCall = ({ type, callee }: Node): boolean =>
  type === 'CallExpression' &&
  isNode(callee) &&
  callee.type === 'MemberExpression' &&
  isNode(callee.property) &&
  callee.property.name === 't';
