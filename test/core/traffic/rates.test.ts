import { describe, expect, it } from 'vitest';
import type { Exchange } from '#core/traffic/exchange.ts';
import { createRateCounter, isFailure, rateKey } from '#core/traffic/rates.ts';
import { origin } from '../small-table.ts';

const cluster = 'outbound|80||web.default.svc.cluster.local';

const exchange = (started: number, more: Partial<Exchange> = {}): Exchange => ({
  id: 1,
  generation: 1,
  started,
  durationMs: 10,
  listener: '0.0.0.0_80',
  method: 'GET',
  scheme: 'http',
  authority: 'web.example.com',
  path: '/',
  protocol: 'HTTP/1.1',
  requestHeaders: [],
  status: 200,
  responseHeaders: [],
  flags: '-',
  details: 'via_upstream',
  bytesReceived: 0,
  bytesSent: 5,
  requestId: '',
  forwardedFor: '',
  downstreamLocal: '',
  downstreamRemote: '',
  virtualHost: 'web.example.com:80',
  route: { id: 'r', name: '', origin: origin() },
  upstream: { cluster, host: '127.0.0.1:9001', attempts: 1, path: '/', authority: 'web' },
  ...more,
});

const second = 1000;
const start = Date.UTC(2026, 0, 1);

describe('rates of traffic', () => {
  it('counts an exchange at everything that it passed', () => {
    const counter = createRateCounter();
    counter.add([exchange(start)]);
    expect(Object.keys(counter.read(start)).sort()).toEqual(
      [
        rateKey.listener('0.0.0.0_80'),
        rateKey.host('0.0.0.0_80', 'web.example.com:80'),
        rateKey.route('web.example.com:80', 'r'),
        rateKey.edge('web.example.com:80', 'r', cluster),
        rateKey.cluster(cluster),
        rateKey.address(cluster, '127.0.0.1:9001'),
      ].sort(),
    );
  });

  it('tells rates of ten seconds and of a minute, and lets them fall', () => {
    const counter = createRateCounter();
    counter.add(Array.from({ length: 120 }, (_, i) => exchange(start + i * 500)));
    const key = rateKey.listener('0.0.0.0_80');
    const now = counter.read(start + 59 * second)[key];
    expect(now).toMatchObject({ requests: 120, perSecond: 2, perSecondInMinute: 2 });
    expect(counter.read(start + 75 * second)[key]?.perSecond).toBe(0);
    expect(counter.read(start + 75 * second)[key]?.perSecondInMinute).toBeCloseTo(1.46, 1);
    expect(counter.read(start + 180 * second)[key]).toMatchObject({
      requests: 120,
      perSecondInMinute: 0,
      errorShare: 0,
    });
  });

  it('tells failures from answers that clients have to answer for', () => {
    const counter = createRateCounter();
    counter.add([
      exchange(start),
      exchange(start, { status: 503, flags: 'UH' }),
      exchange(start, { status: 404, flags: 'NR' }),
      exchange(start, { status: 0, flags: 'DC' }),
    ]);
    expect(counter.read(start)[rateKey.cluster(cluster)]).toMatchObject({
      requests: 4,
      errors: 1,
      clientErrors: 1,
      errorShare: 0.25,
    });
    expect(isFailure({ status: 0, flags: 'DC,UF' })).toBe(true);
    expect(isFailure({ status: 200, flags: 'DI' })).toBe(false);
  });

  it('estimates percentiles within an eighth, and forgets them after two minutes', () => {
    const counter = createRateCounter();
    counter.add(Array.from({ length: 100 }, (_, i) => exchange(start, { durationMs: i + 1 })));
    const key = rateKey.cluster(cluster);
    const { p50 = 0, p95 = 0 } = counter.read(start + second)[key] ?? {};
    expect(Math.abs(p50 / 50 - 1)).toBeLessThan(0.13);
    expect(Math.abs(p95 / 95 - 1)).toBeLessThan(0.13);
    expect(counter.read(start + 61 * second)[key]?.p50).toBe(p50);
    expect(counter.read(start + 300 * second)[key]?.p50).toBe(0);
  });

  it('takes exchanges that come late, and keeps no more things than it may', () => {
    const counter = createRateCounter(1);
    counter.add([exchange(start + 100 * second, { listener: 'a' }), exchange(start, { listener: 'a' })].map(bare));
    expect(counter.read(start + 100 * second)[rateKey.listener('a')]).toMatchObject({
      requests: 2,
      perSecondInMinute: 1 / 60,
      lastSeen: start + 100 * second + 10,
    });
    counter.add([bare(exchange(start, { listener: 'b' }))]);
    expect(Object.keys(counter.read(start))).toEqual([rateKey.listener('b')]);
    counter.forget();
    expect(counter.read(start)).toEqual({});
  });
});

/** A connection that came nowhere. */
const bare = ({ virtualHost: _, route: __, upstream: ___, ...one }: Exchange): Exchange => one;
