import { describe, expect, it } from 'vitest';
import { build } from '#core/build.ts';
import { answerFromDocuments, askDocuments, completeExplanation } from '#core/convert/complete-explanation.ts';
import { explainRequest } from '#core/route/explain.ts';
import type { Hint, HintKind } from '#core/route/hint.ts';
import { changeRequest } from '#core/route/hint-change.ts';
import { load } from '#core/route/load.ts';
import type { WrittenRequest } from '#core/route/request-facts.ts';

/** One host with one rule of each sort; every line of the table below asks for nearly one of them. */
const rules = `
  - match: [{ uri: { exact: /status } }]
    route: [{ destination: { host: shop } }]
  - match: [{ uri: { prefix: /Catalogue/ } }]
    route: [{ destination: { host: shop } }]
  - match: [{ uri: { regex: "/v1" } }]
    route: [{ destination: { host: shop } }]
  - match: [{ uri: { regex: "/files/*" } }]
    route: [{ destination: { host: shop } }]
  - match: [{ uri: { regex: '/item/\\\\d+' } }]
    route: [{ destination: { host: shop } }]
  - match: [{ uri: { exact: "/with blank" } }]
    route: [{ destination: { host: shop } }]
  - match: [{ uri: { prefix: /api/ } }]
    rewrite: { uri: /internal/ }
    route: [{ destination: { host: shop } }]
  - match: [{ uri: { exact: /search?q=1 } }]
    route: [{ destination: { host: shop } }]
  - match: [{ uri: { exact: /env }, headers: { x-env: { exact: Test } } }]
    route: [{ destination: { host: shop } }]
  - match: [{ uri: { exact: /query }, queryParams: { tag: { exact: "a%20b" } } }]
    route: [{ destination: { host: shop } }]
  - match: [{ uri: { exact: /write }, method: { exact: POST } }]
    route: [{ destination: { host: shop } }]
  - match: [{ uri: { exact: /named }, authority: { exact: "shop.test" } }]
    route: [{ destination: { host: shop } }]
  - match: [{ uri: { exact: /outside }, withoutHeaders: { x-internal: {} } }]
    route: [{ destination: { host: shop } }]
`;
const workspace = (http: string, more = '', gateways = '[main]', hosts = '["shop.test", "*.wild.test"]') =>
  `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: main }
spec:
  selector: { istio: ingressgateway }
  servers:
  - port: { number: 80, name: http, protocol: HTTP }
    hosts: ${hosts}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: shop }
spec:
  hosts: ["shop.test", "*.wild.test"]
  gateways: ${gateways}
  http:${http}
---
apiVersion: v1
kind: Service
metadata: { name: shop }
spec: { ports: [{ port: 80, name: http }] }
${more}`;

const explained = (text: string, request: Partial<WrittenRequest> & { url: string }) => {
  const built = build([{ file: 'a.yaml', text }]);
  const whole: WrittenRequest = { method: 'GET', headers: [], ...request };
  const plain = explainRequest(load(built.table), whole);
  const explanation = completeExplanation(plain, answerFromDocuments(built, askDocuments(plain)));
  const again = (hint: Hint | undefined) =>
    hint?.request && explainRequest(load(built.table), changeRequest(whole, hint.request)).decision.outcome;
  return { explanation, again, lines: text.split('\n') };
};
const at = (path: string, more: Partial<WrittenRequest> = {}) => ({ url: `http://shop.test${path}`, ...more });
const env = (value: string) => ({ headers: [['x-env', value]] as const });

