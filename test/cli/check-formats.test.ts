import { chmodSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Log } from 'sarif';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Diagnostic, Severity } from '#core/text/diagnostic.ts';
import { checkSarif } from '../../src-main/cli/check-sarif.ts';
import { slipway } from './fake-terminal.ts';

const finding = (severity: Severity, line: number): { diagnostic: Diagnostic; fixes: [] } => ({
  diagnostic: {
    severity,
    code: `test/${severity}`,
    message: 'something is wrong',
    place: { file: 'a.yaml', range: [0, 1], line, column: 1 },
  },
  fixes: [],
});

test('SARIF has no more results than code scanning takes, errors first, and says how many are missing', () => {
  const findings = Array.from({ length: 25_010 }, (_, index) =>
    finding(index > 25_000 ? 'error' : 'information', index),
  );
  const report = {
    sources: [{ file: 'a.yaml', text: 'a' }],
    findings,
    suppressed: [],
    failures: [],
    failOn: 'error',
  } as const;
  const { runs } = JSON.parse(checkSarif(report, '1.0.0')) as Log;
  expect(runs[0]?.results).toHaveLength(25_000);
  expect(runs[0]?.results?.slice(0, 10).map(({ level }) => level)).toEqual([...Array(9).fill('error'), 'note']);
  expect(runs[0]?.invocations?.[0]?.toolExecutionNotifications?.[0]?.message.text).toMatch(/^10 more findings/);
  const few = JSON.parse(checkSarif({ ...report, findings: findings.slice(0, 2) }, '1.0.0')) as Log;
  expect(few.runs[0]?.invocations?.[0]?.toolExecutionNotifications).toEqual([]);
  expect(few.runs[0]?.tool.driver.rules?.[0]).toMatchObject({
    fullDescription: { text: 'test: information' },
    help: { text: expect.stringContaining('# slipway: ignore test/information because') },
  });
});

const home = process.cwd();
let folder = '';
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'slipway-formats-')));
  process.chdir(folder);
});
afterEach(() => {
  process.chdir(home);
  rmSync(folder, { recursive: true, force: true });
});

const gateway = (version: string, more = '') => `apiVersion: networking.istio.io/${version}
kind: Gateway
metadata: { name: main }
spec: { servers: [{ port: { number: 80, name: http, protocol: HTTP }, hosts: [shop.test] }]${more} }
`;

test('a key with control characters reaches no terminal as it is', async () => {
  writeFileSync('a.yaml', gateway('v1', ', "x\\e[2J": 1').replace('\\e', '\u001b'));
  const { answer } = await slipway(['check', 'a.yaml']);
  expect(answer).toContain('fix: Remove "x\ufffd[2J"');
  expect(answer).not.toContain('\u001b');
});

test('a name that is only like another one stays, however near it is', async () => {
  const routes = `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: shop }
spec: { hosts: [shop.test], gateways: [main-v1], http: [{ directResponse: { status: 200 } }] }
`;
  const text = `${gateway('v1').replace('name: main', 'name: main-v2')}---\n${routes}`;
  writeFileSync('a.yaml', text);
  const { code, answer } = await slipway(['check', 'a.yaml', '--fix']);
  expect([code, readFileSync('a.yaml', 'utf8')]).toEqual([1, text]);
  expect(answer).toContain('fix: Replace with "main-v2"');
});

// Whoever is root may write everything.
test.runIf(process.getuid?.() !== 0 && process.platform !== 'win32')(
  'where one file is read-only none is written',
  async () => {
    writeFileSync('a.yaml', gateway('v1alpha1'));
    writeFileSync('b.yaml', gateway('v1alpha1').replace('name: main', 'name: other'));
    chmodSync('b.yaml', 0o444);
    const { code, notes } = await slipway(['check', '.', '--fix']);
    expect([code, notes]).toEqual([2, expect.stringContaining('"b.yaml" cannot be written, so nothing was')]);
    expect(readFileSync('a.yaml', 'utf8')).toBe(gateway('v1alpha1'));
  },
);
