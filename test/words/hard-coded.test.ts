// biome-ignore-all lint/suspicious/noTemplateCurlyInString: sources to be searched
import { describe, expect, it } from 'vitest';
import { hardCodedIn } from './hard-coded.ts';
import { code, isName } from './not-words.ts';
import { windowSources } from './sources.ts';

describe('texts of the window', () => {
  it('stand in a catalogue and not in the code', () => {
    const found = windowSources()
      .filter(({ file }) => !code.some((one) => one.file.test(file)))
      .flatMap(({ file, text }) => hardCodedIn(file, text, isName));
    expect(found.map(({ file, line, why, text }) => `${file}:${line}: ${why}: ${text}`)).toEqual([]);
  });
});

const said = (source: string): readonly string[] => hardCodedIn('a.tsx', source).map(({ text }) => text);

describe('the search for texts in code', () => {
  it('finds what is shown and what is read aloud', () => {
    expect(said('const A = () => <p>three apples</p>;')).toEqual(['three apples']);
    expect(said('const A = () => <p aria-label="fruit" title={`the ${one}`} />;')).toEqual(['fruit', 'the']);
    expect(said("const A = () => <p>{busy ? 'busy' : 'done'}</p>;")).toEqual(['busy', 'done']);
    expect(said("const A = () => <B label={busy && 'busy'} />;")).toEqual(['busy']);
  });
  it('finds sentences and labels wherever they stand', () => {
    expect(said("const words = { a: 'nobody knows it' };")).toEqual(['nobody knows it']);
    expect(said('const b = `the port ${port} is closed`;')).toEqual(['the port']);
    expect(said("const c = [{ id: 'x', name: 'System' }];")).toEqual(['System']);
  });
  it('leaves alone what nobody reads', () => {
    expect(said("import { a } from 'a module';")).toEqual([]);
    expect(said('const A = () => <p className="one two" data-part="rail" />;')).toEqual([]);
    expect(said("throw new Error('this is a bug');")).toEqual([]);
    expect(said("const a = t('rows', { count });")).toEqual([]);
    expect(said("type Words = 'three apples';")).toEqual([]);
    expect(said('// three apples')).toEqual([]);
  });
});