describe('a near miss', () => {
  // What is asked for, the sort of the first hint, what its line holds, and words of it; then whether a request is offered that is answered.
  it.each<[string, ReturnType<typeof at>, HintKind, string, string, boolean]>([
    ['a slash too many', at('/status/'), 'trailing-slash', 'exact: /status', 'ends with a slash', true],
    ['a slash too few', at('/Catalogue'), 'trailing-slash', 'prefix: /Catalogue/', 'does not take', true],
    ['two slashes', at('//status'), 'trailing-slash', 'exact: /status', 'two slashes in a row', true],
    ['other case', at('/catalogue/7?a=1'), 'case', 'prefix: /Catalogue/', 'only in case', true],
    ['an anchored expression', at('/v1/users'), 'anchored', 'regex: "/v1"', 'must match all of it', false],
    ['a star of the shell', at('/files/a.txt'), 'glob', 'regex: "/files/*"', 'use the prefix "/files/"', false],
    ['doubled backslashes', at('/item/7'), 'escaped', 'regex: ', 'two backslashes', false],
    ['a blank', at('/with%20blank'), 'encoded', 'with blank', 'write "/with%20blank" in the rule', false],
    ['the path behind a rewrite', at('/internal/users'), 'rewritten', 'prefix: /api/', 'ask for "/api/users"', true],
    ['a query in the path', at('/search?q=1'), 'query-in-path', '/search?q=1', 'no part of the path', false],
    ['letters', at('/sttaus'), 'typing', 'exact: /status', 'did you mean "/status"?', true],
    ['no header', at('/env'), 'header-missing', 'exact: Test', 'send "x-env: Test"', true],
    ['an empty header', at('/env', env('')), 'header-empty', 'exact: Test', 'empty', true],
    ['a header in other case', at('/env', env('test')), 'case', 'exact: Test', 'only in case', true],
    ['another header', at('/env', env('live')), 'header-value', 'exact: Test', 'is not what the rule asks for', true],
    [
      'a joint',
      at('/env', { headers: [['x_env', 'Test']] }),
      'header-missing',
      'exact: Test',
      'there is "x_env"',
      true,
    ],
    ['an encoded query', at('/query?tag=a+b'), 'query', 'exact: "a%20b"', 'tag', true],
    ['no query', at('/query'), 'query', 'exact: "a%20b"', 'is missing', true],
    ['another method', at('/write'), 'method', 'exact: POST', 'send it with POST', true],
    ['a method in small letters', at('/write', { method: 'post' }), 'case', 'exact: POST', 'in capitals', true],
    [
      'a port in the host',
      at('/named', { headers: [['Host', 'shop.test:8080']] }),
      'port-in-host',
      'authority',
      'a port counts there',
      true,
    ],
    [
      'an unwanted header',
      at('/outside', { headers: [['x-internal', '1']] }),
      'header-unwanted',
      'x-internal',
      'leave',
      true,
    ],
    ['a misspelt host', { url: 'http://shpo.test/status' }, 'host', '', 'did you mean "shop.test"?', true],
    ['a bare host', { url: 'http://wild.test/status' }, 'host', '', 'does not cover "wild.test" itself', false],
    ['a dot at the end', { url: 'http://shop.test./status' }, 'host', '', 'ends with a dot', true],
    ['another port', { url: 'https://shop.test/status' }, 'other-listener', '', 'on port 80 by http', true],
  ])('%s', (_name, request, kind, line, words, offered) => {
    const { explanation, again, lines } = explained(workspace(rules), request);
    const [hint] = explanation.hints;
    expect(hint?.message).toContain(words);
    expect(hint?.kind).toBe(kind);
    if (line !== '') expect(lines[(hint?.place?.line ?? 0) - 1]).toContain(line);
    expect(again(hint)).toBe(offered ? 'forward' : undefined);
    expect(explanation.hints.length).toBeLessThanOrEqual(5);
  });

  it('offers a condition that takes the request as it is', () => {
    const match = (path: string) => explained(workspace(rules), at(path)).explanation.hints[0]?.match;
    expect(match('/v1/users')).toEqual({ type: 'regex', value: '/v1.*' });
    expect(match('/files/a.txt')).toEqual({ type: 'prefix', value: '/files/' });
    expect(match('/item/7')).toEqual({ type: 'regex', value: '/item/\\d+' });
    expect(match('/search?q=1')).toEqual({ type: 'exact', value: '/search' });
  });

  it.each([
    ['no gateways', '[]', undefined, 'names no gateways'],
    ['mesh alone', '[mesh]', undefined, 'only for the mesh'],
    ['a gateway that is not there', '[mian]', undefined, 'did you mean "default/main"?'],
    ['a gateway that does not admit it', '[main]', '["other.test"]', 'admits only "other.test"'],
    ['a namespace that it does not admit', '[main]', '["elsewhere/*"]', 'from namespace "default"'],
  ])('of the gateway: %s', (_name, gateways, hosts, words) => {
    const { explanation } = explained(workspace(rules, '', gateways, hosts), at('/status'));
    expect(explanation.hints[0]).toMatchObject({ kind: 'wrong-gateway', message: expect.stringContaining(words) });
    expect(explanation.hints[0]?.place?.line).toBeGreaterThan(0);
  });

  it.each([
    ['.', 'default', false],
    ['elsewhere', 'default', true],
    ['elsewhere', 'elsewhere', false],
    ['.', 'elsewhere', true],
  ])('exported to "%s", seen from namespace %s: told %s', (exportTo, namespace, told) => {
    // Nothing else is amiss; nobody serves the host because the rule is for another port.
    const text = workspace(
      `\n  - match: [{ port: 81 }]\n    route: [{ destination: { host: shop } }]\n  exportTo: ["${exportTo}"]\n`,
    )
      .replace('hosts: ["shop.test", "*.wild.test"]\n---', 'hosts: ["*"]\n---')
      .concat(
        `---\napiVersion: slipway.dev/v1\nkind: LocalGateway\nmetadata: { name: local }\nspec: { namespace: ${namespace} }\n`,
      );
    const { hints } = explained(text, { url: 'http://a.wild.test/' }).explanation;
    expect(hints.some(({ message }) => message.includes('"exportTo"'))).toBe(told);
  });

  it.each([
    ['no parent', '', 'a.test', 'names no Gateway; add "parentRefs"', 'hostnames'],
    [
      'a host that no listener takes',
      'parentRefs: [{ name: api }]',
      'b.test',
      'NoMatchingListenerHostname',
      'hostnames',
    ],
    [
      'a section that is not there',
      'parentRefs: [{ name: api, sectionName: web }]',
      'a.test',
      'NoMatchingParent',
      'parentRefs',
    ],
    [
      'a namespace that may not',
      'parentRefs: [{ name: api, namespace: infra }]',
      'a.test',
      'NotAllowedByListeners',
      'parentRefs',
    ],
  ])('an HTTPRoute that is not attached: %s', (_name, parents, host, words, line) => {
    const gateway = (namespace: string) => `apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: api, namespace: ${namespace} }
spec:
  gatewayClassName: istio
  listeners: [{ name: http, port: 80, protocol: HTTP, hostname: a.test }]
---
`;
    const text = `${gateway('default')}${gateway('infra')}apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: lost }
spec:
  ${parents}
  hostnames: [${host}]
  rules: [{ backendRefs: [{ name: shop, port: 80 }] }]
`;
    const { explanation, lines } = explained(text, { url: `http://${host}/` });
    const hint = explanation.hints.find(({ kind }) => kind === 'wrong-gateway');
    expect(hint?.message).toContain(words);
    expect(lines[(hint?.place?.line ?? 0) - 1]).toContain(line);
  });

  it('a server name that is misspelt', () => {
    const text = workspace(rules, '', '[main]', '["x.test"]').replace(
      'protocol: HTTP }\n    hosts: ["x.test"]',
      'protocol: HTTPS }\n    tls: { mode: SIMPLE, credentialName: none }\n    hosts: ["shop.test", "other.test"]',
    );
    const { explanation, again } = explained(text, { url: 'https://shpo.test:80/status' });
    const hint = explanation.hints.find(({ kind }) => kind === 'server-name');
    expect(hint?.message).toBe('server name "shpo.test" is not served; did you mean "shop.test"?');
    expect(again(hint)).toBe('forward');
  });

  it.each([
    ['{ uri: { prefix: /st } }', '{ uri: { exact: /status } }', true],
    ['{ uri: { prefix: /st }, headers: { x-env: {} } }', '{ uri: { exact: /status } }', false],
    ['{ uri: { prefix: /st }, headers: { x-env: {} } }', '{ uri: { exact: /status }, headers: { x-env: {} } }', true],
    ['{ uri: { regex: "/s.*" } }', '{ uri: { exact: /status } }', false],
    ['{ uri: { exact: /status } }', '{ uri: { prefix: /st }, method: { exact: GET } }', false],
    ['{ headers: { x-env: {} } }', '{ uri: { prefix: /st } }', false],
  ])('%s before %s: hidden %s', (first, second, told) => {
    const rule = (match: string) => `\n  - match: [${match}]\n    route: [{ destination: { host: shop } }]`;
    const { explanation } = explained(workspace(`${rule(first)}${rule(second)}\n`), at('/status', env('1')));
    expect(explanation.decision.outcome).toBe('forward');
    expect(explanation.hints.map(({ kind }) => kind)).toEqual(told ? ['hidden'] : []);
  });

  it('a rule that an earlier one takes the request from', () => {
    const text = workspace(`
  - match: [{ uri: { prefix: /st } }]
    route: [{ destination: { host: shop } }]
  - match: [{ uri: { exact: /status } }]
    route: [{ destination: { host: shop } }]
`);
    const { explanation, lines } = explained(text, at('/status'));
    const told = explanation.hints.find(({ kind }) => kind === 'hidden');
    expect(lines[(told?.place?.line ?? 0) - 1]).toContain('exact: /status');
    expect(explained(text, at('/other')).explanation.hints).toEqual([]);
  });

  it.each([
    ['every rule, asked as it wants', at('/status')],
    ['a prefix', at('/Catalogue/7')],
    ['a header', at('/env', env('Test'))],
    ['a method', at('/write', { method: 'POST' })],
    ['a rewrite', at('/api/users')],
    ['a host of a wildcard', { url: 'http://a.wild.test/status' }],
  ])('is not told where the request is answered well: %s', (_name, request) => {
    const { explanation } = explained(workspace(rules), request);
    expect(explanation.decision.outcome).toBe('forward');
    expect(explanation.hints).toEqual([]);
  });

  it.each([
    ['a path that is like none', at('/nothing/of/the/sort')],
    ['numbers that differ', at('/v2')],
    ['another host altogether', { url: 'http://example.com/status' }],
  ])('is not made up: %s', (_name, request) => {
    expect(explained(workspace(rules), request).explanation.hints).toEqual([]);
  });
});
