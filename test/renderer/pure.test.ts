import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { build } from '#core/build.ts';
import { serviceRows } from '#core/route/service-rows.ts';
import type { Diagnostic } from '#core/text/diagnostic.ts';
import { sampleFiles } from '../../src-renderer/client/fake-samples.ts';
import { lineBreakOf, offsetsOf, toEditorText, toFileText } from '../../src-renderer/panels/editor/positions.ts';
import { curlFor } from '../../src-renderer/state/curl.ts';
import { flagWords } from '../../src-renderer/state/flag-words.ts';
import { compareProblems } from '../../src-renderer/state/problems.ts';
import { proposeUrl, senderOf } from '../../src-renderer/state/propose-url.ts';
import { reasonWords } from '../../src-renderer/state/reason-words.ts';
import { changeBetween } from '../../src-renderer/state/text-change.ts';
import { createWords, sayIn } from '../../src-renderer/words/words.ts';

const { table } = build(sampleFiles);
const listeners = [
  {
    listener: '0.0.0.0_80',
    gateway: 'default/main',
    gateways: ['default/main'],
    port: 80,
    protocol: 'HTTP',
    addresses: ['127.0.0.1', '::1'],
    bound: 8080,
  },
];

describe('text of a file and of the editor', () => {
  it('come back as they went, whatever the line break', () => {
    for (const text of ['', 'a: 1\n', 'a: 1\r\nb: 2\r\n']) {
      expect(toFileText(toEditorText(text), lineBreakOf(text))).toBe(text);
    }
  });

  it('name the same place by different offsets', () => {
    const text = 'a: 1\r\nb: 2\r\nc: 3';
    const at = offsetsOf(text);
    for (const letter of ['a', 'b', 'c', '3']) {
      expect(toEditorText(text)[at(text.indexOf(letter))]).toBe(letter);
    }
    expect(at(text.length)).toBe(toEditorText(text).length);
    expect(at(9999)).toBe(toEditorText(text).length);
  });

  it('differ by the smallest single change', () => {
    for (const [before, after] of [
      ['abc', 'abXc'],
      ['aaa', 'aa'],
      ['aa', 'aaa'],
      ['same', 'same'],
      ['', 'new'],
      ['old', ''],
    ] as const) {
      const { from, to, insert } = changeBetween(before, after);
      expect(before.slice(0, from) + insert + before.slice(to)).toBe(after);
    }
    expect(changeBetween('abc', 'abXc')).toEqual({ from: 2, to: 2, insert: 'X' });
  });
});

describe('a curl command', () => {
  const get = (url: string, headers: readonly (readonly [string, string])[] = []) =>
    curlFor({ method: 'GET', url, headers }, listeners);

  it('asks for the real URL at the port that is open, without a Host header', () => {
    expect(get('http://httpbin.example.com/status/200?a=b')).toBe(
      "curl -s -i --connect-to 'httpbin.example.com:80:127.0.0.1:8080' 'http://httpbin.example.com/status/200?a=b'",
    );
  });

  it('needs no Host header for the address itself', () => {
    expect(get('http://127.0.0.1:8080/headers')).toBe("curl -s -i 'http://127.0.0.1:8080/headers'");
    expect(get('http://localhost:8080/headers')).toBe("curl -s -i 'http://localhost:8080/headers'");
  });

  it('quotes for the shell', () => {
    expect(get('http://httpbin.example.com/status', [['x-name', "o'neill"]])).toContain(`-H 'x-name: o'\\''neill'`);
  });

  it('leads curl to the open port where TLS must see the name', () => {
    const https = listeners.map((one) => ({ ...one, port: 443, bound: 8443, protocol: 'HTTPS' }));
    expect(curlFor({ method: 'POST', url: 'https://shop.example.com/a', headers: [], body: '{}' }, https)).toBe(
      "curl -s -i -k -X POST --data-binary '{}' --connect-to 'shop.example.com:443:127.0.0.1:8443' 'https://shop.example.com/a'",
    );
  });

  it('goes through the proxy of the mesh for a workload', () => {
    const mesh = { address: '127.0.0.1', bound: 15001 };
    const from = (url: string, headers: readonly (readonly [string, string])[] = []) =>
      curlFor({ method: 'GET', url, headers, via: 'mesh' }, listeners, mesh);
    expect(from('https://edition.cnn.com/a')).toBe("curl -s -i -x http://127.0.0.1:15001 'https://edition.cnn.com/a'");
    // An absolute target would replace the Host header.
    expect(from('http://a.example/', [['Host', 'b.example']])).toBe(
      "curl -s -i -x http://127.0.0.1:15001 -p -H 'Host: b.example' 'http://a.example/'",
    );
    expect(curlFor({ method: 'GET', url: 'http://a.example/', headers: [], via: 'mesh' }, listeners)).toBeUndefined();
  });

  it('waits for a whole URL', () => {
    expect(get('http//')).toBeUndefined();
  });
});

