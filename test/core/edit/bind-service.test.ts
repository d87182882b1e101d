import { describe, expect, test } from 'vitest';
import { appendDocument } from '../../../src-main/core/edit/append-document.ts';
import { bindService } from '../../../src-main/core/edit/bind-service.ts';

const orders = { namespace: 'default', name: 'orders', address: '3000' };

describe('a binding', () => {
  test('goes to a file of its own where there is none yet', () => {
    expect(bindService([], orders)).toEqual({
      ok: true,
      file: 'local-services.yaml',
      text: 'apiVersion: slipway.dev/v1\nkind: LocalService\nmetadata:\n  name: orders\nspec:\n  address: 3000\n',
    });
  });

  test('of one port names the port, and the namespace where it is not default', () => {
    const bound = bindService([], { namespace: 'shop', name: 'orders', port: 8080, address: 'localhost:3000' });
    expect(bound).toMatchObject({
      text: expect.stringContaining(
        'metadata:\n  name: orders\n  namespace: shop\nspec:\n  ports:\n  - port: 8080\n    address: localhost:3000\n',
      ),
    });
  });

  test('joins the file that has other bindings, and leaves it as it is', () => {
    const text =
      '# ours\napiVersion: slipway.dev/v1\nkind: LocalService # yes\nmetadata: { name: cart }\nspec: { address: 4000 }';
    const bound = bindService(
      [
        { file: 'a.yaml', text: 'kind: Other\n' },
        { file: 'b.yaml', text },
      ],
      orders,
    );
    expect(bound).toMatchObject({
      ok: true,
      file: 'b.yaml',
      text: expect.stringMatching(/^# ours\n[\s\S]*4000 }\n---\napiVersion/),
    });
  });

  test('changes the document there is, comments and neighbours kept', () => {
    const text = [
      'kind: Service # before',
      '---',
      '# where orders runs',
      'apiVersion: slipway.dev/v1',
      'kind: LocalService',
      'metadata:',
      '  name: orders # mine',
      'spec:',
      '  address: 1111 # old',
      '---',
      'kind: Gateway # after',
      '',
    ].join('\n');
    const bound = bindService([{ file: 'a.yaml', text }], orders);
    expect(bound).toEqual({ ok: true, file: 'a.yaml', text: text.replace('1111', '3000') });
  });

  test('of a port is added beside the ports there are, or changed', () => {
    const text =
      'apiVersion: slipway.dev/v1\nkind: LocalService\nmetadata:\n  name: orders\nspec:\n  ports:\n    - port: 80\n      sample: echo\n';
    const added = bindService([{ file: 'a.yaml', text }], { ...orders, port: 81 });
    expect(added).toMatchObject({ text: `${text}    - port: 81\n      address: 3000\n` });
    const changed = bindService([{ file: 'a.yaml', text }], { ...orders, port: 80 });
    expect(changed).toMatchObject({ text: text.replace('sample: echo', 'address: 3000') });
  });

  test('of a host outside of the cluster names the whole host, and finds it again', () => {
    const partner = { namespace: 'shop', name: 'api.partner.test', service: 'api.partner.test', address: '3000' };
    const bound = bindService([], partner);
    const text =
      'apiVersion: slipway.dev/v1\nkind: LocalService\nmetadata:\n  name: api-partner-test\n  namespace: shop\nspec:\n  service: api.partner.test\n  address: 3000\n';
    expect(bound).toEqual({ ok: true, file: 'local-services.yaml', text });
    const files = [{ file: 'local-services.yaml', text }];
    expect(bindService(files, { ...partner, address: '4000' })).toMatchObject({ text: text.replace('3000', '4000') });
    const { address: _, ...gone } = partner;
    expect(bindService(files, { ...gone, nothing: true })).toMatchObject({ ok: true, text: '' });
  });

  test('is refused where its document is broken, and does not go where no document can follow', () => {
    const broken = 'apiVersion: slipway.dev/v1\nkind: LocalService\nmetadata: { name: orders\nspec: [';
    expect(bindService([{ file: 'a.yaml', text: broken }], orders)).toMatchObject({
      failure: { code: 'binding/broken-document', message: expect.stringContaining('"a.yaml"') },
    });
    expect(bindService([{ file: 'a.yaml', text: broken }], { ...orders, name: 'cart' })).toMatchObject({ ok: true });
    const cart =
      '{"apiVersion":"slipway.dev/v1","kind":"LocalService","metadata":{"name":"cart"},"spec":{"address":1}}';
    for (const file of ['<stdin>', 'a.json'])
      expect(bindService([{ file, text: cart }], orders)).toMatchObject({ ok: true, file: 'local-services.yaml' });
  });

  test.each([
    [{ status: 100 }, 'no status'],
    [{ delay: 'soon' }, '"soon" is no delay'],
    [{ headers: { 'x-a': 'b\r\nset-cookie: c' } }, '"x-a" is not a header'],
    [{ headers: { 'bad name': 'x' } }, '"bad name" is not a header'],
  ])('to the stub %j is refused', (stub, words) => {
    const { address: _, ...rest } = orders;
    expect(bindService([], { ...rest, stub })).toMatchObject({ failure: { message: expect.stringContaining(words) } });
  });

  test('to what is no address is refused', () => {
    expect(bindService([], { ...orders, address: 'nowhere' })).toMatchObject({
      ok: false,
      failure: { code: 'binding/bad-address' },
    });
  });
});

test('a document is appended with the line ends of the file', () => {
  expect(appendDocument('a: 1\r\n', 'b: 2\n')).toBe('a: 1\r\n---\r\nb: 2\r\n');
  expect(appendDocument('a: 1\n---\n', 'b: 2')).toBe('a: 1\n---\nb: 2\n');
  expect(appendDocument('\n', 'b: 2\n')).toBe('b: 2\n');
});
