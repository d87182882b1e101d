import type { Metric, MetricObjectWithValues, MetricValue } from 'prom-client';
import { type Histogram, histogramBounds, type Meter, type Series } from '#core/traffic/meter.ts';
import type { UpstreamState } from '#core/traffic/upstream-state.ts';

/** What is told besides the traffic. */
export type MetricsSource = {
  readonly meter: Meter;
  readonly upstreams: () => readonly UpstreamState[];
  readonly generation: () => number;
  readonly problems: () => Readonly<Record<'error' | 'warning', number>>;
};

export type MetricsText = { readonly type: string; readonly text: string };

/**
 * The figures of this run in the text format of Prometheus. Names and labels are Istio's (Istio Standard Metrics) and Envoy's (statistics
 * of the connection manager, virtual hosts with routes, and clusters, as its admin interface writes them); what only Slipway knows begins
 * with `slipway_`. Everything is worked out when it is asked for.
 */
export const createMetrics = (source: MetricsSource): (() => Promise<MetricsText>) => {
  let ready: Promise<() => Promise<MetricsText>> | undefined;
  const prepare = async () => {
    // Loaded by the first who asks: most never do.
    const { Registry } = await import('prom-client');
    const registry = new Registry();
    return async () => {
      registry.clear();
      for (const family of familiesOf(source)) registry.registerMetric(asMetric(family));
      return { type: registry.contentType, text: await registry.metrics() };
    };
  };
  return async () => {
    ready ??= prepare();
    return (await ready)();
  };
};

type Labels = Readonly<Record<string, string>>;
type Family = {
  readonly name: string;
  readonly help: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly values: readonly { readonly labels: Labels; readonly value: number; readonly name?: string }[];
};

/** The registry writes whatever answers like one of its metrics. */
const asMetric = ({ name, help, type, values }: Family): Metric =>
  ({
    name,
    help,
    type,
    aggregator: 'sum',
    get: async (): Promise<MetricObjectWithValues<MetricValue<string>>> =>
      ({
        name,
        help,
        type,
        aggregator: 'sum',
        values: values.map(({ labels, value, name: own = name }) => ({ labels, value, metricName: own })),
      }) as unknown as MetricObjectWithValues<MetricValue<string>>,
    reset: () => undefined,
  }) as unknown as Metric;

const familiesOf = ({ meter, upstreams, generation, problems }: MetricsSource): readonly Family[] => {
  const all = meter.read();
  const http = all.filter(({ protocol }) => protocol !== '-');
  const routed = http.filter(({ route }) => route !== '');
  const sent = http.filter(({ cluster }) => cluster !== '');
  const states = upstreams();
  const severities = Object.entries(problems());
  return [
    counter('istio_requests_total', 'Requests that ended, by destination, code and response flags.', http, istioLabels),
    histogram('istio_request_duration_milliseconds', 'How long requests took.', http, istioLabels, 'times'),
    histogram('istio_request_bytes', 'Sizes of the bodies of requests.', http, istioLabels, 'received'),
    histogram('istio_response_bytes', 'Sizes of the bodies of responses.', http, istioLabels, 'sent'),
    counter(
      'istio_tcp_connections_closed_total',
      'Connections that carried bytes and ended.',
      all.filter(({ protocol }) => protocol === '-'),
      istioLabels,
    ),
    counter('envoy_http_downstream_rq_total', 'Requests of a listener.', http, listenerLabels),
    counter('envoy_http_downstream_rq_xx', 'Requests of a listener by class of code.', http, (one) => ({
      ...listenerLabels(one),
      ...classLabel(one),
    })),
    histogram(
      'envoy_http_downstream_rq_time',
      'How long requests of a listener took, in milliseconds.',
      http,
      listenerLabels,
      'times',
    ),
    counter('envoy_vhost_route_upstream_rq', 'Requests of a route by code and response flags.', routed, (one) => ({
      ...routeLabels(one),
      envoy_response_code: String(one.status),
      response_flags: one.flags,
    })),
    histogram(
      'envoy_vhost_route_upstream_rq_time',
      'How long requests of a route took, in milliseconds.',
      routed,
      routeLabels,
      'times',
    ),
    counter('envoy_cluster_upstream_rq_total', 'Requests that were led to a cluster.', sent, clusterLabels),
    counter('envoy_cluster_upstream_rq', 'The same by code.', sent, (one) => ({
      ...clusterLabels(one),
      envoy_response_code: String(one.status),
    })),
    counter('envoy_cluster_upstream_rq_xx', 'The same by class of code.', sent, (one) => ({
      ...clusterLabels(one),
      ...classLabel(one),
    })),
    histogram('envoy_cluster_upstream_rq_time', 'How long they took, in milliseconds.', sent, clusterLabels, 'times'),
    gauge('envoy_cluster_membership_total', 'Endpoints of a cluster.', states, ({ endpoints }) => endpoints.length),
    gauge(
      'envoy_cluster_membership_healthy',
      'Endpoints that get requests.',
      states,
      ({ endpoints }) => endpoints.filter(({ health }) => health !== 'ejected').length,
    ),
    gauge(
      'envoy_cluster_outlier_detection_ejections_active',
      'Endpoints that are left out for now.',
      states,
      ({ endpoints }) => endpoints.filter(({ health }) => health === 'ejected').length,
    ),
    gauge('envoy_cluster_upstream_cx_active', 'Connections to a cluster.', states, ({ now }) => now.connections),
    gauge('envoy_cluster_upstream_rq_active', 'Requests under way to a cluster.', states, ({ now }) => now.requests),
    gauge(
      'envoy_cluster_upstream_rq_pending_active',
      'Requests that wait for a connection.',
      states,
      ({ now }) => now.pending,
    ),
    {
      name: 'slipway_generation',
      help: 'The generation of the configuration that answers.',
      type: 'gauge',
      values: [{ labels: {}, value: generation() }],
    },
    {
      name: 'slipway_problems',
      help: 'Findings about the configuration that answers.',
      type: 'gauge',
      values: severities.map(([severity, value]) => ({ labels: { severity }, value })),
    },
  ];
};

