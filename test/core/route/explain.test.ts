import { describe, expect, it } from 'vitest';
import { decide } from '#core/route/decide.ts';
import { explain, explainRequest } from '#core/route/explain.ts';
import { load } from '#core/route/load.ts';
import { printExplanation, toDecisionLine } from '#core/route/print-explanation.ts';
import type { Table } from '#core/route/table.ts';
import {
  cluster,
  destination,
  exact,
  factsFor,
  forwardTo,
  host,
  httpListener,
  onPath,
  origin,
  prefix,
  route,
  tableOf,
  withoutHost,
} from '../small-table.ts';

const status = route([onPath(prefix('/status'))], { name: 'status', origin: origin('spec.http[0].match[0]', 12) });
const delay = route([onPath(prefix('/delay')), { on: 'method', match: exact('GET') }], {
  origin: origin('spec.http[0].match[1]', 14),
});
const table = tableOf([host('a.test', [status, delay]), host('*.b.test', [route([])])]);
const of = (target: string, more = {}, of: Table = table) => explain(load(of), factsFor(target, more));

describe('an explanation', () => {
  it('shows the route that won, and those before and after it', () => {
    const explanation = of('/delay/2');
    expect(explanation.decision).toEqual(decide(load(table), factsFor('/delay/2'), () => 0));
    expect(explanation.candidates.map((c) => c.verdict)).toEqual(['failed', 'chosen']);
    expect(explanation.candidates[0]?.checks).toEqual([
      {
        holds: false,
        message: 'path "/delay/2" does not start with "/status"',
        condition: 'path starts with "/status"',
        field: 'path',
        expected: 'starts with "/status"',
        actual: '"/delay/2"',
      },
    ]);
    expect(explanation.candidates[1]?.action).toBe('forward to orders.default.svc.cluster.local:8080');
    expect(of('/status/200').candidates.map((c) => c.verdict)).toEqual(['chosen', 'not-reached']);
    expect(explanation.destinations).toMatchObject([{ known: true, addresses: ['127.0.0.1:9001'], weight: 1 }]);
    expect(explanation.nextSteps).toEqual([]);
    expect(explanation.hosts.map((h) => [h.domain, h.chosen])).toEqual([
      ['a.test', true],
      ['*.b.test', false],
    ]);
  });

  it('names the nearest misses and the place for a new route', () => {
    const { nextSteps, decision, hints } = of('/delay/2', { method: 'POST' });
    expect(decision).toMatchObject({ status: 404, flag: 'NR' });
    expect(hints[0]).toMatchObject({
      kind: 'method',
      message: 'the method is "POST", and the rule is for requests whose method is "GET"; send it with GET',
      origin: { path: 'spec.http[0].match[1]', place: { line: 14 } },
      request: { method: 'GET' },
    });
    expect(nextSteps.at(-1)).toBe(
      'add a route for path "/delay/2" of host "a.test" to VirtualService "default/shop" in shop.yaml',
    );
  });

  it('tells what translation left out', () => {
    const omitted = [{ origin: origin('spec.http[1]', 20), reason: 'port', message: 'match.port 8443 is not 80' }];
    const { candidates, nextSteps } = of('/x', {}, tableOf([host('a.test', [status], { omitted })]));
    expect(candidates.at(-1)).toMatchObject({ verdict: 'omitted', checks: [{ condition: 'port', holds: false }] });
    expect(nextSteps.join('\n')).toContain('match.port 8443 is not 80');
  });

  it.each([
    ['an unknown host', factsFor('/', { authority: 'c.test' }), 'did you mean "a.test"'],
    ['a trailing dot', factsFor('/', { authority: 'a.test.' }), 'remove the dot'],
    ['no Host', withoutHost(factsFor('/')), 'Host header'],
    ['NUL', factsFor('/%00'), 'NUL'],
    ['*', factsFor('*'), 'starts with "/"'],
    ['CONNECT', factsFor('a.test:443', { method: 'CONNECT' }), 'CONNECT'],
    ['TLS on a plain port', factsFor('/', { tls: true, sni: 'a.test' }), 'use http'],
    ['no listener', factsFor('/', { listener: 'gone' }), 'no listener "gone"'],
  ])('knows what to do about %s', (_name, facts, words) => {
    const explanation = explain(load(table), facts);
    expect(explanation.decision).toEqual(decide(load(table), facts, () => 0));
    expect(explanation.nextSteps.join('\n')).toContain(words);
    expect(printExplanation(explanation, { colour: false })).toContain(words);
  });

  it('points to the port that serves a host', () => {
    const two = tableOf([], {
      listeners: [
        httpListener(),
        httpListener({
          id: 'b',
          port: 8081,
          declaredPorts: [81],
          chains: [{ protocol: 'HTTP', routeConfig: 'b', servers: [] }],
        }),
      ],
      routeConfigs: {
        'http.80': { name: 'http.80', virtualHosts: [] },
        b: { name: 'b', virtualHosts: [host('a.test', [])] },
      },
    });
    expect(of('/', {}, two).nextSteps[0]).toBe('host "a.test" is served on port 81: use http there');
  });

  it('stands before the routes where https is required', () => {
    const secure = tableOf([host('a.test', [status], { requireTls: origin('spec.servers[0].tls') })]);
    const explanation = of('/', {}, secure);
    expect(explanation.candidates.map((c) => c.verdict)).toEqual(['not-reached']);
    expect(toDecisionLine(explanation)).toMatchObject({ outcome: 'reject', status: 301, location: 'https://a.test/' });
    expect(explanation.nextSteps[0]).toContain('httpsRedirect');
  });

  it('shows all destinations and what is missing about each', () => {
    const action = forwardTo(
      destination('orders', { weight: 80 }),
      destination('empty', { weight: 15 }),
      destination('ghost', { weight: 5 }),
    );
    const clusters = [cluster('orders'), cluster('empty', { endpoints: [], boundBy: 'nothing' })];
    const split = tableOf([host('a.test', [route([], { action })])], {
      clusters: Object.fromEntries(clusters.map((c) => [c.name, c])),
    });
    const explanation = of('/', {}, split);
    expect(explanation.destinations.map((d) => [d.weight, d.known, d.addresses])).toEqual([
      [80, true, ['127.0.0.1:9001']],
      [15, true, []],
      [5, false, []],
    ]);
    expect(explanation.nextSteps).toHaveLength(2);
    expect(toDecisionLine(explanation)).toMatchObject({ outcome: 'forward', status: null, details: 'via_upstream' });
    expect(printExplanation(explanation, { colour: false })).toContain(
      '80% orders.default.svc.cluster.local:8080 is 127.0.0.1:9001',
    );
  });

  it('says 503 where no service can answer', () => {
    const to = (service: string, endpoints: 'none' | 'unknown') =>
      toDecisionLine(
        of(
          '/',
          {},
          tableOf([host('*', [route([], { action: forwardTo(destination(service)) })])], {
            clusters: endpoints === 'none' ? { [cluster(service).name]: cluster(service, { endpoints: [] }) } : {},
          }),
        ),
      );
    expect(to('x', 'none')).toMatchObject({ status: 503, flag: 'UH', details: 'no_healthy_upstream' });
    expect(to('x', 'unknown')).toMatchObject({ status: 503, flag: 'NC', details: 'cluster_not_found' });
  });

  it('is plain JSON', () => {
    for (const explanation of [of('/delay/2'), of('/x'), of('/', { authority: 'x' })]) {
      expect(JSON.parse(JSON.stringify(explanation))).toEqual(explanation);
      expect(JSON.parse(JSON.stringify(toDecisionLine(explanation)))).toEqual(toDecisionLine(explanation));
    }
  });

  it('keeps long host lists short', () => {
    const many = tableOf(Array.from({ length: 500 }, (_, i) => host(`h${i}.test`, [])));
    const { hosts, nextSteps } = of('/', { authority: 'h499.tets' }, many);
    expect(hosts.length).toBeLessThanOrEqual(25);
    expect(nextSteps[0]).toContain('did you mean "h499.test"');
  });
});

