import type { ExpectedAnswer } from '../resource/local/route-test.ts';
import type { ExplainedDestination, Explanation } from './explanation.ts';
import { statusOf } from './test-faults.ts';

/**
 * What becomes of a request now, as a RouteTest expects it: services with their shares, or the answer of the gateway. `like` is an
 * expectation to keep to: what it asks for is answered anew, and nothing more is asked for where its sort of answer stays the same.
 */
export const expectNow = (explanation: Explanation, namespace: string, like?: ExpectedAnswer): ExpectedAnswer => {
  const { decision, destinations, connection } = explanation;
  const asks = (key: keyof ExpectedAnswer): boolean => like?.[key] !== undefined;
  if (connection || decision.outcome === 'forward') {
    const answered = statusOf(explanation);
    if (answered !== undefined && decision.outcome === 'forward' && decision.fault?.abort) return { status: answered };
    const several = destinations.length > 1;
    const total = destinations.reduce((sum, { weight }) => sum + weight, 0);
    return {
      ...(asks('matched') && { matched: true }),
      ...(asks('route') && decision.outcome !== 'reject' && { route: routeName(decision.route) }),
      destinations: destinations.map((one) => service(one, namespace, several ? total : undefined)),
      ...(decision.outcome === 'forward' && {
        ...((asks('path') || (!like && decision.originalPath !== undefined)) && { path: decision.upstreamPath }),
        ...((asks('authority') || (!like && decision.upstreamAuthority !== explanation.request.authority)) && {
          authority: decision.upstreamAuthority,
        }),
        ...(asks('timeout') && { timeout: decision.timeoutMs ?? 0 }),
        ...(asks('retries') && { retries: decision.retry?.retries ?? 0 }),
      }),
    };
  }
  if (decision.outcome === 'reject') {
    if (decision.location !== undefined) return { status: decision.status, location: decision.location };
    return { matched: false, ...(decision.status > 0 && { status: decision.status }) };
  }
  return {
    ...(asks('matched') && { matched: true }),
    ...(asks('route') && { route: routeName(decision.route) }),
    status: decision.status,
    ...(decision.outcome === 'redirect' && { location: decision.location }),
    ...(asks('body') && decision.outcome === 'respond' && { body: bodyOf(decision.body) }),
  };
};

const bodyOf = (body: { readonly text: string } | { readonly base64: string } | undefined): string =>
  body === undefined ? '' : 'text' in body ? body.text : body.base64;

/** The name, which stays when rules are moved; else where it stands. */
const routeName = ({
  name,
  origin,
}: {
  readonly name: string;
  readonly origin: { readonly kind: string; readonly namespace: string; readonly name: string; readonly path: string };
}): string =>
  name !== '' ? name : `${origin.kind} ${origin.namespace}/${origin.name} ${origin.path.replace(/^spec\./, '')}`;

const service = (
  { host, port, subset, weight }: ExplainedDestination,
  namespace: string,
  total: number | undefined,
) => {
  const own = `.${namespace}.svc.`;
  const short = host.includes(own) ? host.slice(0, host.indexOf(own)) : host;
  return {
    host: short,
    ...(port > 0 && { port }),
    ...(subset !== undefined && { subset }),
    ...(total !== undefined && total > 0 && { share: Math.round((weight / total) * 1000) / 10 }),
  };
};
