import type { Subject } from '../match/subject.ts';
import { hostOf } from './authority.ts';
import type { Reject } from './decision.ts';
import type { Facts } from './facts.ts';
import { findHost } from './host-index.ts';
import type { LoadedChain, LoadedListener, LoadedTable, LoadedVirtualHost } from './load.ts';
import { behindAlias } from './localhost-alias.ts';
import { normalisePath } from './normalise-path.ts';
import type { Listener } from './table.ts';

/** How far a request gets before any route is looked at. `reject` is there when it gets no further. */
export type Located = {
  readonly listener?: LoadedListener;
  readonly chain?: LoadedChain;
  readonly subject?: Subject;
  readonly host?: LoadedVirtualHost;
  readonly reject?: Reject;
};

/**
 * Listener, filter chain, request as routed and virtual host, in the order of reference 4.6: missing Host, targets that are no path,
 * fragment, normalisation, host lookup, `httpsRedirect`. A `.localhost` name is the host that it stands for. Limits, versions and upgrades are the gateway's and come before.
 */
export const locate = (loaded: LoadedTable, asked: Facts): Located => {
  const facts = behindAlias(loaded, asked);
  const listener = loaded.listeners.get(facts.listener);
  if (listener === undefined) return { reject: refused('no_listener', '-') };
  const { tls, plain } = listener;
  // To a chain that only moves bytes those of TLS are bytes, too.
  const bytes = plain?.hosts === undefined ? plain : undefined;
  const chain = facts.tls ? (findHost(tls, (facts.sni ?? '').toLowerCase()) ?? bytes) : plain;
  if (chain === undefined) return { listener, reject: refused('filter_chain_not_found', 'NR', listener.listener) };
  if (chain.hosts === undefined) return { listener, chain, reject: refused('not_http', '-', listener.listener) };

  const on = listener.listener;
  const { authority, target } = facts;
  if (authority === undefined) return { listener, chain, reject: localReply(400, 'missing_host_header', on, target) };

  const isConnect = facts.method === 'CONNECT';
  let subject: Subject;
  if (isConnect) subject = subjectOf(facts, authority, '', '', '');
  else {
    if (target === '') return { listener, chain, reject: localReply(404, 'missing_path_rejected', on) };
    if (target.charCodeAt(0) !== 47) {
      return { listener, chain, reject: localReply(404, 'absolute_path_rejected', on, target) };
    }
    const hash = target.indexOf('#');
    const whole = hash === -1 ? target : target.slice(0, hash);
    const mark = whole.indexOf('?');
    const raw = mark === -1 ? whole : whole.slice(0, mark);
    const path = normalisePath(raw, loaded.table.settings.pathNormalization);
    if (path === undefined) {
      return { listener, chain, reject: localReply(400, 'path_normalization_failed', on, whole) };
    }
    const routed = path === raw ? whole : mark === -1 ? path : path + whole.slice(mark);
    subject = subjectOf(facts, authority, path, mark === -1 ? '' : whole.slice(mark + 1), routed);
  }

  if (chain.chain.ownHosts) {
    const owner = findHost(listener.tls, hostOf(authority));
    // The client has shown a name that another certificate and other routes belong to (reference 2.2, RFC 9110 section 15.5.20).
    if (owner !== undefined && owner !== chain) {
      return { listener, chain, subject, reject: localReply(421, 'misdirected_request', on, subject.target) };
    }
  }
  const host = findHost(chain.hosts, hostOf(authority));
  if (host === undefined) return { listener, chain, subject, reject: notFound(on, subject) };
  const { virtualHost } = host;
  if (virtualHost.requireTls !== undefined && !facts.tls) {
    const reject: Reject = {
      ...localReply(301, 'direct_response', on, subject.target),
      location: `https://${authority}${subject.target}`,
      virtualHost,
      origin: virtualHost.requireTls,
    };
    return { listener, chain, subject, host, reject };
  }
  // CONNECT has no path, so that not even a route without conditions takes it (reference 5.14).
  if (isConnect) return { listener, chain, subject, host, reject: { ...notFound(on, subject), virtualHost } };
  return { listener, chain, subject, host };
};

const subjectOf = (facts: Facts, authority: string, path: string, query: string, target: string): Subject => ({
  method: facts.method,
  scheme: facts.tls ? 'https' : 'http',
  authority,
  path,
  query,
  target,
  headers: facts.headers,
  client: facts.client,
});

/** 404 NR: no virtual host, or no route in it. */
export const notFound = (listener: Listener, subject: Subject): Reject => ({
  outcome: 'reject',
  status: 404,
  flag: 'NR',
  details: 'route_not_found',
  body: '',
  close: false,
  listener,
  path: subject.target,
});

const localReply = (status: number, details: string, listener: Listener, path?: string): Reject => ({
  outcome: 'reject',
  status,
  flag: '-',
  details,
  body: '',
  close: status === 400 && details === 'missing_host_header',
  listener,
  ...(path !== undefined && { path }),
});

/** Nothing is answered: the connection is refused or closed. Status 0, as the access log prints it. */
export const refused = (details: string, flag: string, listener?: Listener): Reject => ({
  outcome: 'reject',
  status: 0,
  flag,
  details,
  body: '',
  close: true,
  ...(listener && { listener }),
});
