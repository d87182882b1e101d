import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { slipway } from './fake-terminal.ts';

const loose =
  'kind:  Service\napiVersion: v1\nmetadata:\n    name: reviews   # of books\nspec: { ports: [{ name: http, port: 80 }] }\n';
const tidy =
  'kind: Service\napiVersion: v1\nmetadata:\n  name: reviews   # of books\nspec: { ports: [{ name: http, port: 80 }] }\n';
const routes = `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: shop }
spec:
  hosts: [shop.test]
  gateways: [mesh]
  http:
  - route: [{ destination: { host: reviews, subset: v1 } }]
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: books }
spec: { host: reviews, subsets: [{ name: v1, labels: { version: v1 } }] }
`;

const home = process.cwd();
let folder = '';
const read = (name: string) => readFileSync(join(folder, name), 'utf8');

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'slipway-change-')));
  writeFileSync(join(folder, 'service.yaml'), loose);
  writeFileSync(join(folder, 'routes.yaml'), routes);
  process.chdir(folder);
});
afterEach(() => {
  process.chdir(home);
  rmSync(folder, { recursive: true, force: true });
});

describe('slipway format', () => {
  test('--check names what is not formatted and writes nothing', async () => {
    expect(await slipway(['format', '--check'])).toEqual({
      code: 1,
      answer: 'service.yaml',
      notes: 'slipway: 1 file not formatted, of 2',
    });
    expect(read('service.yaml')).toBe(loose);
  });

  test('writes files in place, shows a diff, answers standard input', async () => {
    expect((await slipway(['format', '--dry-run'])).answer).toContain(
      '-    name: reviews   # of books\n+  name: reviews   # of books',
    );
    expect(await slipway(['format', '-'], loose)).toMatchObject({ code: 0, answer: tidy.trimEnd() });
    expect((await slipway(['format'])).notes).toBe('slipway: 1 file formatted, of 2');
    expect([read('service.yaml'), read('routes.yaml')]).toEqual([tidy, routes]);
  });

  test('leaves what is no YAML alone and says where', async () => {
    writeFileSync(join(folder, 'broken.yaml'), 'a: [1\n');
    const { code, notes } = await slipway(['format']);
    expect(code).toBe(1);
    expect(notes).toMatch(/broken\.yaml: line 1 is no YAML yet: /);
    expect(read('broken.yaml')).toBe('a: [1\n');
  });
});

describe('slipway rename and references', () => {
  test.each([
    ['service', 'reviews', ['service.yaml:4:11', 'routes.yaml:8:36', 'routes.yaml:13:15']],
    ['service', 'default/reviews', ['service.yaml:4:11', 'routes.yaml:8:36', 'routes.yaml:13:15']],
    ['subset', 'books v1', ['routes.yaml:13:42', 'routes.yaml:8:53']],
    ['host', 'shop.test', ['routes.yaml:5:11']],
  ])('%s %s', async (what, name, places) => {
    expect((await slipway(['references', what, name])).answer.split('\n')).toEqual(places);
  });

  test('rename every mention, or say why not', async () => {
    expect(await slipway(['rename', 'service', 'reviews', 'ratings'])).toEqual({
      code: 0,
      answer: '',
      notes: 'slipway: 3 places in 2 files',
    });
    expect(read('routes.yaml')).toBe(routes.replaceAll('host: reviews', 'host: ratings'));
    expect(await slipway(['rename', 'service', 'nobody', 'ratings'])).toMatchObject({
      code: 1,
      notes: 'slipway: no service "nobody" is named in these files',
    });
    expect(await slipway(['rename', 'gatway', 'a', 'b'])).toMatchObject({
      code: 2,
      notes: expect.stringContaining('did you mean "gateway"?'),
    });
    expect(await slipway(['rename', 'service', 'a'])).toMatchObject({ code: 2 });
  });
});
