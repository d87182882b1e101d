import { describe, expect, test } from 'vitest';
import { bindService } from '../../../src-main/core/edit/bind-service.ts';

const list = [
  '# all of ours',
  'apiVersion: v1',
  'kind: List',
  'items:',
  '# the cart',
  '- apiVersion: slipway.dev/v1',
  '  kind: LocalService',
  '  metadata: { name: cart }',
  '  spec: { address: 4000 } # keep',
  '# where orders runs',
  '- apiVersion: slipway.dev/v1',
  '  kind: LocalService',
  '  metadata:',
  '    name: orders # mine',
  '  spec:',
  '    address: 1111 # old',
  '    ports:',
  '    - port: 8080',
  '      address: 2222',
  '',
].join('\n');
const orders = { namespace: 'default', name: 'orders' };
const source = { file: 'a.yaml', text: `kind: Other\n---\n${list}---\nkind: Gateway # after\n` };
const withList = (text: string) => ({ ok: true, file: 'a.yaml', text: source.text.replace(list, text) });

describe('a LocalService in a List', () => {
  test('is bound by its only endpoint where that serves everything', () => {
    const one = list
      .replace('    address: 1111 # old\n    ports:\n    - port: 8080\n', '    endpoints:\n    -\n')
      .replace('    -\n      address: 2222', '    - address: 2222 # here');
    const inList = { file: 'a.yaml', text: one };
    expect(bindService([inList], { ...orders, address: '3000' })).toEqual({
      ok: true,
      file: 'a.yaml',
      text: one.replace('2222', '3000'),
    });
  });

  test('is bound in its place, and nothing else changes', () => {
    expect(bindService([source], { ...orders, address: '3000' })).toEqual(withList(list.replace('1111', '3000')));
    expect(bindService([source], { ...orders, port: 8080, address: '3000' })).toEqual(
      withList(list.replace('2222', '3000')),
    );
    expect(bindService([source], { namespace: 'default', name: 'cart', address: '3000' })).toEqual(
      withList(list.replace('4000', '3000')),
    );
  });

  test('gets what it does not have yet in its own item', () => {
    const bound = bindService([source], { ...orders, labels: { version: 'v2' }, address: '3002' });
    expect(bound).toMatchObject({
      ok: true,
      text: expect.stringMatching(
        /address: 2222\n {4}endpoints:\n(?: {4}- | {6})address: 3002\n {6}labels:\n {8}version: v2\n---\nkind: Gateway # after\n$/,
      ),
    });
  });

  test('loses a part, or goes with its own comment alone', () => {
    expect(bindService([source], { ...orders, port: 8080, nothing: true })).toEqual(
      withList(list.replace('    ports:\n    - port: 8080\n      address: 2222\n', '')),
    );
    expect(bindService([source], { ...orders, nothing: true })).toEqual(
      withList(list.slice(0, list.indexOf('# where orders runs'))),
    );
    expect(bindService([source], { namespace: 'default', name: 'cart', nothing: true })).toEqual(
      withList(list.replace(/# the cart\n[\s\S]*# keep\n/, '')),
    );
  });

  test('takes the List along where it was all of it', () => {
    const text = 'apiVersion: v1\nkind: List\nitems:\n- kind: LocalService\n  metadata: { name: orders }\n';
    const bound = bindService([{ file: 'a.yaml', text: `kind: Other\n---\n${text}` }], { ...orders, nothing: true });
    expect(bound).toEqual({ ok: true, file: 'a.yaml', text: 'kind: Other\n' });
  });

  test('is found in a List in a List, and in JSON', () => {
    const inner = { kind: 'LocalService', metadata: { name: 'orders' }, spec: { address: 1111 } };
    const text = JSON.stringify({ kind: 'List', items: [{ kind: 'List', items: [inner] }] }, null, 2);
    const bound = bindService([{ file: 'a.json', text }], { ...orders, address: '3000' });
    expect(bound).toEqual({ ok: true, file: 'a.json', text: text.replace('1111', '3000') });
  });

  test('that cannot be read keeps a second one from being written', () => {
    const text = list.replace('address: 1111', 'address: "1111');
    expect(bindService([{ file: 'a.yaml', text }], { ...orders, address: '3000' })).toMatchObject({
      ok: false,
      failure: { code: 'binding/broken-document' },
    });
  });
});
