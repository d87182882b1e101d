import { describe, expect, it } from 'vitest';
import { accessLogJson, accessLogText } from '#core/traffic/access-log.ts';
import type { Exchange } from '#core/traffic/exchange.ts';
import { statsOf } from '#core/traffic/stats.ts';
import { origin } from '../small-table.ts';

const exchange = (more: Partial<Exchange> = {}): Exchange => ({
  id: 1,
  generation: 1,
  started: Date.UTC(2026, 7, 22, 15, 0, 18, 123),
  durationMs: 12.7,
  listener: '0.0.0.0_80',
  method: 'GET',
  scheme: 'http',
  authority: 'httpbin.example.com',
  path: '/status/200?x=1',
  protocol: 'HTTP/1.1',
  requestHeaders: [],
  status: 200,
  responseHeaders: [],
  flags: '-',
  details: 'via_upstream',
  bytesReceived: 0,
  bytesSent: 5,
  requestId: '7b0f2f0e-57d5-4b2c-9d5e-6a9a5c8d4d11',
  forwardedFor: '127.0.0.1',
  downstreamLocal: '127.0.0.1:8080',
  downstreamRemote: '127.0.0.1:50123',
  ...more,
});

const answered = exchange({
  userAgent: 'curl/8.5.0',
  route: { id: 'r', name: 'status', origin: origin() },
  upstream: {
    cluster: 'outbound|8000||httpbin.default.svc.cluster.local',
    host: '127.0.0.1:9001',
    localAddress: '127.0.0.1:40000',
    serviceTimeMs: 11,
    attempts: 1,
    path: '/status/200?x=1',
    authority: 'httpbin.example.com',
  },
});

const unanswered = exchange({
  status: 404,
  flags: 'NR',
  details: 'route_not_found',
  bytesSent: 0,
  durationMs: 0.2,
  forwardedFor: '',
  path: '/headers',
});

describe('the access log (reference 8.5)', () => {
  it('as text', () => {
    expect(accessLogText(answered)).toBe(
      '[2026-08-22T15:00:18.123Z] "GET /status/200?x=1 HTTP/1.1" 200 - via_upstream - "-" 0 5 12 11 "127.0.0.1" "curl/8.5.0" "7b0f2f0e-57d5-4b2c-9d5e-6a9a5c8d4d11" "httpbin.example.com" "127.0.0.1:9001" outbound|8000||httpbin.default.svc.cluster.local 127.0.0.1:40000 127.0.0.1:8080 127.0.0.1:50123 - status\n',
    );
    expect(accessLogText(unanswered)).toBe(
      '[2026-08-22T15:00:18.123Z] "GET /headers HTTP/1.1" 404 NR route_not_found - "-" 0 0 0 - "-" "-" "7b0f2f0e-57d5-4b2c-9d5e-6a9a5c8d4d11" "httpbin.example.com" "-" - - 127.0.0.1:8080 127.0.0.1:50123 - -\n',
    );
  });

  it('as JSON', () => {
    expect(accessLogJson(answered)).toBe(
      '{"start_time":"2026-08-22T15:00:18.123Z","route_name":"status","method":"GET","path":"/status/200?x=1","protocol":"HTTP/1.1","response_code":200,"response_flags":"-","response_code_details":"via_upstream","connection_termination_details":null,"bytes_received":0,"bytes_sent":5,"duration":12,"upstream_service_time":"11","x_forwarded_for":"127.0.0.1","user_agent":"curl/8.5.0","request_id":"7b0f2f0e-57d5-4b2c-9d5e-6a9a5c8d4d11","authority":"httpbin.example.com","upstream_host":"127.0.0.1:9001","upstream_cluster":"outbound|8000||httpbin.default.svc.cluster.local","upstream_local_address":"127.0.0.1:40000","downstream_local_address":"127.0.0.1:8080","downstream_remote_address":"127.0.0.1:50123","requested_server_name":null,"upstream_transport_failure_reason":null}\n',
    );
    expect(JSON.parse(accessLogJson(unanswered))).toMatchObject({ upstream_host: null, route_name: null });
  });

  it('survives a clock that is out of its mind', () => {
    expect(accessLogText(exchange({ started: Number.NaN }))).toContain('[1970-01-01T00:00:00.000Z]');
  });
});

describe('the figures of traffic', () => {
  it('count by class and take percentiles that were measured', () => {
    const times = Array.from({ length: 100 }, (_, i) => exchange({ durationMs: i + 1, status: i < 90 ? 200 : 503 }));
    const stats = statsOf([...times, unanswered, exchange({ status: 0, durationMs: 0, details: '-' })]);
    expect(stats.byClass).toEqual({ '1xx': 0, '2xx': 90, '3xx': 0, '4xx': 1, '5xx': 10, none: 1 });
    expect(stats).toMatchObject({ count: 102, local: 2, p50: 49, p95: 95, bytesSent: 505 });
    expect(statsOf([])).toMatchObject({ count: 0, p50: 0, p95: 0 });
  });
});
