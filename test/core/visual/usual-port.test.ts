import { describe, expect, it } from 'vitest';
import { build } from '#core/build.ts';
import { knownTargets } from '#core/complete/known-targets.ts';
import type { Origin, Route } from '#core/route/table.ts';
import { retarget, type Target } from '#core/visual/retarget.ts';
import { usualPort } from '#core/visual/usual-port.ts';

const text = `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: g}
spec:
  selector: {istio: ingressgateway}
  servers:
  - {port: {number: 80, name: http, protocol: HTTP}, hosts: ['*']}
  - {port: {number: 3306, name: tcp, protocol: TCP}, hosts: ['*']}
  - {port: {number: 443, name: tls, protocol: TLS}, tls: {mode: PASSTHROUGH}, hosts: ['*']}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: shop}
spec:
  hosts: [shop.example.com]
  gateways: [g]
  http:
  - match: [{uri: {prefix: /written}}]
    route: [{destination: {host: one, port: {number: 9000}}}]
  - route:
    - destination:
        host: anywhere # of this machine
  tcp:
  - match: [{port: 3306}]
    route:
    - destination: {host: several, port: {number: 3306}}
  tls:
  - match: [{sniHosts: [shop.example.com]}]
    route:
    - destination: {host: several, port: {number: 443}}
---
apiVersion: v1
kind: Service
metadata: {name: one}
spec: {ports: [{port: 9000, name: http}]}
---
apiVersion: v1
kind: Service
metadata: {name: several}
spec: {ports: [{port: 80, name: http}, {port: 81, name: http-admin}, {port: 3306, name: tcp}, {port: 443, name: tls}]}
---
apiVersion: slipway.dev/v1
kind: LocalService
metadata: {name: anywhere}
spec: {address: '127.0.0.1:3001'}
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: one}
spec: {host: one, subsets: [{name: v1}, {name: v2}]}
`;
const built = build([{ file: 'a.yaml', text }]);
const { table } = built;
const full = (name: string) => `${name}.default.svc.cluster.local`;

const originOf = (path: string): Origin => {
  const ofRoute = ({ action }: Route) => (action.do === 'forward' ? action.destinations : []);
  const http = Object.values(table.routeConfigs).flatMap(({ virtualHosts }) =>
    virtualHosts.flatMap(({ routes }) => routes.flatMap(ofRoute)),
  );
  const tcp = table.listeners.flatMap(({ chains }) => chains.flatMap((chain) => chain.tcp?.destinations ?? []));
  const found = [...http, ...tcp].find(({ origin }) => origin.path.startsWith(path));
  if (found === undefined) throw new Error(`nothing leads from ${path}`);
  return found.origin;
};

const led = (path: string, target: Target): readonly string[] => {
  const origin = originOf(path);
  const result = retarget(
    text,
    origin,
    target,
    usualPort(table, origin, target, () => text),
  );
  if (!result.ok) return [result.failure.message];
  const [before, after] = [text.split('\n'), result.value.text.split('\n')];
  return after.filter((line) => !before.includes(line)).map((line) => line.trim());
};

describe('the port of a destination that is led elsewhere', () => {
  it('is not written where the service has but one, or the listener says the same', () => {
    expect(led('spec.http[1]', { host: full('one'), port: 9000 })).toEqual(['host: one # of this machine']);
    expect(led('spec.http[1]', { host: full('several'), port: 80 })).toEqual(['host: several # of this machine']);
  });

  it('is written where another one would be meant without it', () => {
    expect(led('spec.http[1]', { host: full('several'), port: 81 })).toEqual([
      'host: several # of this machine',
      'port:',
      'number: 81',
    ]);
    expect(led('spec.http[1]', { host: 'api.example.org', port: 443 })).toEqual([
      'host: api.example.org # of this machine',
      'port:',
      'number: 443',
    ]);
  });

  it('is changed and not taken away where it stands', () => {
    expect(led('spec.http[0]', { host: full('anywhere'), port: 80 })).toEqual([
      'route: [{destination: {host: anywhere, port: {number: 80}}}]',
    ]);
  });

  it('is that of connections too', () => {
    expect(led('spec.tcp[0]', { host: full('one'), port: 9000, subset: 'v1' })).toEqual([
      '- destination: {host: one, subset: v1, port: {number: 9000}}',
    ]);
    expect(led('spec.tls[0]', { host: full('several'), port: 81 })).toEqual([
      '- destination: {host: several, port: {number: 81}}',
    ]);
  });

  it('leads each destination to where it was meant to, by the table that comes of it', () => {
    for (const { host, port, subset } of knownTargets(built, 'default')) {
      if (port === 0) continue;
      const target = { host, port, ...(subset === undefined ? {} : { subset }) };
      const origin = originOf('spec.http[1]');
      const result = retarget(
        text,
        origin,
        target,
        usualPort(table, origin, target, () => text),
      );
      const after = result.ok ? build([{ file: 'a.yaml', text: result.value.text }]).table : table;
      const [first] = Object.values(after.routeConfigs).flatMap(({ virtualHosts }) =>
        virtualHosts.flatMap(({ routes }) =>
          routes.flatMap(({ action, conditions }) =>
            action.do === 'forward' && conditions.length === 0 ? action.destinations : [],
          ),
        ),
      );
      expect({ host: first?.host, port: first?.port, ...(first?.subset && { subset: first.subset }) }).toEqual(target);
    }
  });
});

describe('the services that a route can lead to', () => {
  it('are those that files declare, with ports and subsets, and the samples', () => {
    const words = knownTargets(built, 'default').map(({ host, port, subset = '' }) =>
      `${host}:${port} ${subset}`.trim(),
    );
    expect(words).toEqual(
      expect.arrayContaining([
        `${full('one')}:9000`,
        `${full('one')}:9000 v1`,
        `${full('several')}:81`,
        `${full('anywhere')}:80`,
        `${full('details')}:9080`,
      ]),
    );
    expect(words).toEqual([...words].sort());
  });
});
