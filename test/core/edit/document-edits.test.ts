import { describe, expect, test } from 'vitest';
import { insertBehind, removeDocument, replaceDocument } from '#core/edit/document-edits.ts';
import { applyEdits, type TextEdit } from '#core/edit/text-edit.ts';
import { splitDocuments } from '#core/text/split-documents.ts';
import { editedFiles } from '../../edits/edited-files.ts';
import { dataOf } from '../../edits/intended.ts';

const after = (text: string, edit: TextEdit | undefined): string | undefined => edit && applyEdits(text, [edit]);

test.each<[string, string, number, string]>([
  ['between two', 'a: 1\n---\nb: 2\n', 0, 'a: 1\n---\nnew: 1\n---\nb: 2\n'],
  ['behind the last', '# top\n---\na: 1\n', 0, '# top\n---\na: 1\n---\nnew: 1\n'],
  ['without a line end', 'a: 1', 0, 'a: 1\n---\nnew: 1\n'],
  ['with Windows line ends', 'a: 1\r\n---\r\nb: 2', 1, 'a: 1\r\n---\r\nb: 2\r\n---\r\nnew: 1\r\n'],
  ['before an end mark', 'a: 1\n...\n%YAML 1.2\n---\nb: 2\n', 0, 'a: 1\n---\nnew: 1\n...\n%YAML 1.2\n---\nb: 2\n'],
])('a document is inserted %s', (_, text, index, expected) => {
  expect(after(text, insertBehind(text, index, 'new: 1\n'))).toBe(expected);
});

test.each<[string, string, number, string]>([
  ['first', 'a: 1\n---\nb: 2\n', 0, 'b: 2\n'],
  ['first, under what is said of the file', '# the shop\n\n# a\na: 1\n---\nb: 2\n', 0, '# the shop\n\nb: 2\n'],
  ['first, before a marker with a comment', 'a: 1\n--- # b\nb: 2\n', 0, '--- # b\nb: 2\n'],
  ['middle', 'a: 1\n---\n# b\nb: 2\n---\nc: 3', 1, 'a: 1\n---\nc: 3'],
  ['last', 'a: 1\r\n---\r\nb: 2', 1, 'a: 1\r\n'],
  ['only', 'a: 1\n', 0, ''],
  ['bare', 'a: 1\n...\nb: 2\n---\nc: 3\n', 1, 'a: 1\n...\nc: 3\n'],
])('the %s document is removed', (_, text, index, expected) => {
  expect(after(text, removeDocument(text, index))).toBe(expected);
});

test.each<[string, string, number, string]>([
  ['first', '# the shop\n\n# a\na: 1\n---\nb: 2\n', 0, '# the shop\n\nnew: 1\n---\nb: 2\n'],
  ['marked', 'a: 1\r\n--- # b\r\nb: 2\r\n', 1, 'a: 1\r\n--- # b\r\nnew: 1\r\n'],
  ['on its marker', '--- {a: 1}\n--- {b: 2}\n', 1, '--- {a: 1}\n---\nnew: 1\n'],
])('the %s document becomes another', (_, text, index, expected) => {
  expect(after(text, replaceDocument(text, index, 'new: 1\n'))).toBe(expected);
});

test('there is nothing to do about a document that is not there', () => {
  for (const edit of [insertBehind, removeDocument, replaceDocument])
    expect(edit('a: 1\n', 1, 'new: 1\n')).toBeUndefined();
});

describe('in files of all styles', () => {
  test('all other documents say what they said', () => {
    // Some are no YAML at all, and stay what they are.
    const said = (text: string): unknown => {
      try {
        return dataOf(text);
      } catch {
        return text.trim();
      }
    };
    const dataIn = (text: string): unknown[] => splitDocuments(text).map((one) => said(one.text));
    for (const { name, text } of editedFiles(7).filter((_, index) => index % 4 === 0)) {
      const before = dataIn(text);
      for (const index of new Set([0, before.length >> 1, before.length - 1])) {
        const [added, gone, other] = [insertBehind, removeDocument, replaceDocument].map(
          (edit) => after(text, edit(text, index, 'new: 1\n')) ?? '',
        );
        expect(dataIn(added ?? ''), name).toEqual(before.toSpliced(index + 1, 0, { new: 1 }));
        expect(dataIn(gone ?? ''), name).toEqual(before.toSpliced(index, 1));
        expect(dataIn(other ?? ''), name).toEqual(before.with(index, { new: 1 }));
      }
    }
  });
});
