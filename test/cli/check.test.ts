import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Window } from 'happy-dom';
import type { Log } from 'sarif';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { slipway } from './fake-terminal.ts';

const gateway = `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: main }
spec:
  servers:
  - port: { number: 80, name: http, protocol: HTTP }
    hosts: [shop.test]
`;
const routes = `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: shop }
spec:
  hosts: [shop.test]
  gateways: [mian]   # the "usual" <one> & only
  http:
  - route: [{ destination: { host: httpbin, port: { number: 8000 } } }]
  # slipway: ignore IST0130 because it is kept for later
  - route: [{ destination: { host: httpbin, port: { number: 8000 } } }]
`;

const home = process.cwd();
let folder = '';

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'slipway-check-')));
  mkdirSync(join(folder, 'a b'));
  writeFileSync(join(folder, 'gateway.yaml'), gateway);
  writeFileSync(join(folder, 'a b', 'routes.yaml'), routes);
  process.chdir(folder);
});
afterEach(() => {
  process.chdir(home);
  rmSync(folder, { recursive: true, force: true });
});

describe('slipway check', () => {
  test('names files from where it runs, says the fix, and counts what is suppressed', async () => {
    const { code, answer } = await slipway(['check', 'a b', '--with', 'gateway.yaml']);
    expect(code).toBe(1);
    expect(answer).toContain(
      'a b/routes.yaml:6:14: error reference/missing (IST0101): no Gateway "default/mian"; did you mean "default/main"?',
    );
    expect(answer).toContain('  fix: Replace with "main"');
    expect(answer).toMatch(/1 error, 1 suppressed in 1 file$/);
  });

  test('says nothing about what is only read for the others', async () => {
    writeFileSync(join(folder, 'broken.yaml'), 'kind: VirtualService\n');
    const { answer, code } = await slipway(['check', 'gateway.yaml', '--with', '.']);
    expect([code, answer]).toEqual([0, 'no problems in 1 file']);
  });

  test.each([
    ['error', 0],
    ['warning', 1],
    ['never', 0],
  ])('fails on %s and worse', async (failOn, code) => {
    const text = routes.replace('mian', 'main').replace(/# slipway.*/, '');
    expect((await slipway(['check', '-', 'gateway.yaml', '--fail-on', failOn], text)).code).toBe(code);
  });

  test.each([
    [['--format', 'xml'], '"--format xml" is not known; use text, json, sarif, junit'],
    [['--fail-on', 'errors'], '"--fail-on errors" is not known; use error, warning, information, never'],
    [['--dry-run'], '"--dry-run" belongs to "--fix"'],
    [['--fix', '-'], 'standard input cannot be changed; use "--fix --dry-run", or name a file'],
  ])('%j is wrong use', async (words, message) => {
    const { code, notes } = await slipway(['check', ...words]);
    expect(code).toBe(2);
    expect(notes).toContain(message);
  });

  test('writes JSON with fixes as edits', async () => {
    const { answer } = await slipway(['check', '.', '--json']);
    const { diagnostics, suppressed, summary } = JSON.parse(answer);
    expect(summary).toEqual({ files: 2, errors: 1, warnings: 0, information: 0, suppressed: 1, unreadable: 0 });
    expect(suppressed[0]).toMatchObject({ because: 'it is kept for later', diagnostic: { istio: 'IST0130' } });
    const at = routes.indexOf('mian');
    expect(diagnostics[0].fixes[0]).toEqual({
      title: 'Replace with "main"',
      preferred: true,
      edits: [{ file: 'a b/routes.yaml', edits: [{ range: [at, at + 4], text: 'main' }] }],
    });
  });

  test('tells ports that this machine will not give', async () => {
    const { answer } = await slipway(['check', 'gateway.yaml'], '', { firstFreePort: 1024 });
    expect(answer).toContain('gateway.yaml:6:21: information listener/port-not-given: ');
    expect((await slipway(['check', 'gateway.yaml'], '', { firstFreePort: 80 })).answer).toBe('no problems in 1 file');
  });

  test('writes SARIF: rules, regions, fixes, suppressions, and names as URIs', async () => {
    const { answer } = await slipway(['check', '.', '--format', 'sarif']);
    const { version, runs } = JSON.parse(answer) as Log;
    const [run] = runs;
    const [wrong, silent] = run?.results ?? [];
    expect(version).toBe('2.1.0');
    expect(run?.columnKind).toBe('utf16CodeUnits');
    expect(run?.tool.driver.rules?.[wrong?.ruleIndex ?? -1]?.id).toBe('reference/missing');
    const at = routes.indexOf('mian');
    const region = { startLine: 6, startColumn: 14, endLine: 6, endColumn: 18, charOffset: at, charLength: 4 };
    expect(wrong).toMatchObject({
      level: 'error',
      locations: [{ physicalLocation: { artifactLocation: { uri: 'a%20b/routes.yaml' }, region } }],
      properties: { istio: 'IST0101' },
    });
    expect(wrong?.fixes?.[0]?.artifactChanges[0]?.replacements[0]).toEqual({
      deletedRegion: region,
      insertedContent: { text: 'main' },
    });
    expect(silent?.suppressions).toEqual([{ kind: 'inSource', justification: 'it is kept for later' }]);
    expect(run?.invocations?.[0]?.executionSuccessful).toBe(true);
  });

  test('writes JUnit that an XML reader understands', async () => {
    const { answer } = await slipway(['check', '.', '--format', 'junit']);
    const { DOMParser } = new Window();
    const xml = new DOMParser().parseFromString(answer, 'application/xml');
    const suites = [...xml.querySelectorAll('testsuite')];
    expect(xml.querySelector('testsuites')?.getAttribute('tests')).toBe('2');
    expect(suites.map((one) => [one.getAttribute('name'), one.getAttribute('failures')])).toEqual([
      ['a b/routes.yaml', '1'],
      ['gateway.yaml', '0'],
    ]);
    expect(xml.querySelector('failure')?.getAttribute('message')).toBe(
      'no Gateway "default/mian"; did you mean "default/main"?',
    );
  });
});

describe('slipway check --fix', () => {
  test('shows a diff that git takes', async () => {
    const { code, answer, notes } = await slipway(['check', '.', '--fix', '--dry-run']);
    expect([code, notes]).toEqual([0, 'slipway: 1 fix would be applied']);
    expect(answer).toContain(
      '-  gateways: [mian]   # the "usual" <one> & only\n+  gateways: [main]   # the "usual" <one> & only',
    );
    expect(readFileSync(join(folder, 'a b', 'routes.yaml'), 'utf8')).toBe(routes);
    execFileSync('git', ['apply', '-'], { cwd: folder, input: `${answer}\n` });
    expect(readFileSync(join(folder, 'a b', 'routes.yaml'), 'utf8')).toBe(routes.replace('mian', 'main'));
  });

  test('writes what is certain, says it, and reports what is left', async () => {
    writeFileSync(
      join(folder, 'late.yaml'),
      gateway.replace('name: main', 'name: late').replace('protocol: HTTP', 'protocol: HTPP, nmae: x'),
    );
    const { code, answer, notes } = await slipway(['check', '.', '--fix']);
    expect(notes).toContain('a b/routes.yaml:6: Replace with "main" (reference/missing)');
    expect(readFileSync(join(folder, 'a b', 'routes.yaml'), 'utf8')).toBe(routes.replace('mian', 'main'));
    expect(answer).toContain('"nmae" is not a field');
    expect(code).toBe(1);
  });
});

describe('as a hook of git', () => {
  const program = resolve(import.meta.dirname, '..', '..', 'src-main', 'cli', 'slipway.js');
  const git = (...words: readonly string[]) =>
    execFileSync(
      'git',
      ['-c', 'user.name=a', '-c', 'user.email=a@b.test', '-c', 'core.hooksPath=.git/hooks', ...words],
      {
        cwd: folder,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );

  test('a commit with an error is refused with the reason, one without passes', () => {
    git('init', '-q');
    const hook = join(folder, '.git', 'hooks', 'pre-commit');
    mkdirSync(join(folder, '.git', 'hooks'), { recursive: true });
    // As in README, but for the way to the program.
    writeFileSync(
      hook,
      `#!/bin/sh\ngit diff --cached --name-only -z --diff-filter=ACM -- '*.yaml' '*.yml' |\n  xargs -0 -r "${process.execPath}" "${program}" check --fail-on warning --with .\n`,
    );
    chmodSync(hook, 0o755);
    git('add', '.');
    expect(() => git('commit', '-q', '-m', 'first')).toThrow(/reference\/missing|Command failed/);
    expect(() => git('rev-parse', 'HEAD')).toThrow();
    writeFileSync(join(folder, 'a b', 'routes.yaml'), routes.replace('mian', 'main'));
    git('add', '.');
    git('commit', '-q', '-m', 'first');
    expect(git('log', '--oneline')).toContain('first');
  });
});
