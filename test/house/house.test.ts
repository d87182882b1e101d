import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type HouseFile, judge } from './judge.ts';

const project = resolve(import.meta.dirname, '..', '..');

const filesIn = (folder: string, pattern: RegExp): readonly HouseFile[] =>
  readdirSync(join(project, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
    .filter((path) => pattern.test(path))
    .map((path) => ({ path, text: readFileSync(join(project, path), 'utf8') }));

const sources = [...filesIn('src-main', /\.tsx?$/), ...filesIn('src-renderer', /\.tsx?$/)];

test('the house obeys its law', () => {
  expect(sources.length).toBeGreaterThan(20);
  expect(judge(sources)).toEqual([]);
});

test('no file names a place of one machine', () => {
  // Written in pieces, so that this file does not name one itself.
  const places = new RegExp(`(^|[^\\w.~-])/(${['work', 'root', 'farm'].join('|')})/|[A-Z]:\\\\\\\\?Users`, 'm');
  const everything = [...sources, ...filesIn('test', /\.(tsx?|md|yaml)$/), ...filesIn('resources', /\.(yaml|md)$/)];
  expect(everything.filter(({ text }) => places.test(text)).map(({ path }) => path)).toEqual([]);
});

describe('a breach is found', () => {
  const judged = (path: string, text: string) => judge([{ path, text }]).join('\n');

  test.each([
    ['core imports Node', 'src-main/core/text/a.ts', "import { join } from 'node:path';", 'knows no Node'],
    ['core imports Node without its prefix', 'src-main/core/text/a.ts', "import fs from 'fs';", 'knows no Node'],
    ['a type-only import', 'src-main/core/text/a.ts', "import type { T } from '../route/load.ts';", 'may not see'],
    ['a re-export', 'src-main/core/schema/a.ts', "export * from '../resource/resource.ts';", 'may not see'],
    ['a dynamic import', 'src-main/gateway/a.ts', "export const f = () => import('../app/app.ts');", 'may not see app'],
    ['an imported type', 'src-main/gateway/a.ts', "export type T = import('../cli/main.ts').T;", 'may not see cli'],
    ['require', 'src-main/gateway/a.ts', "export const f = () => require('yaml');", 'core/text and core/edit'],
    [
      'an import over several lines',
      'src-main/core/match/a.ts',
      "import {\n x,\n} from\n '../route/decide.ts';",
      'may',
    ],
    ['upward inside core', 'src-main/core/resource/a.ts', "import { a } from '../snapshot/link.ts';", 'may not see'],
    ['core reached by a path', 'src-main/app/a.ts', "import { a } from '../core/build.ts';", 'without "#"'],
    ['core reached by "#" from inside', 'src-main/core/route/a.ts', "import { a } from '#core/text/a.ts';", 'inside'],
    ['the window sees the gateway', 'src-renderer/state/a.ts', "import '../../src-main/gateway/a.ts';", 'may not see'],
    ['one panel sees another', 'src-renderer/panels/try/a.ts', "import { a } from '../traffic/b.ts';", 'may not see'],
    ['ui sees state', 'src-renderer/ui/a.ts', "import { a } from '../state/b.ts';", 'may not see'],
    ['Electron elsewhere', 'src-main/app/a.ts', "import { app } from 'electron';", 'whose home is electron'],
    ['Electron sees core', 'src-main/electron/a.ts', "import { a } from '#core/build.ts';", 'may not see core'],
    ['a package nobody placed', 'src-main/app/a.ts', "import _ from 'lodash';", 'without a home'],
    ['a folder nobody placed', 'src-main/core/parsing/a.ts', "import '../text/a.ts';", 'in no room'],
    ['the desktop bridge', 'src-renderer/state/a.ts', 'export const f = () => window.desktop;', 'names "desktop"'],
    ['a default export', 'src-main/app/a.ts', 'export default 1;', 'default export'],
    ['a default export by name', 'src-main/app/a.ts', 'const a = 1;\nexport { a as default };', 'default export'],
    ['work on import', 'src-main/app/a.ts', 'start();', 'acts when it is loaded'],
    ['a changeable variable', 'src-main/app/a.ts', 'export let n = 0;', 'that can change'],
    ['the clock on import', 'src-main/app/a.ts', 'const now = Date.now();\nexport const a = { now };', 'Date.now'],
    ['the environment on import', 'src-main/app/a.ts', 'export const a = process.env.HOME;', 'process.env'],
    ['an await on import', 'src-main/app/a.ts', 'export const a = await b();', 'an await'],
    ['camel case', 'src-main/app/newThing.ts', '', 'kebab-case'],
    ['a name that says nothing', 'src-main/app/utils.ts', '', 'says nothing'],
    ['an index', 'src-main/app/index.ts', '', 'no registry'],
    ['a long file', 'src-main/app/a.ts', '// line\n'.repeat(401), '401 lines'],
  ])('%s', (_, path, text, words) => {
    expect(judged(path, text)).toContain(words);
  });

  test('a second home of a package that has one', () => {
    const text = "import { Agent } from 'undici';";
    const files = ['a', 'b'].map((name) => ({ path: `src-main/gateway/upstream/${name}.ts`, text }));
    expect(judge(files.slice(0, 1))).toEqual([]);
    expect(judge(files).join()).toContain('it has one home');
  });
});

describe('what is allowed is not blamed', () => {
  test.each([
    ['downward inside core', 'src-main/core/route/a.ts', "import { a } from '../snapshot/link.ts';"],
    ['the words of the table', 'src-main/core/match/a.ts', "import type { Condition } from '../route/table.ts';"],
    ['core by "#"', 'src-main/gateway/serve/a.ts', "import { a } from '#core/route/load.ts';"],
    ['a text that looks like an import', 'src-main/core/text/a.ts', `export const a = "import 'electron'";`],
    ['an import in a comment', 'src-main/core/text/a.ts', "// import { app } from 'electron';"],
    ['work inside a function', 'src-main/app/a.ts', 'export const a = () => { let n = Date.now(); return n; };'],
    ['an entry that starts', 'src-main/cli/main.ts', 'process.exitCode = 0;'],
  ])('%s', (_, path, text) => {
    expect(judge([{ path, text }])).toEqual([]);
  });
});
