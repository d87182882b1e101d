import { describe, expect, it } from 'vitest';
import { explainForward, pickDestination } from '#core/action/forward.ts';
import { applyHeaderOperations, explainHeaderOperations } from '#core/action/header-operations.ts';
import { actionKinds, explainAction } from '#core/action/index.ts';
import { operatorValues } from '#core/action/operators.ts';
import { redirectLocation } from '#core/action/redirect.ts';
import { loadRewrite } from '#core/action/rewrite.ts';
import type { Action, ForwardAction, HeaderOperations, RedirectAction } from '#core/route/table.ts';
import { destination, forwardTo, seededDice } from '../small-table.ts';

const whole = { kind: 'whole', length: 0 } as const;
const start = (length: number) => ({ kind: 'prefix', length }) as const;

describe('redirect (reference 5.5)', () => {
  it.each([
    [{ uri: '/n' }, 'a.test', '/o?x=1', 'http://a.test/n?x=1'],
    [{ uri: '/n?y=2' }, 'a.test', '/o?x=1', 'http://a.test/n?y=2'],
    [{ uri: '' }, 'a.test', '/o?x=1', 'http://a.test/o?x=1'],
    [{ authority: 'b.test' }, 'a.test:8080', '/o', 'http://b.test/o'],
    [{ authority: 'b.test:9000' }, 'a.test', '/p?x', 'http://b.test:9000/p?x'],
    [{ scheme: 'https' }, 'a.test:8080', '/p', 'https://a.test:8080/p'],
    [{ scheme: 'https' }, 'a.test:80', '/p', 'https://a.test/p'],
    [{ scheme: 'http' }, 'a.test:80', '/p', 'http://a.test:80/p'],
    [{ scheme: 'https', port: 8443 }, 'a.test:8080', '/p', 'https://a.test:8443/p'],
    [{ port: 8080 }, 'a.test', '/p', 'http://a.test:8080/p'],
    [{ port: 8080 }, '[::1]:80', '/p', 'http://[::1]:8080/p'],
    [{ port: 8080 }, '[::1]', '/p', 'http://[::1]:8080/p'],
  ] as const)('%j for %s%s', (parts, authority, target, location) => {
    const action: RedirectAction = { do: 'redirect', status: 301, responseHeaders: [], ...parts };
    expect(redirectLocation(action, whole, { scheme: 'http', authority, target })).toBe(location);
  });

  it('replaces the matched prefix and keeps the query', () => {
    const action: RedirectAction = { do: 'redirect', status: 301, responseHeaders: [], prefixRewrite: '/n' };
    const request = { scheme: 'http', authority: 'a.test', target: '/o/x?q' } as const;
    expect(redirectLocation(action, start(2), request)).toBe('http://a.test/n/x?q');
  });

  it('drops :443 when https becomes http', () => {
    const action: RedirectAction = { do: 'redirect', status: 301, responseHeaders: [], scheme: 'http' };
    const request = { scheme: 'https', authority: 'a.test:443', target: '/' } as const;
    expect(redirectLocation(action, whole, request)).toBe('http://a.test/');
  });

  it('writes bytes a header can carry', () => {
    const action: RedirectAction = { do: 'redirect', status: 301, responseHeaders: [], uri: '/é\r\nx' };
    const request = { scheme: 'http', authority: 'a.test', target: '/' } as const;
    expect(redirectLocation(action, whole, request)).toBe('http://a.test/\u00c3\u00a9x');
  });
});

describe('rewrite (reference 5.7)', () => {
  it.each([
    ['/api', '/', '/api/v1', '//v1'],
    ['/api/', '/', '/api/v1', '/v1'],
    ['/api', '/', '/api', '/'],
    ['/api', '/svc', '/apiary', '/svcary'],
    ['/api', '/svc', '/API/v1', '/svc/v1'],
    ['/', '/x', '/y', '/xy'],
    ['/', '/x/', '/y', '/x/y'],
  ])('prefix %s by %s: %s becomes %s', (prefix, value, path, upstream) => {
    expect(loadRewrite({ kind: 'uri', value }, start(prefix.length))(path)).toBe(upstream);
  });

  it('replaces the whole path of exact and regular expression matches', () => {
    expect(loadRewrite({ kind: 'uri', value: '/new' }, whole)('/v3/items')).toBe('/new');
  });

  it.each([
    ['/svc/([^/]+)(/.*)', '\\2/inst/\\1', '/svc/foo/v1/api', '/v1/api/inst/foo'],
    ['a', 'b', '/a/a', '/b/b'],
    ['/x', '/y', '/a/b', '/a/b'],
    ['(?=a)', 'b', '/a', '/a'],
  ])('%s by %s: %s becomes %s', (pattern, substitution, path, upstream) => {
    expect(loadRewrite({ kind: 'regex', pattern, substitution }, whole)(path)).toBe(upstream);
  });
});

