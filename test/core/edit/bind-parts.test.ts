import { describe, expect, test } from 'vitest';
import { type Binding, bindService } from '../../../src-main/core/edit/bind-service.ts';

const web = { namespace: 'default', name: 'web' };
const head = 'apiVersion: slipway.dev/v1\nkind: LocalService\nmetadata:\n  name: web # ours\nspec:\n';
const edited = (spec: string, binding: Omit<Binding, 'name' | 'namespace'>, before = '', behind = '') => {
  const file = 'local.yaml';
  const bound = bindService([{ file, text: before + head + spec + behind }], { ...web, ...binding });
  if (!bound.ok) return bound.failure.code;
  expect(bound.file).toBe(file);
  return bound.text === '' ? '' : bound.text.replace(before + head, '');
};

describe('subsets', () => {
  test('get endpoints with their labels, beside what is bound', () => {
    expect(edited('  address: 3000 # main\n', { labels: { version: 'v1' }, address: '3001' })).toBe(
      '  address: 3000 # main\n  endpoints:\n  - address: 3001\n    labels:\n      version: v1\n',
    );
  });
  test('are found again by their labels, whatever their order', () => {
    const spec =
      '  endpoints:\n  - labels: { b: two, a: one } # blue\n    address: 3001 # now\n  - address: 3002\n    labels: { a: two }\n';
    expect(edited(spec, { labels: { a: 'one', b: 'two' }, address: '4001' })).toBe(spec.replace('3001', '4001'));
  });
  test('of one port are others than those of all ports', () => {
    const spec = '  endpoints:\n  - address: 3001\n    labels: { version: v1 }\n';
    expect(edited(spec, { labels: { version: 'v1' }, port: 80, address: '4001' })).toBe(
      `${spec}  - address: 4001\n    labels:\n      version: v1\n    port: 80\n`,
    );
  });
  test('of a new service stand in a document of their own', () => {
    const bound = bindService([], { ...web, labels: { version: 'v2' }, sample: 'echo' });
    expect(bound).toMatchObject({
      text: expect.stringContaining('spec:\n  endpoints:\n  - sample: echo\n    labels:\n      version: v2\n'),
    });
  });
});

describe('what serves', () => {
  test('becomes another thing in its place, and keeps its comment', () => {
    expect(edited('  sample: echo # until it runs\n', { url: 'https://api.example.com' })).toBe(
      '  url: https://api.example.com # until it runs\n',
    );
  });
  test('becomes a fixed answer, and an address again', () => {
    const stubbed = edited('  address: 3000\n  labels: { a: b } # kept\n', { stub: { status: 404, body: 'gone' } });
    expect(stubbed).toBe('  stub:\n    status: 404\n    body: gone\n  labels: { a: b } # kept\n');
    expect(edited(stubbed, { address: '3000' })).toBe('  address: 3000\n  labels: { a: b } # kept\n');
  });
  test('is several, where one more is asked for', () => {
    expect(edited('  address: 3000\n', { address: '3001', beside: true })).toBe(
      '  address: 3000\n  endpoints:\n  - address: 3001\n',
    );
  });
  test('is one again, where everything goes elsewhere; subsets stay', () => {
    const spec = '  address: 3000\n  endpoints:\n  - address: 3001\n  - address: 3002\n    labels: { v: "2" }\n';
    expect(edited(spec, { address: '4000' })).toBe(
      '  address: 4000\n  endpoints:\n  - address: 3002\n    labels: { v: "2" }\n',
    );
  });
  test.each([
    [{ address: 'https://api.example.com' }, 'binding/bad-address'],
    [{ url: 'https://api.example.com/v1' }, 'binding/bad-url'],
    [{ url: 'ftp://example.com' }, 'binding/bad-url'],
    [{ sample: 'nginx' }, 'binding/bad-sample'],
    [{ stub: { status: 99 } }, 'binding/bad-stub'],
    [{ address: '3000', sample: 'echo' }, 'binding/no-target'],
    [{}, 'binding/no-target'],
  ])('is refused as %j', (target, code) => {
    expect(edited('  address: 1\n', target)).toBe(code);
  });
});

describe('nothing', () => {
  const other = '# other\nkind: Service\n---\n';
  test('takes the whole document away, and its neighbours stay', () => {
    expect(bindService([{ file: 'a', text: `${other}${head}  address: 3000\n` }], { ...web, nothing: true })).toEqual({
      ok: true,
      file: 'a',
      text: '# other\nkind: Service\n',
    });
  });
  test('takes one port or subset away', () => {
    const spec = '  address: 3000\n  ports:\n  - port: 80\n    address: 1\n  - port: 81 # second\n    address: 2\n';
    expect(edited(spec, { nothing: true, port: 80 })).toBe(
      '  address: 3000\n  ports:\n  - port: 81 # second\n    address: 2\n',
    );
    const labelled = '  endpoints:\n  - address: 1\n    labels: { v: a }\n  - address: 2\n    labels: { v: b }\n';
    expect(edited(labelled, { nothing: true, labels: { v: 'b' } })).toBe(
      '  endpoints:\n  - address: 1\n    labels: { v: a }\n',
    );
  });
  test('takes the document with the last thing that serves', () => {
    const spec = '  ports:\n  - port: 80\n    address: 1\n';
    const gone = bindService([{ file: 'a', text: other + head + spec }], { ...web, nothing: true, port: 80 });
    expect(gone).toMatchObject({ ok: true, text: '# other\nkind: Service\n' });
  });
  test('is said where there is nothing', () => {
    expect(edited('  address: 1\n', { nothing: true, port: 8080 })).toBe('binding/not-bound');
    expect(bindService([], { ...web, nothing: true })).toMatchObject({ failure: { code: 'binding/not-bound' } });
  });
});
