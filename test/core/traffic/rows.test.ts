import { describe, expect, it } from 'vitest';
import { suggestTerms } from '#core/text/filter-terms.ts';
import { createRowColumns, type RowColumns } from '#core/traffic/row-columns.ts';
import { type Look, makeView, type RowView } from '#core/traffic/row-view.ts';
import {
  misread,
  readSize,
  readTime,
  readTrafficFilter,
  sayCluster,
  type TrafficKey,
  trafficKeys,
} from '#core/traffic/rows-filter.ts';
import { testRows } from '#core/traffic/rows-match.ts';
import { compareRows, trafficOrders } from '#core/traffic/rows-order.ts';
import { trafficValues } from '#core/traffic/rows-values.ts';
import type { TrafficRow } from '#core/traffic/traffic-row.ts';

const place = { file: 'shop.yaml', range: [0, 9], line: 7, column: 3 } as const;
const origin = { kind: 'VirtualService', namespace: 'default', name: 'shop', path: 'spec.http[0]', place };

const row = (id: number, change: Partial<TrafficRow> = {}): TrafficRow => ({
  id,
  generation: 1,
  started: 1000 + id,
  durationMs: 10,
  listener: '0.0.0.0_80',
  method: 'GET',
  scheme: 'http',
  authority: 'shop.example.com',
  path: `/items/${id}`,
  protocol: 'HTTP/1.1',
  status: 200,
  flags: '-',
  details: 'via_upstream',
  bytesReceived: 0,
  bytesSent: 100,
  route: { id: 'default/shop/http[0]', name: '', origin },
  virtualHost: 'shop.example.com:80',
  upstream: { cluster: 'outbound|80|v1|shop.default.svc.cluster.local', host: '127.0.0.1:3001', attempts: 1 },
  ...change,
});

/** As a row that nothing has answered. */
const alone = (id: number, change: Partial<TrafficRow> = {}): TrafficRow => {
  const { route: _, upstream: __, virtualHost: ___, ...rest } = row(id);
  return { ...rest, ...change };
};

const made = (columns: RowColumns, look: Look, end = () => columns.high()): RowView => {
  const steps = makeView(columns, look, end);
  for (let step = steps.next(); ; step = steps.next()) if (step.done) return step.value;
};
const natural = { by: 'time', down: false } as const;
const idsIn = (columns: RowColumns, view: RowView) =>
  Array.from({ length: view.length() }, (_, index) => columns.figure('id', view.at(index)));

const samples: readonly TrafficRow[] = [
  row(1),
  alone(2, { status: 404, flags: 'NR', authority: 'other.example.com', details: 'route_not_found' }),
  row(3, {
    status: 503,
    flags: 'UF,URX',
    durationMs: 1500,
    upstream: { cluster: 'outbound|80||pay.bank.svc.cluster.local', attempts: 3 },
  }),
  row(4, { method: 'POST', status: 201, bytesReceived: 2_000_000, generation: 2, scheme: 'https' }),
  row(5, { stream: 'websocket', open: true, status: 101 }),
  alone(6, { status: 0, flags: 'DC', proxy: 'mesh' }),
  alone(7, {
    protocol: '-',
    method: '',
    authority: '',
    path: '',
    status: 0,
    listener: 'udp_0.0.0.0_53',
    proxy: 'out.istio-system',
  }),
];

const filled = (rows: readonly TrafficRow[] = samples) => {
  const columns = createRowColumns();
  columns.append(0, rows);
  return columns;
};

it.each([
  ['status:abc', 'status'],
  ['status:4004', 'status'],
  ['-is:eror', 'state'],
  ['stream:http', 'stream'],
  ['gen:new', 'generation'],
  ['slower:xx', 'time'],
  ['larger:big', 'size'],
  ...['status:4', 'status:40x', 'status:0', 'IS:Err', 'stream:web', 'gen:12', 'slower:1.5S', 'larger:1MiB'].map(
    (written) => [written, undefined] as const,
  ),
  ['host:xx', undefined],
  ['shop', undefined],
] as const)('the value of "%s" should have been: %s', (written, wanted) => {
  expect(readTrafficFilter(written).map(misread)).toEqual([wanted]);
});

