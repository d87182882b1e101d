import type { ExpectedAnswer } from '../resource/local/route-test.ts';
import type { ExplainedDestination, Explanation } from './explanation.ts';
import { statusOf } from './test-faults.ts';

/** What becomes of a request now, as a RouteTest expects it: services with their shares, or the answer of the gateway. */
export const expectNow = (explanation: Explanation, namespace: string): ExpectedAnswer => {
  const { decision, destinations, connection } = explanation;
  if (connection || decision.outcome === 'forward') {
    const answered = statusOf(explanation);
    if (answered !== undefined && decision.outcome === 'forward' && decision.fault?.abort) return { status: answered };
    return {
      destinations: servicesOf(destinations, namespace),
      ...(decision.outcome === 'forward' && {
        ...(decision.originalPath !== undefined && { path: decision.upstreamPath }),
        ...(decision.upstreamAuthority !== explanation.request.authority && { authority: decision.upstreamAuthority }),
      }),
    };
  }
  if (decision.outcome === 'reject') {
    if (decision.location !== undefined) return { status: decision.status, location: decision.location };
    return { matched: false, ...(decision.status > 0 && { status: decision.status }) };
  }
  return { status: decision.status, ...(decision.outcome === 'redirect' && { location: decision.location }) };
};

/** The services as a test of this namespace names them, each with its share where there are several. */
export const servicesOf = (
  destinations: readonly ExplainedDestination[],
  namespace: string,
): NonNullable<ExpectedAnswer['destinations']> => {
  const total = destinations.length > 1 ? destinations.reduce((sum, { weight }) => sum + weight, 0) : 0;
  return destinations.map(({ weight, ...one }) => ({
    ...serviceIn(one, namespace),
    ...(total > 0 && { share: Math.round((weight / total) * 1000) / 10 }),
  }));
};

type Service = { readonly host: string; readonly port: number; readonly subset?: string };

/** A service of the namespace by its short name, any other by its full one. */
export const serviceIn = ({ host, port, subset }: Service, namespace: string) => {
  const own = `.${namespace}.svc.`;
  return {
    host: host.includes(own) ? host.slice(0, host.indexOf(own)) : host,
    ...(port > 0 && { port }),
    ...(subset !== undefined && { subset }),
  };
};
