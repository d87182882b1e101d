import parse from 'parse-prometheus-text-format';
import { expect, it } from 'vitest';
import { createMetrics } from '../src-main/app/metrics.ts';
import { createMeter } from '../src-main/core/traffic/meter.ts';
import type { TrafficRow } from '../src-main/core/traffic/traffic-row.ts';
import type { UpstreamState } from '../src-main/core/traffic/upstream-state.ts';

const cluster = 'outbound|8000||httpbin.default.svc.cluster.local';
const answered = {
  ...{ id: 1, generation: 3, started: 0, durationMs: 12, listener: '0.0.0.0_80', method: 'GET', scheme: 'http' },
  ...{ authority: 'httpbin.example.com', path: '/status/200', protocol: 'HTTP/1.1', status: 200, flags: '-' },
  ...{ details: 'via_upstream', bytesReceived: 3, bytesSent: 40, virtualHost: 'httpbin.example.com:80' },
  route: { id: 'default/httpbin "quoted"\\http[0]', name: '', origin: {} as never },
  upstream: { cluster, host: '127.0.0.1:1', attempts: 1 },
} as unknown as TrafficRow;
const { route: _route, upstream: _upstream, virtualHost: _host, ...bare } = answered;
const unrouted = { ...bare, status: 404, flags: 'NR', details: 'route_not_found' };
const state = {
  cluster,
  endpoints: [{ health: 'healthy' }, { health: 'ejected' }],
  now: { connections: 2, pending: 0, requests: 1, retries: 0 },
} as unknown as UpstreamState;

it('a parser of the Prometheus format reads every figure', async () => {
  const meter = createMeter();
  for (const one of [answered, answered, unrouted]) meter.add(one);
  const read = createMetrics({
    meter,
    upstreams: () => [state],
    generation: () => 3,
    problems: () => ({ error: 0, warning: 2 }),
  });
  const { type, text } = await read();
  expect(type).toContain('text/plain');
  const families = new Map(parse(text).map((family) => [family.name, family]));
  const metrics = (name: string) => families.get(name)?.metrics ?? [];

  expect(families.get('istio_requests_total')?.type).toBe('COUNTER');
  expect(metrics('istio_requests_total')).toEqual([
    {
      value: '2',
      labels: {
        ...{ reporter: 'source', source_workload: 'istio-ingressgateway', request_protocol: 'http' },
        destination_service: 'httpbin.default.svc.cluster.local',
        ...{ destination_service_name: 'httpbin', destination_service_namespace: 'default' },
        ...{ response_code: '200', response_flags: '-' },
      },
    },
    {
      value: '1',
      labels: expect.objectContaining({ destination_service: 'unknown', response_code: '404', response_flags: 'NR' }),
    },
  ]);
  expect(families.get('envoy_vhost_route_upstream_rq_time')?.type).toBe('HISTOGRAM');
  // Of a histogram with labels that parser keeps the buckets only.
  expect(metrics('envoy_vhost_route_upstream_rq_time')).toMatchObject([{ buckets: { 10: '0', 25: '2', '+Inf': '2' } }]);
  const labels = 'envoy_virtual_host="httpbin.example.com:80",envoy_route="default/httpbin \\"quoted\\"\\\\http[0]"';
  expect(text).toContain(`envoy_vhost_route_upstream_rq_time_sum{${labels}} 24\n`);
  expect(text).toContain(`envoy_vhost_route_upstream_rq_time_count{${labels}} 2\n`);
  expect(
    metrics('envoy_http_downstream_rq_xx').map(({ labels, value }) => [labels?.envoy_response_code_class, value]),
  ).toEqual([
    ['2', '2'],
    ['4', '1'],
  ]);
  expect(metrics('envoy_cluster_membership_healthy')).toEqual([
    { value: '1', labels: { envoy_cluster_name: cluster } },
  ]);
  expect(metrics('slipway_problems').map(({ value }) => value)).toEqual(['0', '2']);
  // Asked again, nothing has grown by being asked.
  expect((await read()).text).toBe(text);
});
