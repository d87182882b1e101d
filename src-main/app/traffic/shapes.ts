import type { Exchange } from '#core/traffic/exchange.ts';
import type { Stored } from './stored.ts';

/** What many exchanges of a pack have in common; kept once. What is undefined is absent from its JSON. */
export type Shape = Readonly<
  Pick<
    Exchange,
    'generation' | 'listener' | 'method' | 'scheme' | 'authority' | 'protocol' | 'flags' | 'details' | 'downstreamLocal'
  >
> & {
  readonly proxy: string | undefined;
  readonly terminationDetails: string | undefined;
  readonly virtualHost: string | undefined;
  readonly userAgent: string | undefined;
  readonly serverName: string | undefined;
  readonly stream: Exchange['stream'];
  readonly open: Exchange['open'];
  readonly route: Exchange['route'];
  readonly cluster: string | undefined;
  readonly host: string | undefined;
  readonly transportFailure: string | undefined;
  readonly upstreamAuthority: string | undefined;
  readonly sentMethod: string | undefined;
  readonly sentAuthority: string | undefined;
};

export type Shapes = {
  /** The number of what this exchange has in common with others. */
  readonly of: (exchange: Exchange, sent: Stored['sent']) => number;
  readonly all: () => readonly Shape[];
  readonly clear: () => void;
};

/** So many of a route are looked at, newest first: where clients differ that much, another entry costs less than the search. */
const looked = 8;

export const createShapes = (): Shapes => {
  let all: Shape[] = [];
  const byRoute = new Map<string, number[]>();
  return {
    all: () => all,
    clear: () => {
      all = [];
      byRoute.clear();
    },
    of: (exchange, sent) => {
      const key = exchange.route?.id ?? '';
      let known = byRoute.get(key);
      if (known === undefined) {
        known = [];
        byRoute.set(key, known);
      }
      for (let i = known.length - 1; i >= 0 && i >= known.length - looked; i--) {
        const at = known[i] as number;
        if (isSame(all[at] as Shape, exchange, sent)) return at;
      }
      known.push(all.length);
      return all.push(shapeOf(exchange, sent)) - 1;
    },
  };
};

const shapeOf = (one: Exchange, sent: Stored['sent']): Shape => ({
  generation: one.generation,
  listener: one.listener,
  proxy: one.proxy,
  method: one.method,
  scheme: one.scheme,
  authority: one.authority,
  protocol: one.protocol,
  flags: one.flags,
  details: one.details,
  terminationDetails: one.terminationDetails,
  virtualHost: one.virtualHost,
  userAgent: one.userAgent,
  serverName: one.serverName,
  downstreamLocal: one.downstreamLocal,
  stream: one.stream,
  open: one.open,
  route: one.route,
  cluster: one.upstream?.cluster,
  host: one.upstream?.host,
  transportFailure: one.upstream?.transportFailure,
  upstreamAuthority: one.upstream?.authority,
  sentMethod: sent?.method,
  sentAuthority: sent?.authority,
});

/** Written out, because it is asked for every exchange. Within a generation the id of a route says where it comes from. */
const isSame = (shape: Shape, one: Exchange, sent: Stored['sent']): boolean => {
  const { upstream, route } = one;
  return (
    shape.generation === one.generation &&
    shape.authority === one.authority &&
    shape.host === upstream?.host &&
    shape.details === one.details &&
    shape.userAgent === one.userAgent &&
    shape.method === one.method &&
    shape.flags === one.flags &&
    shape.listener === one.listener &&
    shape.proxy === one.proxy &&
    shape.scheme === one.scheme &&
    shape.protocol === one.protocol &&
    shape.terminationDetails === one.terminationDetails &&
    shape.virtualHost === one.virtualHost &&
    shape.serverName === one.serverName &&
    shape.downstreamLocal === one.downstreamLocal &&
    shape.stream === one.stream &&
    shape.open === one.open &&
    shape.cluster === upstream?.cluster &&
    shape.transportFailure === upstream?.transportFailure &&
    shape.upstreamAuthority === upstream?.authority &&
    shape.sentMethod === sent?.method &&
    shape.sentAuthority === sent?.authority &&
    shape.route?.id === route?.id &&
    shape.route?.name === route?.name
  );
};
