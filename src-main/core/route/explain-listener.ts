import { hostOf } from './authority.ts';
import { fitsDomain } from './explain-hosts.ts';
import type { ExplainedListener } from './explanation.ts';
import type { Facts } from './facts.ts';
import type { LoadedChain } from './load.ts';
import type { Located } from './locate.ts';
import { isMeshListener } from './mesh-listeners.ts';
import type { FilterChain, Listener } from './table.ts';

/** How the listener was found: the port that was dialled, and where it is really open. */
export type Dialled = { readonly port: number; readonly bound?: number };

/** Who takes the connection, what becomes of TLS, and which way is taken; undefined where nothing listens. */
export const explainListener = (
  { listener, chain }: Pick<Located, 'listener' | 'chain'>,
  facts: Facts,
  dialled?: Dialled,
): ExplainedListener | undefined => {
  if (listener === undefined) return undefined;
  const on = listener.listener;
  const port = on.declaredPorts[0] ?? on.port;
  const bound = dialled?.bound;
  return {
    id: on.id,
    port,
    ...(bound !== undefined && bound !== port && { bound }),
    message: sayListener(on, port, dialled),
    tls: sayTls(facts, chain, on),
    chains: on.chains.map((one) => {
      const chosen = one === chain?.chain;
      const origin = one.servers[0]?.origin;
      return { chosen, message: sayChain(one, chosen, facts, chain?.chain), ...(origin && { origin }) };
    }),
  };
};

const sayListener = (listener: Listener, port: number, dialled: Dialled | undefined): string => {
  if (isMeshListener(listener)) return `the sidecar of the client takes what goes to port ${listener.port}`;
  const whose = listener.proxy === undefined ? '' : ` of the egress gateway ${listener.proxy}`;
  const { bound } = dialled ?? {};
  const asked = dialled?.port ?? port;
  if (bound !== undefined && bound !== port && asked === bound)
    return `port ${bound} is where port ${port}${whose} is open on this machine`;
  const open = bound === undefined || bound === port ? '' : `; on this machine it is open as ${bound}`;
  if (listener.declaredPorts.includes(asked)) return `port ${asked} is declared by a server${whose}${open}`;
  return `port ${asked} stands for port ${port}${whose}${open}`;
};

const sayTls = (facts: Facts, chain: LoadedChain | undefined, listener: Listener): string => {
  const speaks = listener.chains.some(({ tls, sni }) => tls !== undefined || sni !== undefined);
  const name = facts.sni === undefined || facts.sni === '' ? 'no server name (SNI)' : `server name "${facts.sni}"`;
  if (!facts.tls) {
    return chain === undefined && speaks ? 'the request comes without TLS, and this port wants it' : 'no TLS';
  }
  if (chain === undefined) return `TLS with ${name}: no server here takes that`;
  const { tls, sni } = chain.chain;
  if (tls === undefined && sni === undefined) return 'TLS is not looked at: its bytes go on as they are';
  if (tls === undefined || tls.certificates === undefined) return `TLS with ${name} is passed through unread`;
  const asks =
    tls.clients === undefined ? '' : `, and the client ${tls.clients.required ? 'must' : 'may'} show a certificate`;
  const host = facts.authority === undefined ? undefined : hostOf(facts.authority);
  const differs =
    host !== undefined && facts.sni !== undefined && facts.sni !== '' && host !== facts.sni.toLowerCase()
      ? `; the Host header says "${host}"`
      : '';
  return `TLS with ${name} is ended here (${tls.mode}${tls.credentialName === undefined ? '' : `, credential "${tls.credentialName}"`})${asks}${differs}`;
};

const sayChain = (
  { sni, tls, protocol }: FilterChain,
  chosen: boolean,
  facts: Facts,
  taken: FilterChain | undefined,
): string => {
  const speaksTls = tls !== undefined || sni !== undefined;
  const asked = (facts.sni ?? '').toLowerCase();
  const names = sni === undefined || sni.includes('*') ? 'any server name' : `server name ${sayNames(sni)}`;
  if (!speaksTls) {
    if (chosen) return `${protocol} without TLS`;
    return facts.tls ? `${protocol} is for connections without TLS` : `${protocol}: an earlier one takes them`;
  }
  if (chosen) return `${protocol} for ${names}`;
  if (!facts.tls) return `${protocol} for ${names} is for connections with TLS`;
  const fits = (sni ?? ['*']).some((name) => fitsDomain(name.toLowerCase(), asked));
  if (fits && taken) return `${protocol} for ${names} fits too, but another one is nearer`;
  return `${protocol} is for ${names}, not for ${asked === '' ? 'clients that name none' : `"${asked}"`}`;
};

const sayNames = (names: readonly string[]): string =>
  names.length > 4
    ? `${names
        .slice(0, 3)
        .map((name) => `"${name}"`)
        .join(', ')} and ${names.length - 3} more`
    : names.map((name) => `"${name}"`).join(', ');
