import { parseSync } from 'vite';

/** What the judge wants to know of one file. */
export type SourceFacts = {
  /** Every module it names: static, type-only, re-exported, dynamic, `import('…')` types, `require`. */
  readonly imports: readonly { readonly module: string; readonly line: number }[];
  readonly defaultExport: boolean;
  /** Statements that do something when the file is loaded, in words. */
  readonly acts: readonly { readonly what: string; readonly line: number }[];
  /** `window.desktop`, however it is written. */
  readonly namesDesktop: boolean;
};

type Node = { readonly type: string; readonly start: number; readonly [key: string]: unknown };

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';

/** Children of a node in no special order. */
const childrenOf = (node: Node): readonly Node[] => Object.values(node).flat().filter(isNode);

const walk = (node: Node, visit: (node: Node) => boolean): void => {
  if (!visit(node)) return;
  for (const child of childrenOf(node)) walk(child, visit);
};

const textOf = (value: unknown): string | undefined => {
  if (!isNode(value)) return undefined;
  if (value.type === 'Literal' && typeof value.value === 'string') return value.value;
  if (value.type === 'Identifier' && typeof value.name === 'string') return value.name;
  return undefined;
};

const importing = new Set([
  'ImportDeclaration',
  'ExportNamedDeclaration',
  'ExportAllDeclaration',
  'ImportExpression',
  'TSImportType',
  'TSExternalModuleReference',
]);
const functions = new Set(['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression']);
const quiet =
  /^(Import|Export(All|Named|Default)|TS|Function|Class|Variable)\w*(Declaration|Assignment)$|^EmptyStatement$/;
const impure =
  /^(setInterval|setTimeout|setImmediate|fetch|spawn\w*|exec\w*|createServer|(read|write|mkdir|exists|rm|append)\w*Sync|process\..*|Date\.now|Math\.random|performance\.now|document\..*|localStorage\..*|window\..*)$/;

/** Parses one TypeScript file. Throws when it is not TypeScript, which is a finding too. */
export const factsOfSource = (path: string, text: string): SourceFacts => {
  const { program, errors } = parseSync(path, text);
  if (errors.length > 0) throw new Error(`${path} cannot be parsed: ${errors[0]?.message}`);
  const root = program as unknown as Node;
  const lineAt = (offset: number): number => text.slice(0, offset).split('\n').length;
  const imports: { module: string; line: number }[] = [];
  let defaultExport = false;
  let namesDesktop = false;
  walk(root, (node) => {
    const module = importing.has(node.type) ? textOf(node.source ?? node.expression) : requiredBy(node);
    if (module !== undefined) imports.push({ module, line: lineAt(node.start) });
    if (node.type === 'ExportDefaultDeclaration') defaultExport = true;
    if (node.type === 'ExportSpecifier' && textOf(node.exported) === 'default') defaultExport = true;
    if (node.type === 'MemberExpression' && textOf(node.property) === 'desktop') namesDesktop = true;
    return true;
  });
  const acts = ((root.body as readonly Node[] | undefined) ?? []).flatMap((statement) =>
    actsOf(statement).map((what) => ({ what, line: lineAt(statement.start) })),
  );
  return { imports, defaultExport, acts, namesDesktop };
};

const requiredBy = (node: Node): string | undefined =>
  node.type === 'CallExpression' && textOf(node.callee) === 'require'
    ? textOf((node.arguments as readonly unknown[])[0])
    : undefined;

/** A heuristic: a declaration is quiet unless it is changeable, waits, or calls something known to touch the world. */
const actsOf = (statement: Node): readonly string[] => {
  if (!quiet.test(statement.type)) return [`a ${statement.type} at module level`];
  const declaration = isNode(statement.declaration) ? statement.declaration : statement;
  if (declaration.type !== 'VariableDeclaration') return [];
  const found: string[] = declaration.kind === 'const' ? [] : ['a variable at module level that can change'];
  walk(declaration, (node) => {
    if (functions.has(node.type)) return false;
    if (node.type === 'AwaitExpression') found.push('an await at module level');
    const name = calledName(node);
    if (name !== undefined && impure.test(name)) found.push(`"${name}" at module level`);
    return true;
  });
  return found;
};

const calledName = (node: Node): string | undefined => {
  if (node.type === 'CallExpression') return dotted(node.callee);
  return node.type === 'MemberExpression' ? dotted(node) : undefined;
};

const dotted = (value: unknown): string | undefined => {
  if (!isNode(value)) return undefined;
  if (value.type !== 'MemberExpression') return textOf(value);
  const object = dotted(value.object);
  const property = textOf(value.property);
  return object === undefined || property === undefined ? undefined : `${object}.${property}`;
};
