import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const renderer = join(import.meta.dirname, '../../src-renderer');
const files = (pattern: string): readonly { readonly file: string; readonly text: string }[] =>
  globSync(pattern, { cwd: renderer }).map((name) => ({
    file: name.replaceAll('\\', '/'),
    text: readFileSync(join(renderer, name), 'utf8'),
  }));

/** `panels/browser`, `flow`: whose rules are for its own elements; the files at the top and `ui` are for everybody's. */
const roomOf = (file: string): string =>
  file
    .split('/')
    .slice(0, file.startsWith('panels/') ? 2 : 1)
    .join('/');

/** The classes that a stylesheet speaks of at its root with nothing else around them, so that it means every element that has one. */
const aloneIn = (css: string): readonly string[] =>
  css
    .replace(/\/\*.*?\*\//gs, '')
    .split('\n')
    .flatMap((line) => /^\.([\w-]+)(?::[^{,]*)?(?: \{|,)$/.exec(line)?.[1] ?? []);

/** The classes that elements are given in words, and the looks that become classes. */
const givenIn = (tsx: string): readonly string[] =>
  [...tsx.matchAll(/\b(?:className|look)=(?:"([^"]*)"|\{`([^`]*)`\})/g)].flatMap(([, text = '', template = '']) =>
    `${text} ${template.replace(/\$\{[^}]*\}/g, ' ')}`.split(/\s+/),
  );

test('no stylesheet of one room means elements of another', () => {
  const uses = files('**/*.tsx').map(({ file, text }) => ({ room: roomOf(file), names: new Set(givenIn(text)) }));
  const strangers = files('{panels,flow,tour,welcome}/**/*.css').flatMap(({ file, text }) =>
    aloneIn(text).flatMap((name) =>
      uses
        .filter(({ room, names }) => room !== roomOf(file) && names.has(name))
        .map(({ room }) => `.${name} of ${file} in ${room}`),
    ),
  );
  expect([...new Set(strangers)]).toEqual([]);
});

test('a class that stands alone, and one that a look becomes, are seen', () => {
  expect(aloneIn('.sheet {\n}\n.hosts .notice {\n}\n.a,\n.b:hover {\n  .c {\n  }\n}')).toEqual(['sheet', 'a', 'b']);
  const dialog = ['<Dialog look="sheet" className={`card $', '{more} wide`} />'].join('');
  expect(givenIn(dialog).filter(Boolean)).toEqual(['sheet', 'card', 'wide']);
});