describe('header operations (reference 5.4)', () => {
  const ops = (more: Partial<HeaderOperations>): HeaderOperations => ({ remove: [], set: [], add: [], ...more });
  const facts = {
    method: 'GET',
    scheme: 'http',
    authority: 'a.test:8080',
    path: '/p?x=1',
    protocol: 'HTTP/1.1',
    started: Date.UTC(2026, 7, 22, 15, 0, 18, 123),
    hostname: 'box',
    downstreamRemote: '[::1]:5000',
    downstreamLocal: '127.0.0.1:8080',
    serverName: 'a.test',
    status: 200,
    upstreamHost: '127.0.0.1:9001',
  };
  const request = operatorValues(facts, 'request');

  it.each([
    ['set overwrites', ['X-Env', 'prod'], { set: [['x-env', 'local']] }, ['x-env', 'local']],
    ['set overwrites all lines', ['a', '1', 'b', '2', 'A', '3'], { set: [['a', '4']] }, ['a', '4', 'b', '2']],
    ['set creates', [], { set: [['x-env', 'local']] }, ['x-env', 'local']],
    ['add appends a line', ['x-tag', 'one'], { add: [['x-tag', 'two']] }, ['x-tag', 'one', 'x-tag', 'two']],
    ['remove', ['X-Secret', '1', 'x-keep', '2'], { remove: ['x-secret'] }, ['x-keep', '2']],
    ['remove then set', ['x-a', 'old'], { remove: ['x-a'], set: [['x-a', 'new']] }, ['x-a', 'new']],
    ['remove then add', ['x-a', 'old'], { remove: ['x-a'], add: [['x-a', 'new']] }, ['x-a', 'new']],
    [
      'set and add of one name leave both',
      ['x-a', 'old'],
      { set: [['x-a', 's']], add: [['x-a', 'a']] },
      ['x-a', 's', 'x-a', 'a'],
    ],
    [
      'two sets: the later wins',
      [],
      {
        set: [
          ['x-w', 'route'],
          ['x-w', 'destination'],
        ],
      },
      ['x-w', 'destination'],
    ],
    ['an empty value does nothing', ['x-a', 'old'], { set: [['x-a', '']], add: [['x-a', '']] }, ['x-a', 'old']],
  ] as const)('%s', (_name, lines, operations, result) => {
    expect(applyHeaderOperations(lines, ops(operations as Partial<HeaderOperations>), request)).toEqual(result);
  });

  it('evaluates every value after removals and before any set', () => {
    const lines = ['x-a', '1', 'x-b', '2'];
    const swap = ops({
      set: [
        ['x-a', '%REQ(x-b)%'],
        ['x-b', '%REQ(x-a)%'],
      ],
    });
    expect(applyHeaderOperations(lines, swap, request)).toEqual(['x-a', '2', 'x-b', '1']);
    const gone = ops({ remove: ['x-b'], set: [['x-a', '%REQ(x-b)%']] });
    expect(applyHeaderOperations(lines, gone, request)).toEqual(['x-a', '1']);
  });

  it('runs several parsers one after another and leaves its input alone', () => {
    const lines = ['x-a', '1'];
    const result = applyHeaderOperations(
      lines,
      [ops({ set: [['x-a', '2']] }), ops({ add: [['x-a', '%REQ(x-a)%3']] })],
      request,
    );
    expect(result).toEqual(['x-a', '2', 'x-a', '23']);
    expect(lines).toEqual(['x-a', '1']);
    expect(applyHeaderOperations(lines, [], request)).toBe(lines);
  });

  it.each([
    ['100%%', '100%'],
    ['%REQ(:METHOD)% %REQ(:AUTHORITY)% %REQ(:PATH)%', 'GET a.test:8080 /p?x=1'],
    ['%REQ(X-Missing?x-there)%', 'yes'],
    ['[%REQ(x-missing)%]', '[]'],
    ['%REQ(x-there):2%', 'ye'],
    ['%DOWNSTREAM_REMOTE_ADDRESS%', '[::1]:5000'],
    ['%DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT%', '::1'],
    ['%DOWNSTREAM_LOCAL_PORT%', '8080'],
    ['%HOSTNAME%', 'box'],
    ['%PROTOCOL%', 'HTTP/1.1'],
    ['%REQUESTED_SERVER_NAME%', 'a.test'],
    ['%UPSTREAM_HOST%', '127.0.0.1:9001'],
    ['%RESPONSE_CODE%', '200'],
    ['%START_TIME%', '2026-08-22T15:00:18.123Z'],
    ['%START_TIME(%Y/%m/%d %H:%M:%S.%3f %%)%', '2026/08/22 15:00:18.123 %'],
    ['%START_TIME(%s)%', '1787410818'],
    ['a%NO_SUCH_THING%b', 'ab'],
    ['lone % stays', 'lone % stays'],
    ['é', 'é'],
  ])('%s is %s', (value, result) => {
    const lines = applyHeaderOperations(['x-there', 'yes'], ops({ set: [['x', value]] }), request);
    expect(lines).toEqual(['x-there', 'yes', 'x', result]);
  });

  it('sees response headers only in responses', () => {
    const response = operatorValues({ ...facts, requestHeaders: ['x-id', '7'] }, 'response');
    const set = ops({ set: [['x', '%RESP(server)%-%REQ(x-id)%']] });
    expect(applyHeaderOperations(['Server', 'up'], set, response)).toEqual(['Server', 'up', 'x', 'up-7']);
    expect(applyHeaderOperations(['Server', 'up'], set, request)).toEqual(['Server', 'up', 'x', '-']);
  });

  it('can be said', () => {
    const said = explainHeaderOperations([ops({ remove: ['a'], set: [['b', '1']], add: [['c', '2']] })], 'request');
    expect(said).toEqual([
      'remove request header "a"',
      'set request header "b" to "1"',
      'add request header "c" with "2"',
    ]);
  });
});

