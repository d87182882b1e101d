import type { OperatorValue } from '#core/action/operators.ts';
import { operatorValues } from '#core/action/operators.ts';
import type { Decision } from '#core/route/decision.ts';
import type { Facts, HeaderLines } from '#core/route/facts.ts';
import type { LoadedTable } from '#core/route/load.ts';
import type { OpenPort } from '#core/route/localhost-alias.ts';
import type { Clock, Dice, Log } from '#core/world.ts';
import type { MappedNames } from '../mapped-names.ts';
import type { Life, Recorder } from '../record.ts';
import type { Alias } from '../step/alias-headers.ts';
import type { Copies } from '../step/copies.ts';
import type { EdgeHeaders } from '../step/edge-headers.ts';
import type { RequestHash } from '../step/request-hash.ts';
import type { Belongs } from '../step/session.ts';
import type { Upstreams } from '../upstream/upstreams.ts';
import type { Reply, Request } from './message.ts';

/** One table at work. A request belongs to the generation in which it began (invariant 5). */
export type Generation = { readonly number: number; readonly loaded: LoadedTable };

/** What serving needs from outside, the same for every request of a gateway. */
export type ServeWorld = {
  readonly clock: Clock;
  readonly dice: Dice;
  readonly log: Log;
  readonly recorder: Recorder;
  readonly upstreams: Upstreams;
  readonly copies: Copies;
  /** The value of a `date` line now. */
  readonly date: () => string;
  /** Stands for this proxy where a client on loopback would be told. */
  readonly ownAddress: string;
  readonly hostname: string;
  readonly mapped: MappedNames;
  /** Of the gateway, as they are now. */
  readonly listeners: () => readonly OpenPort[];
};

/** One request on its way through `serve`. */
export type Turn = {
  readonly world: ServeWorld;
  readonly generation: Generation;
  readonly request: Request;
  readonly reply: Reply;
  readonly life: Life;
  readonly edge: EdgeHeaders;
  /** Absent for what could not be read as a question to the table. */
  readonly facts?: Facts;
  /** The browser asked by a `.localhost` name; absent: by the name that routes see. */
  readonly alias?: Alias;
  decision?: Decision;
  /** Made for the first attempt, and the same for all that follow; absent where nothing is hashed. */
  hashed?: RequestHash;
  /** Where the client belongs by what it brought along; absent: nowhere. */
  belongs?: Belongs;
  /** Hosts whose localities further attempts leave. */
  left?: ReadonlySet<string>;
  /** What the route's CORS policy says on the answer, from the moment at which the request goes on to a service. */
  cors?: HeaderLines;
  /** The client's connection is to end behind this reply. */
  closing: boolean;
  /** Whether the listener is on its way out, which it may be by the time the reply begins. */
  readonly leaving: () => boolean;
  /** The head of the reply has been handed to the engine. */
  answered: boolean;
};

/** Reference 8.1: what sidecars say, whatever a gateway is told to say. */
export const sidecarServer = 'envoy';

/** The value of `server` on what this turn answers. */
export const serverOf = ({ request, generation }: Turn): string =>
  request.connection.original ? sidecarServer : generation.loaded.table.settings.serverHeader;

/** Whose lines those of a listener are, as `Exchange.proxy`. */
export const proxyOf = ({ loaded }: Generation, listener: string): string | undefined =>
  listener.startsWith('mesh_') ? 'mesh' : loaded.listeners.get(listener)?.listener.proxy;

/** Values of command operators in header operations, as of now. */
export function operators(turn: Turn, side: 'request' | 'response'): OperatorValue {
  const { life, request, world, edge } = turn;
  const { upstream } = life;
  return operatorValues(
    {
      method: life.method,
      scheme: request.connection.tls ? 'https' : 'http',
      authority: life.authority,
      path: life.path,
      protocol: life.protocol,
      started: life.started,
      hostname: world.hostname,
      downstreamRemote: request.connection.remote,
      downstreamLocal: request.connection.local,
      requestHeaders: edge.lines,
      flags: life.flags,
      details: life.details,
      requestId: life.requestId,
      bytesReceived: life.bytesReceived,
      routeName: life.route?.name ?? '',
      ...(request.connection.sni === undefined ? {} : { serverName: request.connection.sni }),
      ...(life.status === 0 ? {} : { status: life.status }),
      ...(upstream?.host === undefined ? {} : { upstreamHost: upstream.host }),
      ...(upstream?.localAddress === undefined ? {} : { upstreamLocal: upstream.localAddress }),
      ...(upstream === undefined ? {} : { upstreamCluster: upstream.cluster }),
    },
    side,
  );
}
