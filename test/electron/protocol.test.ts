import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { answerOwnScheme } from '../../src-main/electron/protocol.ts';

let top = '';
let folder = '';

beforeAll(() => {
  top = mkdtempSync(join(tmpdir(), 'slipway-scheme-'));
  folder = join(top, 'renderer');
  mkdirSync(join(folder, 'assets'), { recursive: true });
  writeFileSync(join(top, 'secret.txt'), 'secret');
  writeFileSync(join(folder, 'index.html'), '<meta name="csp-nonce" content="__CSP_NONCE__">');
  writeFileSync(join(folder, 'assets', 'main.js'), 'export {};');
});

afterAll(() => rmSync(top, { recursive: true, force: true }));

const get = (url: string, method = 'GET') => answerOwnScheme({ url, method }, folder, 'n0nce');

describe('the own scheme', () => {
  test('answers the page with the nonce in the page and in the policy', async () => {
    const answer = await get('app://slipway/');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toContain('text/html');
    expect(await answer.text()).toBe('<meta name="csp-nonce" content="n0nce">');
    const policy = answer.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).toContain("style-src 'self' 'nonce-n0nce'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe|https?:/);
  });

  test('answers a file with its type, whatever stands in the query', async () => {
    const answer = await get('app://slipway/assets/main.js?v=1#x');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toContain('javascript');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  });

  test.each([
    'app://slipway/../secret.txt',
    'app://slipway/assets/../../secret.txt',
    'app://slipway/%2e%2e/secret.txt',
    'app://slipway/..%2fsecret.txt',
    'app://slipway/..%5csecret.txt',
    'app://slipway//etc/passwd',
    'app://slipway/assets',
    'app://slipway/missing.js',
    'app://slipway/%00',
    'app://elsewhere/index.html',
    'app://slipway:1/index.html',
    'app://user@slipway/index.html',
    'https://slipway/index.html',
    'not an address',
  ])('has nothing at %s', async (url) => {
    const answer = await get(url);
    expect(answer.status).toBe(404);
    expect(await answer.text()).not.toContain('secret');
  });

  test('is for reading only', async () => {
    expect((await get('app://slipway/', 'POST')).status).toBe(405);
  });
});
