import { portStart } from '../match/port-start.ts';
import { hostOf } from './authority.ts';
import type { Facts } from './facts.ts';
import { findHost, type HostIndex } from './host-index.ts';
import type { LoadedListener, LoadedTable } from './load.ts';
import { isMeshListener } from './mesh-listeners.ts';
import type { Listener } from './table.ts';

/** RFC 6761 section 6.3: browsers lead every such name to this machine without asking anybody. */
const suffix = '.localhost';

/**
 * The facts of the request that a `.localhost` name stands for: `httpbin.example.com.localhost:8080` is asked as `httpbin.example.com`
 * where the listener has a host for that and none but `*` for the name as it was sent; the same object wherever it stands for nothing.
 * The port becomes the one that the listener declares. No Istio has this; a name that the documents give always comes first.
 */
export const behindAlias = (loaded: LoadedTable, facts: Facts): Facts => {
  const { authority } = facts;
  if (authority === undefined || !(mentions(authority) || mentions(facts.sni))) return facts;
  const listener = loaded.listeners.get(facts.listener);
  if (listener === undefined || !takesAliases(listener.listener)) return facts;
  const sni = facts.sni === undefined ? undefined : serverNameBehind(listener, facts.sni);
  const hosts = (facts.tls ? findHost(listener.tls, (sni ?? '').toLowerCase()) : listener.plain)?.hosts;
  const name = hostOf(authority);
  if (hosts === undefined || hostBehind(hosts, name) === undefined)
    return sni === undefined || sni === facts.sni ? facts : { ...facts, sni };
  const at = portStart(authority);
  const host = authority.slice(0, name.length - suffix.length);
  const port = declaredPort(listener.listener, at === -1 ? '' : authority.slice(at + 1), facts.tls);
  const meant = port === (facts.tls ? 443 : 80) ? host : `${host}:${port}`;
  return {
    ...facts,
    authority: meant,
    headers: facts.headers.map((line, i, all) => (i % 2 === 1 && all[i - 1]?.toLowerCase() === 'host' ? meant : line)),
    ...(sni !== undefined && { sni }),
  };
};

/**
 * By which server name the chain of a client is found: that behind a `.localhost` name where a chain that ends TLS and speaks HTTP is
 * there for it and none for the name itself; else the one that was sent.
 */
export const serverNameBehind = ({ tls, listener }: LoadedListener, sent: string): string => {
  const name = sent.toLowerCase();
  if (!name.endsWith(suffix) || !takesAliases(listener) || findNamed(tls, name)) return sent;
  const behind = name.slice(0, -suffix.length);
  return findNamed(tls, behind)?.hosts === undefined ? sent : behind;
};

/** Asked of every request: nearly all are done with by the first two looks. */
const mentions = (name: string | undefined): boolean =>
  name !== undefined && (name.includes('.l') || name.includes('.L')) && name.toLowerCase().includes(suffix);

/** The name without its suffix, where these hosts take that and not the name itself. Lower case. */
const hostBehind = <T>(hosts: HostIndex<T>, name: string): string | undefined => {
  if (!name.endsWith(suffix) || findNamed(hosts, name) !== undefined) return undefined;
  const behind = name.slice(0, -suffix.length);
  return behind === '' || findNamed(hosts, behind) === undefined ? undefined : behind;
};

/** Without `*`. */
const findNamed = <T>({ exact, suffixes }: HostIndex<T>, name: string): T | undefined =>
  findHost({ exact, suffixes }, name);

/** No browser gets to the others. */
const takesAliases = (listener: Listener): boolean => listener.proxy === undefined && !isMeshListener(listener);

const declaredPort = ({ declaredPorts, port }: Listener, written: string, tls: boolean): number => {
  const asked = written === '' ? (tls ? 443 : 80) : Number(written);
  return declaredPorts.includes(asked) ? asked : (declaredPorts[0] ?? port);
};

/** A port of a listener and where it is open. */
export type OpenPort = { readonly listener: string; readonly port: number; readonly bound?: number };

/**
 * The URL under which a browser that goes by `.localhost` names reaches what an absolute URL names: the same path at
 * `<host>.localhost:<open port>`; undefined where no open listener of the table takes that host on that port.
 */
export const aliasUrl = (loaded: LoadedTable, open: readonly OpenPort[], url: string): string | undefined => {
  const parts = /^(https?):\/\/([^/?#\\@]*)(.*)$/is.exec(url);
  if (parts === null) return undefined;
  const [, scheme = '', authority = '', rest = ''] = parts;
  const tls = scheme.toLowerCase() === 'https';
  const at = portStart(authority);
  const host = at === -1 ? authority : authority.slice(0, at);
  const port = at === -1 ? (tls ? 443 : 80) : Number(authority.slice(at + 1));
  for (const { listener, port: declared, bound } of open) {
    if (declared !== port || bound === undefined) continue;
    const alias = `${host}${suffix}:${bound}`;
    const facts = { listener, tls, method: 'GET', target: '/', authority: alias, headers: [] };
    const behind = behindAlias(loaded, tls ? { ...facts, sni: `${host}${suffix}` } : facts);
    if (behind.authority !== alias) return `${scheme}://${alias}${rest}`;
  }
  return undefined;
};
