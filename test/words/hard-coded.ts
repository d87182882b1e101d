import { parseSync } from 'vite';

/** A text for people that stands in the code instead of a catalogue. */
export type HardCoded = { readonly file: string; readonly line: number; readonly text: string; readonly why: string };

type Node = { readonly type: string; readonly start: number; readonly [key: string]: unknown };

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';

const childrenOf = (node: Node): readonly Node[] => Object.values(node).flat().filter(isNode);

/** Attributes, and props of the window's own parts, that somebody reads or hears. */
const shown =
  /^(aria-(label|description|roledescription|placeholder|valuetext)|title|placeholder|label|alt|description|what|name|heading|caption|hint|summary|textValue)$/;
/** Properties of objects that are shown later: `{ id: 'host', words: 'host' }`. */
const told = /^(words?|label|title|said|caption|hint|placeholder|headline)$/;
/** Attributes that no person reads. */
const silent =
  /^(className|classNames|selectorPrimaryFocus|placement|lang|autoComplete|style|id|key|href|src|type|role|d|points|viewBox|transform|data-.*|aria-keyshortcuts)$/;
/** Two words of prose in a row, wherever the string stands. */
const prose = /\p{L}[\p{L}’']*[,:;.…”]? [“(]?\p{L}[\p{L}’']*/u;
/** A word that begins a label: `Apply`, not `applyOn` and not `ArrowLeft`. */
const heading = /^\p{Lu}\p{Ll}+( |$)/u;
const letters = /\p{L}/u;
/** Calls whose strings are never shown: selectors, class names, events and bugs. */
const unseen =
  /^(querySelector(All)?|closest|matches|getElementById|addEventListener|removeEventListener|add|remove|toggle|contains|join|split|startsWith|endsWith|includes|replace(All)?|has|get|test|matchMedia|getPropertyValue|setAttribute|t|useWords|wordsOf)$/;

/** What of `text`, the source of `file`, is said to people without a catalogue; `allowed` tells what need not be in one. */
export const hardCodedIn = (
  file: string,
  text: string,
  allowed: (words: string) => boolean = () => false,
): readonly HardCoded[] => {
  const { program, errors } = parseSync(file, text);
  if (errors.length > 0) throw new Error(`${file} cannot be parsed: ${errors[0]?.message}`);
  const found: HardCoded[] = [];
  const report = (node: Node, words: string, why: string): void => {
    const said = words.replace(/\s+/g, ' ').trim();
    if (allowed(said)) return;
    found.push({ file, line: text.slice(0, node.start).split('\n').length, text: said, why });
  };
  walk(program as unknown as Node, report);
  return found;
};

type Report = (node: Node, words: string, why: string) => void;

const walk = (node: Node, report: Report): void => {
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportAllDeclaration':
    case 'NewExpression':
      // Modules, and the names and messages of bugs.
      if (node.type !== 'NewExpression' || /Error$/.test(String(nameOf(node.callee)))) return;
      break;
    case 'JSXText':
      if (letters.test(String(node.value))) report(node, String(node.value), 'text between tags');
      return;
    case 'JSXAttribute':
      return walkAttribute(node, report);
    case 'JSXExpressionContainer':
      for (const one of saidBy(node.expression)) if (letters.test(one.words)) report(one.node, one.words, 'shown text');
      break;
    case 'CallExpression':
      // The message of an error is for the log.
      if (isNode(node.callee) && node.callee.type === 'Super') return;
      if (unseen.test(String(nameOf(node.callee)))) return walkQuiet(node, report);
      break;
    case 'VariableDeclarator':
      if (/^(look|look[A-Z]\w*|classes)$/.test(String(nameOf(node.id)))) return walkQuiet(node, report);
      break;
    case 'SwitchCase':
      for (const one of node.consequent as readonly Node[]) walk(one, report);
      return;
    case 'BinaryExpression':
      // What is compared is not shown; what is added up may be.
      if (node.operator !== '+') return walkQuiet(node, report);
      break;
    case 'AssignmentExpression':
      if (nameOf(node.left) === 'className') return walkQuiet(node, report);
      break;
    case 'Property':
      if (/^(class|className|key|id)$/.test(String(nameOf(node.key)))) return walkQuiet(node, report);
      if (told.test(String(nameOf(node.key))))
        for (const one of saidBy(node.value))
          if (letters.test(one.words)) report(one.node, one.words, 'shown property');
      break;
    case 'Literal':
    case 'TemplateLiteral':
      reportProse(node, report);
      break;
  }
  if (node.type.startsWith('TS') && !/^TS(As|Satisfies|NonNull)/.test(node.type)) return;
  for (const child of childrenOf(node)) walk(child, report);
};

const walkAttribute = (node: Node, report: Report): void => {
  const name = String(nameOf(node.name));
  if (silent.test(name)) return walkQuiet(node, report);
  const value = isNode(node.value) && node.value.type === 'JSXExpressionContainer' ? node.value.expression : node.value;
  if (!isNode(value)) return;
  const said = shown.test(name) ? saidBy(value).filter(({ words }) => letters.test(words)) : [];
  for (const one of said) report(one.node, one.words, `${name}=`);
  if (said.length === 0) walk(value, report);
};

/** Only what is drawn or said further in, as the functions that a call is given. */
const walkQuiet = (node: Node, report: Report): void => {
  for (const child of childrenOf(node)) {
    if (child.type === 'ArrowFunctionExpression' || child.type === 'JSXElement') walk(child, report);
    else walkQuiet(child, report);
  }
};

const reportProse = (node: Node, report: Report): void => {
  for (const { words } of literalsOf(node)) {
    if (prose.test(words)) return report(node, words, 'a sentence');
    if (heading.test(words)) return report(node, words, 'a label');
  }
};

/** The strings that an expression can come to: through conditions, defaults and sums, not through calls. */
const saidBy = (value: unknown): readonly { readonly node: Node; readonly words: string }[] => {
  if (!isNode(value)) return [];
  switch (value.type) {
    case 'ConditionalExpression':
      return [...saidBy(value.consequent), ...saidBy(value.alternate)];
    case 'LogicalExpression':
      return [...(value.operator === '&&' ? [] : saidBy(value.left)), ...saidBy(value.right)];
    case 'BinaryExpression':
      return value.operator === '+' ? [...saidBy(value.left), ...saidBy(value.right)] : [];
    case 'TemplateLiteral':
      return [...literalsOf(value), ...((value.expressions as readonly unknown[]) ?? []).flatMap(saidBy)];
    default:
      return literalsOf(value);
  }
};

const literalsOf = (node: Node): readonly { readonly node: Node; readonly words: string }[] => {
  if (node.type === 'Literal' && typeof node.value === 'string') return [{ node, words: node.value }];
  if (node.type !== 'TemplateLiteral') return [];
  const quasis = node.quasis as readonly (Node & { readonly value: { readonly cooked: string } })[];
  return quasis.map((quasi) => ({ node: quasi, words: quasi.value.cooked }));
};

const nameOf = (value: unknown): string | undefined => {
  if (!isNode(value)) return undefined;
  if (value.type === 'MemberExpression') return nameOf(value.property);
  if (value.type === 'ChainExpression') return nameOf(value.expression);
  return typeof value.name === 'string' ? value.name : undefined;
};
