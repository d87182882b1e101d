import { decide } from '#core/route/decide.ts';
import type { Facts } from '#core/route/facts.ts';
import { load } from '#core/route/load.ts';
import type { Condition, Destination, Origin, Route, Table, VirtualHost } from '#core/route/table.ts';
import { median } from './spread.ts';

/**
 * How long one routing decision takes, by number of routes: `node bench/decide.ts`.
 * Medians of several rounds, for routes in one virtual host, routes of which one in ten is a regular expression, and one route in each of
 * as many virtual hosts. `load` is the time until a new table is ready, `first` the first decision with it (which builds the index).
 */
const origin: Origin = {
  kind: 'VirtualService',
  namespace: 'default',
  name: 'bench',
  path: 'spec.http[0]',
  place: { file: 'bench.yaml', range: [0, 1], line: 1, column: 1 },
};

const destination: Destination = {
  cluster: 'outbound|8080||bench.default.svc.cluster.local',
  host: 'bench.default.svc.cluster.local',
  port: 8080,
  weight: 1,
  requestHeaders: [],
  responseHeaders: [],
  origin,
};

const routeOf = (number: number, condition: Condition): Route => ({
  id: `route ${number}`,
  name: '',
  origin,
  conditions: [condition],
  action: { do: 'forward', destinations: [destination], totalWeight: 1 },
  matchedPath: { kind: 'prefix', length: 1 },
});

const pathOf = (number: number): string => `/team-${number % 37}/service-${number}/v1`;

const conditionOf = (number: number, regexes: boolean): Condition => {
  const value = pathOf(number);
  if (regexes && number % 10 === 0) {
    return { on: 'path', match: { type: 'regex', value: `${value}/[0-9]+` }, ignoreCase: false };
  }
  return { on: 'path', match: { type: number % 3 === 0 ? 'exact' : 'prefix', value }, ignoreCase: false };
};

const tableOf = (virtualHosts: readonly VirtualHost[]): Table => ({
  listeners: [
    {
      id: '0.0.0.0_80',
      port: 80,
      declaredPorts: [80],
      chains: [{ protocol: 'HTTP', routeConfig: 'http.80', servers: [] }],
    },
  ],
  routeConfigs: { 'http.80': { name: 'http.80', virtualHosts } },
  clusters: {},
  settings: {
    pathNormalization: 'BASE',
    explainErrors: 'browsers',
    addresses: ['127.0.0.1'],
    ports: {},
    serverHeader: 'istio-envoy',
  },
});

const hostOf = (domain: string, routes: readonly Route[]): VirtualHost => ({
  name: `${domain}:80`,
  domain,
  routes,
  omitted: [],
});

const requestFor = (path: string, authority: string): Facts => ({
  listener: '0.0.0.0_80',
  tls: false,
  method: 'GET',
  authority,
  target: path,
  headers: ['Host', authority, 'User-Agent', 'bench', 'Accept', '*/*'],
});

const measure = (table: Table, requests: readonly Facts[]): readonly [load: number, first: number, each: number] => {
  const started = performance.now();
  const loaded = load(table);
  const ready = performance.now();
  decide(loaded, requests[0] as Facts, Math.random);
  const decided = performance.now();
  const rounds: number[] = [];
  for (let round = 0; round < 15; round++) {
    const start = performance.now();
    let count = 0;
    while (count < 20_000) {
      for (const request of requests) decide(loaded, request, Math.random);
      count += requests.length;
    }
    rounds.push(((performance.now() - start) * 1e6) / count);
  }
  return [ready - started, decided - ready, median(rounds)];
};

const print = (name: string, [loading, first, each]: readonly [number, number, number]): void => {
  const figures = [
    `${each.toFixed(0).padStart(6)} ns`,
    `load ${loading.toFixed(1)} ms`,
    `first ${first.toFixed(1)} ms`,
  ];
  console.log(`${name.padEnd(44)} ${figures.join('   ')}`);
};

for (const count of [10, 100, 1_000, 10_000]) {
  const numbers = Array.from({ length: count }, (_, i) => i);
  // Spread over the whole list, and one request in eight that nothing matches.
  const asked = Array.from({ length: 64 }, (_, i) => Math.floor((i * count) / 64));
  const paths = asked.map((n, i) => (i % 8 === 7 ? `/nobody/${n}` : pathOf(n)));
  const one = requestsTo(paths, 'a.test');
  print(
    `${count} routes, one host`,
    measure(
      tableOf([
        hostOf(
          'a.test',
          numbers.map((n) => routeOf(n, conditionOf(n, false))),
        ),
      ]),
      one,
    ),
  );
  const mixed = asked.map((n) => (n % 10 === 0 ? `${pathOf(n)}/42` : pathOf(n)));
  print(
    `${count} routes, one host, a tenth regular`,
    measure(
      tableOf([
        hostOf(
          'a.test',
          numbers.map((n) => routeOf(n, conditionOf(n, true))),
        ),
      ]),
      requestsTo(mixed, 'a.test'),
    ),
  );
  const hosts = numbers.map((n) =>
    hostOf(n % 5 === 0 ? `*.h${n}.test` : `h${n}.test`, [
      routeOf(n, { on: 'path', match: { type: 'prefix', value: '/' }, ignoreCase: false }),
    ]),
  );
  const many = asked.map((n) => requestFor('/', n % 5 === 0 ? `x.h${n}.test` : `h${n}.test`));
  print(`${count} hosts, one route each`, measure(tableOf(hosts), many));
}

function requestsTo(paths: readonly string[], authority: string): readonly Facts[] {
  return paths.map((path) => requestFor(path, authority));
}
