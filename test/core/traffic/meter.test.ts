import { describe, expect, it } from 'vitest';
import { createMeter, histogramBounds } from '../../../src-main/core/traffic/meter.ts';
import { createRouteHistory } from '../../../src-main/core/traffic/route-history.ts';
import type { TrafficRow } from '../../../src-main/core/traffic/traffic-row.ts';

const noon = Date.UTC(2026, 0, 1, 12);
const origin = { kind: 'VirtualService', namespace: 'default', name: 'web', path: 'spec.http[0]' } as const;
const place = { file: 'web.yaml', range: { start: 0, end: 1 } };

const row = (change: Partial<TrafficRow> = {}, route = 'r0'): TrafficRow => ({
  ...{ id: 1, generation: 1, started: noon, durationMs: 7, listener: '0.0.0.0_80', method: 'GET', scheme: 'http' },
  ...{ authority: 'web', path: '/', protocol: 'HTTP/1.1', status: 200, flags: '-', details: 'via_upstream' },
  ...{ bytesReceived: 0, bytesSent: 1_000, virtualHost: 'web:80' },
  route: { id: route, name: '', origin: { ...origin, place: place as never } },
  upstream: { cluster: 'outbound|80||web.default.svc.cluster.local', host: '127.0.0.1:1', attempts: 1 },
  ...change,
});

describe('the hour of a route', () => {
  it('is that of its virtual host, whichever came last', () => {
    const history = createRouteHistory(2);
    for (const host of ['a', 'b', 'a', 'b', 'a']) history.add(row({ virtualHost: host }));
    const told = history.read(noon, 60).routes.map(({ virtualHost, requests }) => [virtualHost, requests]);
    expect(told).toEqual([
      ['a', 3],
      ['b', 2],
    ]);
    // The third makes room by the one that was not seen for longest; what comes for that one later begins anew.
    history.add(row({ virtualHost: 'a', started: noon + 60_000 }));
    history.add(row({ virtualHost: 'c', started: noon + 60_000 }));
    history.add(row({ virtualHost: 'b', started: noon + 120_000 }));
    expect(history.read(noon + 120_000, 60).routes.find(({ virtualHost }) => virtualHost === 'b')?.requests).toBe(1);
  });
});

describe('the meter', () => {
  it('counts requests with the same way and end together, and puts times and sizes into classes', () => {
    const meter = createMeter();
    for (const durationMs of [0.5, 7, 4_000_000]) meter.add(row({ durationMs }));
    meter.add(row({ status: 503, flags: 'UH' }));
    const [good, bad, ...others] = meter.read();
    expect(others).toEqual([]);
    expect([good?.requests, good?.status, bad?.requests, bad?.flags]).toEqual([3, 200, 1, 'UH']);
    // A bound belongs to the class below it; what is above all of them has the last class.
    expect([...(good?.times.classes ?? [])].flatMap((n, at) => (n === 0 ? [] : [[at, n]]))).toEqual([
      [0, 1],
      [histogramBounds.indexOf(10), 1],
      [histogramBounds.length, 1],
    ]);
    expect(good?.times.sum).toBe(4_000_007.5);
    expect(good?.sent.sum).toBe(3_000);
  });

  it('tells apart what differs in one thing, in any order and however many there are', () => {
    const meter = createMeter();
    const upstream = { cluster: 'other', attempts: 1 };
    const { upstream: _, ...unsent } = row();
    const rows = [
      ...[row(), row({ virtualHost: 'b' }), row({ listener: 'b' }), row({ protocol: 'HTTP/2' }), row({ upstream })],
      ...[row({ stream: 'grpc' }), row({ stream: 'events' }), row({ flags: 'DC' }), row({}, 'b'), unsent],
      ...[200, 201, 202, 203, 204, 301, 302, 400, 401, 403].map((status) => row({ status, flags: 'x' })),
    ];
    for (let turn = 0; turn < 3; turn += 1) for (const one of rows) meter.add(one);
    for (const one of rows.toReversed()) meter.add(one);
    expect(meter.read().map(({ requests }) => requests)).toEqual(rows.map(() => 4));
    expect(meter.read().filter(({ grpc }) => grpc)).toHaveLength(1);
  });

  it('keeps to its limit, and loses no request for it', () => {
    const meter = createMeter(10);
    for (let n = 0; n < 100; n += 1) meter.add(row({}, `r${n}`));
    const all = meter.read();
    expect(all.length).toBeLessThanOrEqual(11);
    expect(all.reduce((sum, { requests }) => sum + requests, 0)).toBe(100);
    expect(all.find(({ route }) => route === '')?.requests).toBe(90);
  });

  it('waits for the end of what is still under way', () => {
    const meter = createMeter();
    meter.add(row({ open: true }));
    expect(meter.read()).toEqual([]);
  });
});

describe('the history of routes', () => {
  it('gives figures by steps, the busiest route first, failures apart from what clients did wrong', () => {
    const history = createRouteHistory();
    for (let n = 0; n < 100; n += 1) history.add(row({ started: noon - 60_000, durationMs: n + 1 }));
    history.add(row({ status: 503 }, 'r1'));
    history.add(row({ status: 404 }, 'r1'));
    const { total, routes, stepMs } = history.read(noon, 5);
    expect([total.requests, total.errors, total.clientErrors]).toEqual([102, 1, 1]);
    expect(routes.map(({ route, requests }) => [route, requests])).toEqual([
      ['r0', 100],
      ['r1', 2],
    ]);
    const [first] = routes;
    for (const [share, wanted] of [
      [first?.p50, 50],
      [first?.p95, 95],
      [first?.p99, 99],
    ] as const)
      expect(Math.abs((share ?? 0) - wanted) / wanted).toBeLessThan(1 / 14);
    expect(stepMs).toBe(10_000);
    expect(total.steps).toHaveLength(30);
    expect(total.steps.map(({ requests }) => requests).filter(Boolean)).toEqual([100, 2]);
  });

  it('follows a route to its place in another generation, and understands requests of the one before', () => {
    const history = createRouteHistory();
    history.add(row());
    history.follow(2, (_host, id) => (id === 'r0' ? 'r1' : undefined));
    history.add(row({ generation: 1 }));
    history.add(row({ generation: 2 }, 'r0'));
    const { routes } = history.read(noon, 5);
    expect(routes.map(({ route, requests }) => [route, requests])).toEqual([
      ['r1', 2],
      ['r0', 1],
    ]);
  });

  it('goes on counting when a clock that was a year ahead is put right', () => {
    const history = createRouteHistory();
    history.add(row());
    history.add(row({ started: noon + 365 * 24 * 3_600_000 }));
    for (let n = 0; n < 5; n += 1) history.add(row({ started: noon + 20_000 + n * 10_000 }));
    for (let n = 0; n < 5; n += 1) history.add(row({ started: noon + 20_000 + n * 10_000 }));
    const { total } = history.read(noon + 60_000, 5);
    expect(total.requests).toBe(10);
    expect(total.steps.map(({ requests }) => requests).filter(Boolean)).toEqual([2, 2, 2, 2, 2]);
  });

  it('forgets what is older than an hour, and keeps to its limit', () => {
    const history = createRouteHistory(3);
    history.add(row({ started: noon - 2 * 3_600_000 }));
    for (let n = 1; n < 6; n += 1) history.add(row({ started: noon - n }, `r${n}`));
    const { routes, total } = history.read(noon, 60);
    expect(routes).toHaveLength(3);
    expect(total.requests).toBe(5);
    expect(total.steps).toHaveLength(60);
  });
});