describe('a filter', () => {
  const columns = filled();
  const ids = (filter: string) => idsIn(columns, made(columns, { filter, sort: natural }));
  it.each<[filter: string, ids: readonly number[]]>([
    ['', [1, 2, 3, 4, 5, 6, 7]],
    ['host:OTHER', [2]],
    ['path:/items/3', [3]],
    ['method:post', [4]],
    ['status:4xx', [2]],
    ['status:4xx status:503', [2, 3]],
    ['status:0', [6, 7]],
    ['status:2', [1, 4]],
    ['-status:2xx -status:0', [2, 3, 5]],
    ['flag:urx', [3]],
    ['flag:u', [3]],
    ['route:shop', [1, 3, 4, 5]],
    ['route:"virtualservice default/shop"', [1, 3, 4, 5]],
    ['to:pay.bank', [3]],
    ['to:"shop.default:80 (v1)"', [1, 4, 5]],
    ['address::3001', [1, 4, 5]],
    ['gen:2', [4]],
    ['proxy:mesh', [6]],
    ['proxy:egress', [7]],
    ['proxy:ingress', [1, 2, 3, 4, 5]],
    ['stream:websocket', [5]],
    ['stream:udp', [7]],
    ['is:error', [3]],
    ['is:open', [5]],
    ['is:cut', [6]],
    ['is:retried', [3]],
    ['is:unrouted', [2, 6, 7]],
    ['is:tls', [4]],
    ['slower:1s', [3]],
    ['slower:10 -slower:1s', [1, 2, 4, 5, 6, 7]],
    ['slower:', [1, 2, 3, 4, 5, 6, 7]],
    ['slower:soon', [1, 2, 3, 4, 5, 6, 7]],
    ['-slower:soon', [1, 2, 3, 4, 5, 6, 7]],
    ['status:abc', [1, 2, 3, 4, 5, 6, 7]],
    ['status:4004', [1, 2, 3, 4, 5, 6, 7]],
    ['status:abc status:4xx', [2]],
    ['is:nothing', [1, 2, 3, 4, 5, 6, 7]],
    ['larger:1MB', [4]],
    ['items shop.example', [1, 3, 4, 5, 6]],
    ['items -other', [1, 3, 4, 5, 6]],
    ['"items/4"', [4]],
    ['nr', [2]],
    ['404', [2]],
    ['is:error is:retried host:shop', [3]],
    ['host:shop host:other -is:error', [1, 2, 4, 5, 6]],
  ])('%s', (filter, expected) => {
    expect(ids(filter)).toEqual(expected);
  });

  it('reads times, sizes and names of clusters as people write them', () => {
    expect(['200', '200ms', '1.5s', '2m', 'x', '-1s'].map(readTime)).toEqual([
      200,
      200,
      1500,
      120_000,
      undefined,
      undefined,
    ]);
    expect(['500', '10kb', '1MiB', '1.5m', '1gb', 'kb'].map(readSize)).toEqual([
      500,
      10_240,
      1_048_576,
      1_572_864,
      1_073_741_824,
      undefined,
    ]);
    expect(sayCluster('outbound|9080|v1|reviews.default.svc.cluster.local')).toBe('reviews.default:9080 (v1)');
    expect(sayCluster('outbound|443||api.example.com @ mesh')).toBe('api.example.com:443 @ mesh');
    expect(sayCluster('PassthroughCluster')).toBe('PassthroughCluster');
  });

  it('offers the values that occur, the most frequent first', () => {
    const values = trafficValues(columns, '');
    expect(values.get('host')).toEqual([
      ['shop.example.com', 5],
      ['other.example.com', 1],
    ]);
    expect(values.get('to')?.[0]).toEqual(['shop.default:80 (v1)', 3]);
    expect(values.get('status')).toContainEqual(['4xx', 1]);
    const meanings = Object.fromEntries(trafficKeys.map((key) => [key, ''])) as Record<TrafficKey, string>;
    const says = suggestTerms('to:sh', { keys: ['is', 'to'], meanings, values, first: 'is' });
    expect(says.map(({ text }) => text)).toEqual(['to:"shop.default:80 (v1)" ']);
    expect(trafficValues(columns, 'other').get('host')).toEqual([['other.example.com', 1]]);
  });
});