describe('a proposed URL', () => {
  const proposed = (change: (text: string) => string) =>
    proposeUrl(build(sampleFiles.map(({ file, text }) => ({ file, text: change(text) }))).table, listeners);

  it('is one that a bundled sample answers with 200', () => {
    const withStatus = (prefix: string, more = '') =>
      proposed((text) =>
        text.replace('prefix: /status', `prefix: ${prefix}`).replace('    route:\n', `${more}    route:\n`),
      );
    expect(proposeUrl(table, listeners)).toBe('http://httpbin.example.com/status/200');
    expect(withStatus('/delay')).toBe('http://httpbin.example.com/delay/1');
    expect(withStatus('/')).toBe('http://httpbin.example.com/get');
    expect(withStatus('/bin/', '    rewrite:\n      uri: /\n')).toBe('http://httpbin.example.com/bin/get');
  });

  it('comes from a later route where the first leads nowhere good', () => {
    expect(proposed((text) => text.replace('prefix: /status', 'prefix: /nothing-there'))).toBe(
      'http://httpbin.example.com/delay/1',
    );
  });

  it('is the first path where no sample is known', () => {
    expect(proposed((text) => text.replaceAll('host: httpbin', 'host: unheard-of'))).toBe(
      'http://httpbin.example.com/status',
    );
    expect(proposeUrl(undefined, [])).toBe('http://localhost/');
  });

  it('is a host of the mesh where only workloads send', () => {
    const egress = readFileSync(join(import.meta.dirname, '../../resources/examples/egress/egress.yaml'), 'utf8');
    const only = build([{ file: 'egress.yaml', text: egress }]).table;
    expect(senderOf(only, undefined)).toBe('mesh');
    expect(senderOf(table, undefined)).toBe('gateway');
    expect(proposeUrl(only, [], 'mesh')).toBe('http://edition.cnn.com/');
    expect(proposeUrl(only, [])).toBe('http://localhost/');
  });

  it('dials the open port where every host will do', () => {
    expect(proposed((text) => text.replaceAll(/"[a-z.]+example.com"/g, '"*"'))).toMatch(/^http:\/\/localhost:8080\//);
  });
});

it('lists every destination, those without an address first', () => {
  const rows = serviceRows(table);
  expect(rows.map(({ host, state }) => [host.split('.')[0], state])).toEqual([
    ['shop-next', 'unbound'],
    ['httpbin', 'bound'],
    ['shop-stable', 'bound'],
  ]);
  expect(rows[0]?.bindAs).toEqual({ namespace: 'default', name: 'shop-next' });
  expect(rows[0]?.users.map(({ path }) => path)).toEqual(['spec.http[1].route[0]', 'spec.http[2].route[1]']);
});

const answers = sayIn(createWords('en'), 'answers');

it('says response flags in words', () => {
  expect(flagWords('-', answers)).toBe('');
  expect(flagWords('UH', answers)).toMatch(/^UH: no healthy upstream/);
  expect(flagWords('URX,UF', answers).split('\n')).toHaveLength(2);
});

describe('problems of the drafts and of the files on disk', () => {
  const problem = (message: string, at = 0): Diagnostic => ({
    severity: 'error',
    code: 'schema/unknown-field',
    message,
    place: { file: 'a.yaml', range: [at, at + 1], line: 1, column: 1 },
  });
  const none = { errors: 0, warnings: 0 };
  const one = { errors: 1, warnings: 0 };

  it('are the same where text has only moved', () => {
    expect(compareProblems([problem('a', 9)], [problem('a')])).toEqual({ both: one, typed: none, mended: none });
  });

  it('are told apart where they are only typed, or only on disk', () => {
    expect(compareProblems([problem('b')], [])).toEqual({ both: none, typed: one, mended: none });
    expect(compareProblems([problem('b')], [problem('a')])).toEqual({ both: none, typed: one, mended: one });
  });

  it('are said once', () => {
    expect(compareProblems([problem('a'), problem('a')], []).typed).toEqual(one);
    expect(compareProblems([problem('a'), problem('a', 5)], [problem('a')])).toEqual({
      both: one,
      typed: one,
      mended: none,
    });
  });
});

it('says the reason of an answer in words', () => {
  expect(reasonWords('route_not_found', answers)).toBe('no host or no route takes this request');
  expect(reasonWords('toString', answers)).toBeUndefined();
  expect(reasonWords('-', answers)).toBeUndefined();
});
