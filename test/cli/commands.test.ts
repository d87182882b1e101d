import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { slipway } from './fake-terminal.ts';

const example = resolve(import.meta.dirname, '..', '..', 'resources', 'examples', 'httpbin');
const broken = `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: shop }
spec:
  hosts: [shop.local]
  gatways: [main]
`;
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-cli-'));
  writeFileSync(join(folder, 'broken.yaml'), broken);
  writeFileSync(
    join(folder, 'requests.jsonl'),
    [
      '{"method":"GET","url":"http://httpbin.example.com/status/200"}',
      'nonsense',
      '{"method":"GET","url":"http://x/","headers":{"Host":"httpbin.example.com"}}',
      '',
    ].join('\n'),
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('slipway', () => {
  test('alone is wrong use, and shows what there is', async () => {
    const { code, answer, notes } = await slipway([]);
    expect([code, answer]).toEqual([2, '']);
    for (const name of ['run', 'check', 'routes', 'explain']) expect(notes).toContain(name);
  });

  test.each([['--version'], ['-V'], ['version']])('%s is the version and nothing else', async (word) => {
    expect(await slipway([word])).toMatchObject({
      code: 0,
      answer: expect.stringMatching(/^\d+\.\d+\.\d+$/),
      notes: '',
    });
  });

  test.each([[['--help']], [['help']], [['help', 'run']], [['run', '--help']], [['explain', '-h']]])(
    '%j is help, as the answer',
    async (words) => {
      const { code, answer, notes } = await slipway(words);
      expect([code, notes]).toEqual([0, '']);
      expect(answer).toContain('slipway');
    },
  );

  test.each([
    [['chek'], 'unknown command "chek"'],
    [['--colour'], 'unknown option "--colour"'],
    [['check', '--colour'], 'unknown option "--colour"'],
    [['run', '--port', '80'], '"--port 80" is no pair of ports'],
    [['run', '--port', '80=70000'], '"--port 80=70000"'],
    [['run', '--ui-port', 'x'], '"--ui-port x"'],
    [['explain', example], 'a method and an absolute URL are needed'],
    [['explain', 'GET', 'http://a/', '--requests', 'x'], 'brings its own requests'],
    [['explain', '-', '--requests', '-'], 'at once'],
    [['explain', '--requests', join(tmpdir(), 'slipway-no-such-file')], 'cannot be read (ENOENT)'],
    [['explain', 'GET', 'http://a/', '-H', 'nonsense'], 'cannot be sent'],
    [['explain', 'GET', 'http:///path'], 'names no host'],
    [['explain', 'GET', 'http://a:99999/'], 'port "99999" is not a number'],
    [['check', ''], 'a path is empty'],
    [['check', join(tmpdir(), 'slipway-no-such-folder')], 'slipway-no-such-folder'],
    [['run', '--no-ui', join(tmpdir(), 'slipway-no-such-folder')], 'slipway-no-such-folder'],
  ])('%j is wrong use: one line, no answer', async (words, reason) => {
    const { code, answer, notes } = await slipway(words);
    expect([code, answer]).toEqual([2, '']);
    expect(notes).toContain(reason);
    expect(notes.split('\n')).toHaveLength(1);
  });
});

describe('check', () => {
  test('of good YAML says so', async () => {
    expect(await slipway(['check', example])).toMatchObject({ code: 0, answer: 'no problems in 2 files', notes: '' });
  });

  test('of bad YAML draws what is wrong, with its place and code', async () => {
    const { code, answer } = await slipway(['check', join(folder, 'broken.yaml')]);
    expect(code).toBe(1);
    expect(answer).toContain('broken.yaml:6:3');
    expect(answer).toContain('gatways');
    expect(answer).toMatch(/\^/);
    expect(answer).toMatch(/\d errors?\b.* in 1 file$/);
  });

  test('goes on past a link that leads to nothing', async () => {
    const odd = mkdtempSync(join(tmpdir(), 'slipway-link-'));
    try {
      symlinkSync(join(odd, 'gone'), join(odd, 'link.yaml'));
      writeFileSync(join(odd, 'broken.yaml'), broken);
      const { code, answer, notes } = await slipway(['check', odd]);
      expect([code, notes]).toEqual([1, '']);
      expect(answer).toContain('broken.yaml:6:3');
      expect(answer).toContain('error workspace/broken-link: cannot read "link.yaml"');
    } finally {
      rmSync(odd, { recursive: true, force: true });
    }
  });

  test('reads standard input', async () => {
    expect((await slipway(['check', '-'], broken)).code).toBe(1);
    expect((await slipway(['check', '-'], '')).code).toBe(0);
  });

  test('as JSON is one object', async () => {
    const { code, answer } = await slipway(['check', '--json', join(folder, 'broken.yaml')]);
    const said = JSON.parse(answer);
    expect(code).toBe(1);
    expect(said.summary).toMatchObject({ files: 1, unreadable: 0 });
    expect(said.diagnostics).toContainEqual(
      expect.objectContaining({
        severity: 'error',
        code: expect.stringMatching(/^[a-z]+\/[a-z-]+$/),
        place: expect.objectContaining({ file: 'broken.yaml', line: 6, column: 3 }),
      }),
    );
  });
});

describe('routes', () => {
  test('shows the table for people and for machines', async () => {
    const { code, answer } = await slipway(['routes', example]);
    expect(code).toBe(0);
    for (const words of ['httpbin.example.com', '/status', '/delay', 'httpbin']) expect(answer).toContain(words);
    const table = JSON.parse((await slipway(['routes', '--json', example])).answer);
    expect(table.listeners).toHaveLength(1);
    expect(Object.keys(table)).toEqual(expect.arrayContaining(['listeners', 'routeConfigs', 'clusters', 'settings']));
  });

  test('speaks of errors beside the answer', async () => {
    const { code, notes } = await slipway(['routes', '--json', join(folder, 'broken.yaml')]);
    expect(code).toBe(0);
    expect(notes).toContain('"slipway check" shows them');
  });
});

describe('explain', () => {
  const explain = async (...words: string[]) =>
    JSON.parse((await slipway(['explain', example, ...words, '--json'])).answer);

  test('says what the sidecar of a client does, one request or many', async () => {
    const mesh = join(folder, 'mesh.yaml');
    const spec = 'spec: { hosts: [flour.test], ports: [{ number: 80, name: http, protocol: HTTP }], resolution: DNS }';
    writeFileSync(mesh, `apiVersion: networking.istio.io/v1\nkind: ServiceEntry\nmetadata: { name: flour }\n${spec}\n`);
    const { answer } = await slipway(['explain', mesh, '--mesh', '--json', 'GET', 'http://flour.test/white']);
    expect(JSON.parse(answer)).toMatchObject({
      outcome: 'forward',
      listener: 'mesh_0.0.0.0_80',
      destinations: [{ host: 'flour.test', port: 80, addresses: ['flour.test:80'] }],
      route: { name: 'default', resource: 'ServiceEntry default/flour', line: 4 },
    });
    const elsewhere = await slipway(['explain', mesh, '--mesh', 'GET', 'http://else.test/']);
    expect(elsewhere.answer).toContain('PassthroughCluster is where the client was going');
    const many = join(folder, 'mesh.jsonl');
    writeFileSync(many, '{"method":"GET","url":"http://flour.test/"}\n');
    const lines = await slipway(['explain', mesh, '--mesh', '--requests', many]);
    expect(JSON.parse(lines.answer)).toMatchObject({ listener: 'mesh_0.0.0.0_80' });
    const none = await explain('--mesh', 'GET', 'http://flour.test/');
    expect(none).toMatchObject({ outcome: 'reject', details: 'no_listener' });
    expect(none.nextSteps[0]).toContain('nothing in the documents is about the mesh');
    const table = await slipway(['routes', mesh]);
    expect(table.answer).toContain(
      'no listener: no Gateway is served\n\nlistener mesh_0.0.0.0_80  from the mesh, port 80',
    );
    expect(table.answer).toContain('listener mesh_others  from the mesh, every other port');
  });

  test('says who answers', async () => {
    const said = await explain('GET', 'http://httpbin.example.com/status/200');
    expect(said).toMatchObject({
      outcome: 'forward',
      destinations: [{ port: 8000, weight: expect.any(Number) }],
      path: '/status/200',
      authority: 'httpbin.example.com',
      route: { resource: 'VirtualService default/httpbin', file: 'virtual-service.yaml' },
    });
  });

  test('takes the Host header as curl does', async () => {
    const said = await explain('-H', 'Host: httpbin.example.com', 'GET', 'http://127.0.0.1/status/200');
    expect(said.outcome).toBe('forward');
  });

  test('says why nobody answers', async () => {
    const said = await explain('GET', 'http://httpbin.example.com/headers');
    expect(said).toMatchObject({ outcome: 'reject', status: 404, flag: 'NR' });
    expect(said.candidates.length).toBeGreaterThan(0);
    const words = await slipway(['explain', example, 'GET', 'http://httpbin.example.com/headers']);
    expect(words).toMatchObject({ code: 0, notes: '' });
    expect(words.answer).toContain('virtual-service.yaml');
  });

  test('answers many requests, a line for a line', async () => {
    const { code, answer } = await slipway(['explain', example, '--requests', join(folder, 'requests.jsonl')]);
    const lines = answer.split('\n').map((line) => JSON.parse(line));
    expect(code).toBe(1);
    expect(lines).toMatchObject([{ outcome: 'forward' }, { error: 'line 2 is not JSON' }, { outcome: 'reject' }]);
  });
});