describe('columns', () => {
  it('give back what they were given', () => {
    const columns = filled();
    expect(samples.map((_, at) => columns.rowAt(at))).toEqual(samples);
    expect(columns.open()).toBe(1);
  });

  it('let go, take rows before the others, change them, and never mistake a text for another', () => {
    const columns = createRowColumns();
    columns.begin(5000);
    columns.append(5000, [row(1), row(2)]);
    columns.append(5001, [row(2), row(3)]);
    columns.prepend([row(-2), row(-1)]);
    expect([columns.low(), columns.high()]).toEqual([4998, 5003]);
    const test = testRows(readTrafficFilter('path:/items/1'), columns);
    expect([4998, 4999, 5000, 5001].map((at) => test?.(at))).toEqual([false, false, true, false]);
    columns.release(5002);
    // Numbers of texts that were let go are given to others.
    columns.append(5003, [row(10), row(11), row(12), row(4)]);
    expect([5003, 5004, 5005, 5006].map((at) => test?.(at))).toEqual([true, true, true, false]);
    expect(columns.change(row(12, { status: 500, path: '/items/1/x' }))).toBe(5005);
    expect(columns.rowAt(5005)).toEqual(row(12, { status: 500, path: '/items/1/x' }));
    expect(columns.change(row(1))).toBeUndefined();
    columns.append(9000, [row(99)]);
    expect([columns.low(), columns.high(), columns.placeOf(99), columns.placeOf(12)]).toEqual([
      9000,
      9001,
      9000,
      undefined,
    ]);
  });
});

it('a view stays what a new one would be, whatever comes, changes and goes', () => {
  let seed = 7;
  const dice = (sides: number) => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff;
    return seed % sides;
  };
  const random = (id: number) =>
    row(id, {
      status: [200, 404, 503][dice(3)] as number,
      durationMs: dice(50),
      authority: `host-${dice(3)}`,
      path: `/p/${dice(20)}`,
      ...(dice(4) === 0 && { open: true as const }),
    });
  for (const by of trafficOrders) {
    for (const [filter, down] of [
      ['', false],
      ['host:host-1 -status:404', true],
      ['status:5xx is:open', false],
    ] as const) {
      const columns = createRowColumns();
      columns.begin(100_000);
      let next = 1;
      const look = { filter, sort: { by, down } };
      const rows = (count: number) => Array.from({ length: count }, () => random(next++));
      columns.append(100_000, rows(40));
      const view = made(columns, look);
      for (let turn = 0; turn < 30; turn++) {
        const does = dice(4);
        if (does === 0) columns.append(columns.high(), rows(dice(9)));
        if (does === 1) columns.prepend(rows(dice(5)));
        if (does === 2) columns.release(columns.low() + dice(6));
        const at = columns.low() + dice(Math.max(1, columns.high() - columns.low()));
        const touched = does === 3 ? [at, at + 1, at + dice(9)].filter((one) => one < columns.high()) : [];
        for (const one of touched) columns.change(random(columns.figure('id', one)));
        view.released(columns.low());
        view.changed(touched);
        view.grewBefore(columns.low());
        view.grew(columns.high());
        const anew = made(columns, look);
        expect(idsIn(columns, view), `${by} ${filter}`).toEqual(idsIn(columns, anew));
        const places = Array.from({ length: view.length() }, (_, index) => view.at(index));
        expect(places.map(view.indexOf)).toEqual(places.map((_, index) => index));
        const compare = compareRows(columns, look.sort);
        const sorted = by === 'time' ? places.toSorted((a, b) => (down ? b - a : a - b)) : places.toSorted(compare);
        expect(places).toEqual(sorted);
      }
    }
  }
});

it('the front of a view says how far its rows have moved', () => {
  const columns = filled(
    Array.from({ length: 20 }, (_, index) => row(index + 1, { status: index % 2 === 0 ? 200 : 500 })),
  );
  for (const [filter, down] of [
    ['', false],
    ['status:500', false],
    ['', true],
    ['status:500', true],
  ] as const) {
    const own = createRowColumns();
    own.begin(50);
    own.append(
      50,
      Array.from({ length: 20 }, (_, at) => columns.rowAt(at)),
    );
    const view = made(own, { filter, sort: { by: 'time', down } });
    const seen = own.figure('id', view.at(4)) - 0;
    const before = 4 + view.front();
    own.append(70, [row(70, { status: 500 }), row(71)]);
    own.prepend([row(48), row(49, { status: 500 })]);
    own.release(51);
    view.released(own.low());
    view.grewBefore(own.low());
    view.grew(own.high());
    const where = view.indexOf(own.placeOf(seen) as number);
    expect(where + view.front()).toBe(before);
  }
});
