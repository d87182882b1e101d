import { hostOf } from '#core/route/authority.ts';
import { decide } from '#core/route/decide.ts';
import type { Decision, Forward } from '#core/route/decision.ts';
import type { Facts } from '#core/route/facts.ts';
import { behindAlias } from '#core/route/localhost-alias.ts';
import { goesRound } from '../own-ports.ts';
import { raise } from '../record.ts';
import { type Alias, towardsService } from '../step/alias-headers.ts';
import { preflight } from '../step/cors.ts';
import { edgeHeaders } from '../step/edge-headers.ts';
import { fault } from '../step/fault.ts';
import { grpcRequestLines, grpcWebOf, grpcWebReply } from '../step/grpc-web.ts';
import { redirect } from '../step/redirect.ts';
import { respond } from '../step/respond.ts';
import { askFirst } from './ask-first.ts';
import { preferred } from './choose-host.ts';
import { factsOf } from './facts.ts';
import { guarded } from './failed.ts';
import { forward } from './forward.ts';
import { forwardUpgrade } from './forward-upgrade.ts';
import { answerLocally, type LocalReply } from './local-reply.ts';
import type { Malformed, Reply, Request } from './message.ts';
import { type Generation, proxyOf, type ServeWorld, type Turn } from './turn.ts';
import { unanswered } from './unanswered.ts';

/**
 * Answers one request of `listener` by the table of `generation`, whatever happens: a bug in a step costs a 500 with an id that is
 * also in the log, and nothing else. Once the listener is
 * `leaving`, its connections end behind their replies.
 */
export function serveHttp(
  world: ServeWorld,
  generation: Generation,
  listener: string,
  request: Request,
  reply: Reply,
  leaving: () => boolean,
): void {
  try {
    begin(world, generation, listener, request, reply, leaving);
  } catch (error) {
    // Before there is a turn there is nothing to answer with; the connection goes, the gateway stays.
    world.log('error', 'a request could not be begun because of a bug in the gateway', { trace: String(error) });
    reply.abort();
  }
}

function begin(
  world: ServeWorld,
  generation: Generation,
  listener: string,
  request: Request,
  bare: Reply,
  leaving: () => boolean,
): void {
  const { connection } = request;
  const life = world.recorder.begin(generation.number, connection);
  const edge = edgeHeaders(request.headers, connection, world.ownAddress, world.dice);
  life.listener = listener;
  const proxy = proxyOf(generation, listener);
  if (proxy !== undefined) life.proxy = proxy;
  life.method = request.method;
  life.path = request.target;
  life.protocol = protocolNames[request.version];
  life.requestHeaders = request.headers;
  life.requestId = edge.requestId;
  life.forwardedFor = edge.forwardedFor;
  const reply = world.recorder.record(life, request, bare);
  const found = factsOf(request, listener);
  let turn: Turn;
  if ('status' in found) {
    turn = { world, generation, request, reply, life, edge, closing: true, leaving, answered: false };
    return guarded(turn, () => answerLocally(turn, { ...found, body: '', close: true }));
  }
  const circle = circleOf(proxy, edge.forwardedFor, world.ownAddress);
  if (circle !== undefined) {
    turn = { world, generation, request, reply, life, edge, closing: true, leaving, answered: false };
    return guarded(turn, () => answerLocally(turn, circle));
  }
  // Routes see what the service would see, not what the client claimed (reference 4.6, step 9 before step 10).
  const facts = behindAlias(generation.loaded, { ...found, headers: edge.lines });
  const alias = aliasOf(found, facts);
  turn = { world, generation, request, reply, life, edge, facts, closing: false, leaving, answered: false };
  if (alias) {
    const lines = towardsService(edge.lines, alias);
    turn = { ...turn, alias, edge: { ...edge, lines }, facts: { ...facts, headers: lines } };
  }
  life.authority = facts.authority ?? '';
  if (world.mapped.any()) world.mapped.served(connection, hostOf(life.authority));
  life.path = facts.target;
  guarded(turn, () => {
    const decision = decide(generation.loaded, turn.facts ?? facts, world.dice, (action) => preferred(turn, action));
    turn.decision = decision;
    follow(translated(turn), decision);
  });
}

