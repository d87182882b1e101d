import type { OutputOf, RequestInput } from '#contract/contract.ts';

type Exchange = OutputOf<'traffic.list'>[number];
type Answer = OutputOf<'gateway.explain'>;

type Arrival = {
  readonly request: RequestInput;
  readonly answer: Answer;
  readonly id: number;
  readonly generation: number;
  readonly now: number;
};

/** The record that the gateway would have made of one request. */
export const exchangeFor = ({ request, answer, id, generation, now }: Arrival): Exchange => {
  const url = new URL(request.url);
  const decision = answer.ok ? answer.value.decision : undefined;
  const { status, flags, details } = verdictOf(answer);
  const forwarded = decision?.outcome === 'forward' && decision.cluster?.boundBy !== 'nothing' ? decision : undefined;
  const chosen = decision === undefined || decision.outcome === 'reject' ? undefined : decision;
  return {
    id,
    generation,
    started: now,
    durationMs: 3 + ((id * 7) % 40),
    listener: decision?.listener?.id ?? '0.0.0.0_80',
    ...(request.via === 'mesh' ? { proxy: 'mesh' } : {}),
    method: request.method,
    scheme: url.protocol === 'https:' ? 'https' : 'http',
    authority: url.host,
    path: url.pathname + url.search,
    protocol: 'HTTP/1.1',
    requestHeaders: ['Host', url.host, 'user-agent', 'curl/8.9.1', ...request.headers.flat()],
    status,
    responseHeaders: ['server', 'istio-envoy', 'content-length', '0'],
    flags,
    details,
    bytesReceived: request.body?.length ?? 0,
    bytesSent: 0,
    ...(forwarded?.cluster === undefined
      ? {}
      : {
          upstream: {
            cluster: forwarded.cluster.name,
            host: '127.0.0.1:3001',
            serviceTimeMs: 2,
            attempts: 1,
            path: forwarded.upstreamPath,
            authority: forwarded.upstreamAuthority,
          },
        }),
    ...(chosen === undefined
      ? {}
      : {
          route: { id: chosen.route.id, name: chosen.route.name, origin: chosen.route.origin },
          virtualHost: chosen.virtualHost.name,
        }),
    requestId: `00000000-0000-4000-8000-${String(id).padStart(12, '0')}`,
    userAgent: 'curl/8.9.1',
    forwardedFor: '127.0.0.1',
    downstreamLocal: '127.0.0.1:8080',
    downstreamRemote: '127.0.0.1:50123',
  };
};

/** The response that `gateway.send` would bring back. */
export const replyFor = (request: RequestInput, answer: Answer): OutputOf<'gateway.send'> => {
  if (!answer.ok) return answer;
  const { status, flags } = verdictOf(answer);
  const decision = answer.value.decision;
  const location = decision.outcome === 'redirect' ? [['location', decision.location] as const] : [];
  const body = flags === 'UH' ? 'no healthy upstream' : status === 200 ? `{\n  "url": "${request.url}"\n}\n` : '';
  return {
    ok: true,
    value: {
      status,
      statusText: statusTexts[status] ?? '',
      headers: [...location, ['server', 'istio-envoy'], ['content-length', String(body.length)]],
      body,
      binary: false,
      truncated: false,
      durationMs: 12,
    },
  };
};

const statusTexts: Readonly<Record<number, string>> = {
  200: 'OK',
  301: 'Moved Permanently',
  404: 'Not Found',
  503: 'Service Unavailable',
};

const verdictOf = (answer: Answer): { readonly status: number; readonly flags: string; readonly details: string } => {
  if (!answer.ok) return { status: 503, flags: 'UF', details: 'upstream_reset_before_response_started' };
  const decision = answer.value.decision;
  if (decision.outcome === 'reject') {
    return { status: decision.status, flags: decision.flag, details: decision.details };
  }
  if (decision.outcome !== 'forward') return { status: decision.status, flags: '-', details: 'direct_response' };
  if (decision.cluster === undefined) return { status: 503, flags: 'NC', details: 'cluster_not_found' };
  if (decision.cluster.boundBy === 'nothing') return { status: 503, flags: 'UH', details: 'no_healthy_upstream' };
  const asked = /^\/status\/(\d{3})/.exec(decision.upstreamPath)?.[1];
  return { status: asked === undefined ? 200 : Number(asked), flags: '-', details: 'via_upstream' };
};
