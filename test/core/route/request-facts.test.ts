import { describe, expect, it } from 'vitest';
import { factsOf, splitUrl } from '#core/route/request-facts.ts';
import type { Table } from '#core/route/table.ts';
import { httpListener, settings, tableOf } from '../small-table.ts';

const https = httpListener({
  id: '0.0.0.0_8443',
  port: 8443,
  declaredPorts: [443],
  chains: [{ protocol: 'HTTPS', tls: { mode: 'SIMPLE' }, routeConfig: 'https.443', servers: [] }],
});
const table: Table = tableOf([], {
  listeners: [
    httpListener({ id: '0.0.0.0_8080', port: 8080, declaredPorts: [80] }),
    https,
    httpListener({ id: '0.0.0.0_9000', port: 9000, declaredPorts: [9000] }),
  ],
  settings: { ...settings, ports: { 9000: 9999 } },
});
const get = (url: string, headers: readonly (readonly [string, string])[] = []) =>
  factsOf(table, { method: 'GET', url, headers });
const listenerOf = (url: string) => {
  const found = get(url);
  return 'facts' in found ? found.facts.listener : found.details;
};

describe('the facts of a written request', () => {
  it.each([
    ['http://a.test/', '0.0.0.0_8080'],
    ['http://a.test:80/', '0.0.0.0_8080'],
    ['http://a.test:8080/', '0.0.0.0_8080'],
    ['https://a.test/', '0.0.0.0_8443'],
    ['https://a.test:8443/', '0.0.0.0_8443'],
    ['http://a.test:9000/', '0.0.0.0_9000'],
    ['http://a.test:9999/', '0.0.0.0_9000'],
    ['http://a.test:17000/', '0.0.0.0_9000'],
    ['http://a.test:81/', 'no_listener'],
  ])('%s comes in by %s', (url, listener) => {
    expect(listenerOf(url)).toBe(listener);
  });

  it('prefers the ports a running gateway has opened', () => {
    const bound = [{ listener: '0.0.0.0_8443', bound: 9000 }];
    const found = factsOf(table, { method: 'GET', url: 'https://a.test:9000/', headers: [] }, bound);
    expect(found).toMatchObject({ facts: { listener: '0.0.0.0_8443' } });
  });

  it('takes the Host header before the URL', () => {
    expect(get('http://a.test:8080/x')).toMatchObject({ facts: { authority: 'a.test:8080', target: '/x' } });
    expect(get('http://a.test:80/x')).toMatchObject({ facts: { authority: 'a.test' } });
    expect(get('http://localhost:8080/x', [['host', 'b.test']])).toMatchObject({
      facts: { authority: 'b.test', headers: ['Host', 'b.test'] },
    });
    const none = get('http://a.test/', [['Host', '']]);
    expect('facts' in none && none.facts).not.toHaveProperty('authority');
  });

  it('gives the server name of the URL on TLS', () => {
    expect(get('https://A.test/', [['host', 'b.test']])).toMatchObject({ facts: { tls: true, sni: 'a.test' } });
    expect(get('https://127.0.0.1/')).toMatchObject({ facts: { sni: '' } });
    expect(get('https://[::1]/')).toMatchObject({ facts: { sni: '' } });
  });

  it('writes text as bytes', () => {
    expect(get('http://a.test/é', [['x', 'ü']])).toMatchObject({
      facts: { target: '/\u00c3\u00a9', headers: ['Host', 'a.test', 'x', '\u00c3\u00bc'] },
    });
  });

  it('says what a table without listeners needs', () => {
    const found = factsOf(tableOf([], { listeners: [] }), { method: 'GET', url: 'http://a.test/', headers: [] });
    expect(found).toMatchObject({ details: 'no_listener', reason: expect.stringContaining('add a Gateway') });
  });

  it('sends workloads to a table that has egress gateways alone', () => {
    const egress = tableOf([], { listeners: [httpListener({ proxy: 'istio-egressgateway.istio-system' })] });
    const found = factsOf(egress, { method: 'GET', url: 'http://a.test/', headers: [] });
    expect(found).toMatchObject({ details: 'no_listener', reason: expect.stringContaining('"--mesh"') });
  });
});

describe('a URL', () => {
  it.each([
    ['http://a.test', { tls: false, host: 'a.test', port: 80, authority: 'a.test', target: '/' }],
    ['HTTPS://a.test:444?x', { tls: true, port: 444, authority: 'a.test:444', target: '/?x' }],
    ['ws://u:p@a.test/x#y', { tls: false, host: 'a.test', target: '/x#y' }],
    ['http://[::1]:8080/', { host: '[::1]', port: 8080, authority: '[::1]:8080' }],
    ['http://a.test:/', { port: 80 }],
    ['http://a.test/b/../c', { target: '/b/../c' }],
  ])('%s is taken apart', (url, parts) => {
    expect(splitUrl(url)).toMatchObject(parts);
  });

  it.each([
    '',
    'a.test/x',
    '/x',
    'ftp://a.test/',
    'http://',
    'http://:80/',
    'http://a.test:0/',
    'http://a.test:70000/',
    'http://a.test:x/',
  ])('%s is refused', (url) => {
    expect(splitUrl(url)).toHaveProperty('reason');
  });
});