const aliasOf = (sent: Facts, meant: Facts): Alias | undefined =>
  sent.authority === undefined || meant.authority === undefined || sent.authority === meant.authority
    ? undefined
    : { scheme: sent.tls ? 'https' : 'http', asked: sent.authority, meant: meant.authority };

/** What leads back to the gateway that it came from would go round for as long as there are ports. */
function circleOf(proxy: string | undefined, forwardedFor: string, ownAddress: string): LocalReply | undefined {
  if (proxy === undefined) return goesRound(forwardedFor, ownAddress) ? ownCircle : undefined;
  return proxy !== 'mesh' && forwardedFor.split(',').length > mostHops ? egressCircle : undefined;
}

const mostHops = 20;

const ownCircle = {
  status: 508,
  details: 'gateway_circle',
  body: 'this request has come back to this gateway again and again: its service is bound to a port of the gateway itself; bind it to the port of a program\n',
  close: true,
} as const;

const egressCircle = {
  status: 508,
  details: 'mesh_circle',
  body: 'the routes of this egress gateway lead back to it; tell the hops of the VirtualService apart by "match.gateways"\n',
  close: true,
} as const;

/** Behind the choice of the route, as Envoy's filter is (reference 5.3): what GRPC-WEB servers make of their clients' requests. */
function translated(turn: Turn): Turn {
  const { generation, life, edge, request, reply } = turn;
  if (generation.loaded.listeners.get(life.listener)?.plain?.chain.protocol !== 'GRPC-WEB') return turn;
  const web = grpcWebOf(edge.lines);
  if (!web) return turn;
  return {
    ...turn,
    edge: { ...edge, lines: grpcRequestLines(edge.lines), wantsTrailers: true },
    reply: grpcWebReply(reply, web, request.version),
  };
}

function follow(turn: Turn, decision: Decision): void {
  const { life, request } = turn;
  if (decision.path !== undefined) life.path = decision.path;
  if (decision.virtualHost) life.virtualHost = decision.virtualHost.name;
  if (decision.outcome === 'reject') {
    const { status, flag, details, body, close } = decision;
    const answer = { status, flag, details, body, close };
    if (decision.location !== undefined) return answerLocally(turn, { ...answer, location: decision.location });
    return unanswered(turn, answer);
  }
  life.route = decision.route;
  const { upgrade } = request;
  // Reference 5.14. The h2c offer was taken out with the other hop-by-hop lines: the request is an ordinary one.
  if (upgrade !== undefined && upgrade !== 'websocket' && upgrade !== 'h2c') {
    return answerLocally(turn, { status: 403, details: 'upgrade_failed', body: '', close: true });
  }
  if (decision.outcome !== 'forward' && decision.cors) {
    if (decision.cors.is === 'preflight') return preflight(turn, decision.cors.lines);
    turn.cors = decision.cors.lines;
  }
  switch (decision.outcome) {
    case 'redirect':
      return redirect(turn, decision);
    case 'respond':
      return respond(turn, decision);
    case 'forward':
      if (!decision.fault) return onward(turn, decision);
      return fault(turn, decision.fault, decision.destination.responseHeaders, () => onward(turn, decision));
  }
}

/** Behind the fault: CORS, whoever is asked first, then the service (reference 5.3). */
function onward(turn: Turn, decision: Forward): void {
  const { cors } = decision;
  if (cors) {
    if (cors.is === 'preflight') return preflight(turn, cors.lines);
    turn.cors = cors.lines;
  }
  askFirst(turn, decision, () => {
    if (turn.request.upgrade === 'websocket') forwardUpgrade(turn, decision);
    else forward(turn, decision);
  });
}

const protocolNames = { '1.0': 'HTTP/1.0', '1.1': 'HTTP/1.1', '2': 'HTTP/2' } as const;

/** For the record: what the engine answered because it was not a request. */
export function recordMalformed(world: ServeWorld, generation: Generation, listener: string, what: Malformed): void {
  const life = world.recorder.begin(generation.number, what.connection);
  life.listener = listener;
  const proxy = proxyOf(generation, listener);
  if (proxy !== undefined) life.proxy = proxy;
  life.status = what.status;
  life.details = what.details;
  life.path = '-';
  life.method = '-';
  if (what.protocol) life.protocol = what.protocol;
  raise(life, 'DPE');
  world.recorder.finish(life);
}