describe('a written request', () => {
  it('becomes the line of --json', () => {
    const line = toDecisionLine(
      explainRequest(load(table), {
        method: 'GET',
        url: 'http://localhost:8080/status/200',
        headers: [['host', 'a.test']],
      }),
    );
    expect(line).toMatchObject({
      outcome: 'forward',
      status: null,
      flag: '-',
      path: '/status/200',
      authority: 'a.test',
      route: { name: 'status', resource: 'VirtualService default/shop', file: 'shop.yaml', line: 12, column: 1 },
      virtualHost: 'a.test:80',
      listener: '0.0.0.0_80',
      destinations: [
        { host: 'orders.default.svc.cluster.local', port: 8080, weight: 1, addresses: ['127.0.0.1:9001'] },
      ],
      candidates: [
        { verdict: 'chosen', failed: [] },
        { verdict: 'not-reached', failed: [] },
      ],
      nextSteps: [],
    });
  });

  it('is refused where nothing listens, and where it is no URL', () => {
    const refused = explainRequest(load(table), { method: 'GET', url: 'http://a.test:9999/', headers: [] });
    expect(toDecisionLine(refused)).toMatchObject({ outcome: 'reject', status: 0, details: 'no_listener' });
    expect(refused.nextSteps[0]).toContain('no Gateway has a listener on port 9999; use 80 (HTTP)');
    const wrong = explainRequest(load(table), { method: 'GET', url: 'a.test/x', headers: [] });
    expect(toDecisionLine(wrong)).toMatchObject({ outcome: 'reject', status: 0, details: 'invalid_url' });
  });

  it('is printed with and without colour', () => {
    const explanation = explainRequest(load(table), { method: 'GET', url: 'http://a.test/status/200', headers: [] });
    const plain = printExplanation(explanation, { colour: false });
    expect(plain.split('\n').slice(0, 4)).toEqual([
      'GET http://a.test/status/200',
      'forward to orders.default.svc.cluster.local:8080',
      '  by VirtualService default/shop spec.http[0].match[0] (shop.yaml:12), route "status"',
      '  listener 0.0.0.0_80, virtual host a.test:80',
    ]);
    const coloured = printExplanation(explanation, { colour: true });
    expect(coloured).toContain('\u001b[32m');
    const [start = '', ...painted] = coloured.split('\u001b[');
    expect(start + painted.map((part) => part.slice(part.indexOf('m') + 1)).join('')).toBe(plain);
  });
});