type LabelsOf = (series: Series) => Labels;

const counter = (name: string, help: string, all: readonly Series[], labelsOf: LabelsOf): Family => {
  const sums = groups(
    all,
    labelsOf,
    () => ({ value: 0 }),
    (sum, { requests }) => {
      sum.value += requests;
    },
  );
  return { name, help, type: 'counter', values: sums.map(({ labels, sum }) => ({ labels, value: sum.value })) };
};

const histogram = (
  name: string,
  help: string,
  all: readonly Series[],
  labelsOf: LabelsOf,
  of: 'times' | 'received' | 'sent',
): Family => {
  const empty = () => ({ sum: 0, classes: new Float64Array(histogramBounds.length + 1) });
  const sums = groups(all, labelsOf, empty, (sum, series) => {
    const { sum: more, classes }: Histogram = series[of];
    sum.sum += more;
    for (const [at, number] of classes.entries()) sum.classes[at] = (sum.classes[at] ?? 0) + number;
  });
  const values = sums.flatMap(({ labels, sum }) => {
    let seen = 0;
    const steps = [...sum.classes].map((number, at) => {
      seen += number;
      const bound = histogramBounds[at];
      return {
        labels: { ...labels, le: bound === undefined ? '+Inf' : String(bound) },
        value: seen,
        name: `${name}_bucket`,
      };
    });
    return [...steps, { labels, value: sum.sum, name: `${name}_sum` }, { labels, value: seen, name: `${name}_count` }];
  });
  return { name, help, type: 'histogram', values };
};

const gauge = (
  name: string,
  help: string,
  all: readonly UpstreamState[],
  measure: (state: UpstreamState) => number,
): Family => ({
  name,
  help,
  type: 'gauge',
  values: all.map((state) => ({ labels: { envoy_cluster_name: state.cluster }, value: measure(state) })),
});

/** The series with the same labels as one, in the order of their first. */
const groups = <T>(
  all: readonly Series[],
  labelsOf: LabelsOf,
  empty: () => T,
  add: (sum: T, series: Series) => void,
) => {
  const found = new Map<string, { readonly labels: Labels; readonly sum: T }>();
  for (const series of all) {
    const labels = labelsOf(series);
    const key = Object.values(labels).join('\n');
    const group = found.get(key) ?? { labels, sum: empty() };
    found.set(key, group);
    add(group.sum, series);
  }
  return [...found.values()];
};

/** Istio Standard Metrics, as the proxy that leads requests on reports them. What nothing is known of is `unknown` there too. */
const istioLabels: LabelsOf = ({ proxy, cluster, grpc, status, flags, protocol }) => {
  const service = cluster.split('|')[3]?.replace(/ @ .*$/, '') || 'unknown';
  const [name = 'unknown', namespace = 'unknown'] = service.endsWith('.svc.cluster.local')
    ? service.split('.')
    : [service];
  return {
    reporter: 'source',
    source_workload: proxy === '' ? 'istio-ingressgateway' : proxy,
    destination_service: service,
    destination_service_name: name,
    destination_service_namespace: namespace,
    request_protocol: protocol === '-' ? 'tcp' : grpc ? 'grpc' : 'http',
    response_code: String(status),
    response_flags: flags,
  };
};

const listenerLabels: LabelsOf = ({ listener }) => ({ envoy_http_conn_manager_prefix: `outbound_${listener}` });
const routeLabels: LabelsOf = ({ virtualHost, route }) => ({ envoy_virtual_host: virtualHost, envoy_route: route });
const clusterLabels: LabelsOf = ({ cluster }) => ({ envoy_cluster_name: cluster });
const classLabel: LabelsOf = ({ status }) => ({ envoy_response_code_class: String(Math.floor(status / 100)) });
