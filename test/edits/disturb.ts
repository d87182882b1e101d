import {
  Document,
  isAlias,
  isCollection,
  isMap,
  isNode,
  isScalar,
  type Node,
  parseDocument,
  Scalar,
  visit,
} from 'yaml';

/** From 0 to 1, as often as asked. */
export type Roll = () => number;

export const pick = <T>(all: readonly T[], roll: Roll): T | undefined => all[Math.floor(roll() * all.length)];

/**
 * The text written in another style, at random: other indentation, quotes, brackets, block text, anchors with their aliases and merge keys,
 * comments at all sorts of places, other line ends. What it says stays, but for keys that are added to hold aliases.
 */
export const disturbed = (text: string, roll: Roll): string => {
  let now = roll() < 0.6 ? restyled(text, roll) : text;
  let said: string | undefined;
  for (const disturb of [blanks, commentsAbove, commentsBehind, commentedOut]) {
    if (roll() < 0.5) continue;
    const next = disturb(now, roll);
    said ??= data(now);
    if (next !== now && said !== undefined && data(next) === said) now = next;
  }
  if (roll() < 0.15) now = now.replace(/\n+$/, '');
  else if (roll() < 0.2) now += pick(['...\n', '# the end\n', '\n\n', '---\n# nothing\n'], roll);
  if (roll() < 0.2) now = `---${pick(['', ' # first', '  '], roll)}\n${now}`;
  if (roll() < 0.2) now = now.replaceAll('\n', '\r\n');
  return roll() < 0.1 ? `\uFEFF${now}` : now;
};

const options = { uniqueKeys: false, logLevel: 'silent', merge: true } as const;

/** What a text says; undefined where it is no YAML. */
const data = (text: string): string | undefined => {
  const document = parseDocument(text, options);
  if (document.errors.length > 0) return undefined;
  try {
    return JSON.stringify(document.toJS({ maxAliasCount: -1 }));
  } catch {
    // An alias without its anchor.
    return undefined;
  }
};

/** By the library: its comments stay, all else is written anew. */
const restyled = (text: string, roll: Roll): string => {
  const document = parseDocument(text, options);
  if (data(text) === undefined || !isMap(document.contents)) return text;
  const nodes: Node[] = [];
  visit(document, {
    Node: (key, node) => {
      if (key !== 'key') nodes.push(node);
    },
  });
  for (const node of nodes) {
    if (isCollection(node)) node.flow = roll() < 0.08;
    else if (isScalar(node) && typeof node.value === 'string') {
      const type = pick<Scalar.Type>(
        [Scalar.QUOTE_DOUBLE, Scalar.QUOTE_SINGLE, Scalar.BLOCK_LITERAL, Scalar.BLOCK_FOLDED],
        roll,
      );
      if (type !== undefined && roll() < 0.2) node.type = type;
    }
  }
  if (roll() < 0.4) link(document, nodes, roll);
  const written = document.toString({
    indent: pick([2, 4, 3], roll) ?? 2,
    indentSeq: roll() < 0.5,
    singleQuote: roll() < 0.5,
    lineWidth: roll() < 0.3 ? 24 : 0,
    flowCollectionPadding: roll() < 0.5,
  });
  return data(written) === undefined ? text : written;
};

/** Anchors, some with aliases to them, some with none; and one map that is merged. */
const link = (document: Document, nodes: readonly Node[], roll: Roll): void => {
  const own = nodes.filter((node) => isNode(node) && !isAlias(node) && node !== document.contents);
  for (const name of ['lonely', 'shared']) {
    const node = pick(own, roll);
    if (!node || isAlias(node) || (node as Scalar).anchor) continue;
    (node as Scalar).anchor = name;
    if (name === 'shared') document.add({ key: 'x-alias', value: document.createAlias(node as Scalar, name) });
  }
  const map = pick(
    own.filter((node) => isMap(node) && node.items.length > 1),
    roll,
  );
  if (!isMap(map) || map.anchor) return;
  const merged = document.createNode({ 'own-key': 1 });
  merged.items.unshift(document.createPair('<<', document.createAlias(map, 'merged')));
  document.add({ key: 'x-merged', value: merged });
};

const words = [
  'why',
  'todo: later',
  '- name: "x"',
  'größer als 5 % – naïve 日本',
  '\ttabs\there',
  "it's {not} [flow]",
  '#',
];

const eachLine = (text: string, change: (line: string, next: string) => string): string => {
  const lines = text.split('\n');
  return lines.map((line, at) => (at === lines.length - 1 ? line : change(line, lines[at + 1] ?? ''))).join('\n');
};

const indentOf = (line: string): string => /^ */.exec(line)?.[0] ?? '';

const note = (roll: Roll): string => `# ${pick(words, roll)} ${Math.floor(roll() * 10_000)}`;

const commentsAbove = (text: string, roll: Roll): string =>
  eachLine(text, (line, next) => {
    if (roll() > 0.12) return line;
    const column = pick([indentOf(next), indentOf(next), indentOf(line), `${indentOf(line)}  `, ''], roll) ?? '';
    return `${line}\n${column}${note(roll)}`;
  });

const commentsBehind = (text: string, roll: Roll): string =>
  eachLine(text, (line) =>
    roll() < 0.12 && /\S/.test(line) && !line.trimStart().startsWith('#')
      ? `${line}${pick([' ', '   ', '\t'], roll)}${note(roll)}`
      : line,
  );

const commentedOut = (text: string, roll: Roll): string =>
  eachLine(text, (line) =>
    roll() < 0.06 && /^ *- /.test(line) ? `${indentOf(line)}# - off: ${Math.floor(roll() * 10_000)}\n${line}` : line,
  );

const blanks = (text: string, roll: Roll): string =>
  eachLine(text, (line) => `${line}${roll() < 0.05 ? '  ' : ''}${roll() < 0.05 ? '\n' : ''}`);

/** Resources of several documents as one `kind: List`. */
export const asList = (texts: readonly string[]): string => {
  const items = texts.flatMap((text) => JSON.parse(`[${data(text) ?? ''}]`));
  return new Document({ apiVersion: 'v1', kind: 'List', items }, { aliasDuplicateObjects: false }).toString();
};