describe('weights (reference 5.2)', () => {
  it('share by weight', () => {
    const action = forwardTo(destination('a', { weight: 90 }), destination('b', { weight: 10 })) as ForwardAction;
    const dice = seededDice(7);
    let first = 0;
    for (let i = 0; i < 10_000; i++) if (pickDestination(action, dice)?.host.startsWith('a.')) first++;
    expect(first).toBeGreaterThan(8_800);
    expect(first).toBeLessThan(9_200);
    expect(pickDestination(action, () => 0)?.weight).toBe(90);
    expect(pickDestination(action, () => 0.8999)?.weight).toBe(90);
    expect(pickDestination(action, () => 0.9)?.weight).toBe(10);
    expect(pickDestination(action, () => 0.9999999)?.weight).toBe(10);
  });

  it('throw no dice for one destination', () => {
    const action = forwardTo(destination('a')) as ForwardAction;
    const dice = () => {
      throw new Error('thrown');
    };
    expect(pickDestination(action, dice)?.weight).toBe(1);
  });
});

describe('every action can be said (invariant 15)', () => {
  const samples: Record<Action['do'], Action> = {
    forward: forwardTo(destination('a')),
    redirect: { do: 'redirect', status: 302, scheme: 'https', port: 8443, responseHeaders: [] },
    respond: { do: 'respond', status: 503, body: { text: 'maintenance' }, responseHeaders: [] },
  };

  it.each(Object.keys(actionKinds) as Action['do'][])('%s', (kind) => {
    expect(explainAction(samples[kind], whole)).not.toBe('');
  });

  it('in words', () => {
    expect(explainAction(samples.forward, whole)).toBe('forward to a.default.svc.cluster.local:8080');
    expect(explainAction(samples.redirect, whole)).toBe('redirect with 302 to scheme "https", port 8443');
    expect(explainAction(samples.respond, whole)).toBe('answer 503 with "maintenance"');
    const weighted = forwardTo(
      destination('a', { weight: 3 }),
      destination('b', { weight: 1, subset: 'v2' }),
    ) as ForwardAction;
    const rewriting: ForwardAction = { ...weighted, rewrite: { kind: 'uri', value: '/x' }, timeoutMs: 500 };
    expect(explainForward(rewriting, whole)).toBe(
      'forward 75% to a.default.svc.cluster.local:8080, 25% to b.default.svc.cluster.local:8080 (subset v2), the path replaced by "/x", within 500 ms',
    );
  });
});
