import { isIP, type Socket } from 'node:net';
import { connect, createSecureContext, type SecureContext } from 'node:tls';
import type { Secrets } from '#core/resource/kubernetes/secret.ts';
import type { UpstreamTls } from '#core/route/cluster-policy.ts';
import type { Cluster, Table } from '#core/route/table.ts';
import type { Diagnostic } from '#core/text/diagnostic.ts';
import type { Clock } from '#core/world.ts';
import type { LocalCa } from '../../tls/local-ca.ts';
import type { Want } from '../dial.ts';
import type { Host } from '../host.ts';
import type { UpstreamFailure } from '../upstream.ts';
import { carriesName } from './name-problem.ts';
import { chainDetail, handshakeReason, secretMissing, verifyReason } from './tls-reason.ts';
import { filesOf, readUpstreamMaterial } from './upstream-material.ts';

export type SecuredUpstream =
  /** The socket that was given, where the policy of its cluster asks for no TLS. */
  { readonly is: 'connected'; readonly socket: Socket } | { readonly is: 'failed'; readonly failure: UpstreamFailure };

/** Speaks TLS on an open connection as the policy of its host's cluster asks. `done` once; the raw socket is the caller's to end. */
export type Secure = (socket: Socket, host: Host, want: Want, done: (secured: SecuredUpstream) => void) => void;

export type UpstreamTlsKeeper = {
  /**
   * Reads every key and certificate that the policies of a table name. Never rejects: what cannot be used fails its own connections
   * alone, and is told at its line. From here on new connections use what was read.
   */
  readonly prepare: (table: Table, secrets: Secrets) => Promise<{ readonly diagnostics: readonly Diagnostic[] }>;
  readonly secure: Secure;
};

type Options = {
  readonly ca: LocalCa;
  readonly clock: Clock;
  /** The authorities that this machine trusts, as PEM; asked for when a policy needs them. */
  readonly systemAuthorities: () => readonly string[];
};

/** `context` is absent where its material cannot be used. */
type Ready = { readonly context?: SecureContext };

export function createUpstreamTls({ ca, clock, systemAuthorities }: Options): UpstreamTlsKeeper {
  /** A policy belongs to one table, so what it needs goes with it. */
  const ready = new WeakMap<UpstreamTls, Ready>();
  /** By what the policy says: files that are damaged or gone for a while do not stop a service that was reached with them. */
  let good = new Map<string, Ready>();
  let trusted: readonly string[] | undefined;
  const system = () => {
    trusted ??= systemAuthorities();
    return trusted;
  };

  const read = async (policy: UpstreamTls, secrets: Secrets, tell: (one: Diagnostic) => void): Promise<Ready> => {
    const { place } = policy.origin;
    try {
      const options = await readUpstreamMaterial(policy, {
        secrets,
        ca,
        system,
        now: clock(),
        tell: ({ code, message, serves }) => tell({ severity: serves ? 'warning' : 'error', code, message, place }),
      });
      return options === undefined ? {} : { context: createSecureContext(options) };
    } catch (error) {
      // What the library says of a list of revocations or of a key; never what stands in them.
      const { reason, code, message: words } = error as { reason?: string; code?: string; message: string };
      const message = `TLS to this service cannot be set up (${reason ?? code ?? words}); correct its certificates`;
      tell({ severity: 'error', code: 'tls/refused', message, place });
      return {};
    }
  };

  return {
    prepare: async ({ clusters }, secrets) => {
      const diagnostics = new Map<string, Diagnostic>();
      const tell = (one: Diagnostic) =>
        diagnostics.set(`${one.code} ${one.place.file} ${one.place.range[0]} ${one.message}`, one);
      // Every subset and port repeats the policy of its rule.
      const same = new Map<string, Promise<Ready>>();
      const goodNow = new Map<string, Ready>();
      for (const tls of spokenIn(clusters)) {
        const key = JSON.stringify(tls);
        const reading = same.get(key) ?? read(tls, secrets, tell);
        same.set(key, reading);
        const now = await reading;
        const before = now.context === undefined && filesOf(tls).length > 0 ? good.get(key) : undefined;
        const used = before ?? now;
        if (used.context) goodNow.set(key, used);
        ready.set(tls, used);
      }
      good = goodNow;
      return { diagnostics: [...diagnostics.values()] };
    },
    secure: (socket, host, want, done) => {
      const { config } = host.cluster;
      const policy = host.tls ?? config.policy?.tls;
      if (!policy || isBareHop(policy, config)) return done({ is: 'connected', socket });
      const context = ready.get(policy)?.context;
      if (!context) return done(failure(secretMissing));
      handshake(socket, context, wishOf(policy, config, want), done);
    },
  };
}

/** What policies of clusters say, and endpoints for themselves. */
const spokenIn = (clusters: Table['clusters']): readonly UpstreamTls[] =>
  Object.values(clusters).flatMap(({ policy, endpoints }) => [
    ...(policy?.tls ? [policy.tls] : []),
    ...endpoints.flatMap((one) => (one.at === 'address' && one.tls ? [one.tls] : [])),
  ]);

/** Files of a table's policies, which are worth watching. */
export const upstreamFiles = ({ clusters }: Table): readonly string[] =>
  Object.values(clusters).flatMap(({ policy }) => (policy?.tls ? filesOf(policy.tls) : []));

/**
 * In a mesh the sidecar in front of a service ends ISTIO_MUTUAL and hands its service plaintext. Services here have no sidecar, so that
 * they get what it would hand them. Listeners of this machine end it themselves; and hosts outside of the mesh never had one.
 */
const isBareHop = ({ mode }: UpstreamTls, { boundBy }: Cluster): boolean =>
  mode === 'ISTIO_MUTUAL' && boundBy !== 'gateway' && boundBy !== 'service-entry';

type Wish = {
  readonly serverName: string | undefined;
  /** Names of which the certificate must carry one; empty: any will do. */
  readonly names: readonly string[];
  readonly wildcards: boolean;
  readonly verify: boolean;
  readonly alpn: readonly string[];
};

/** Reference 6.7. Only HTTP has a host from which Envoy can tell a name; a written `sni` is not taken for the name of a certificate. */
function wishOf(policy: UpstreamTls, { port, subset = '', host, protocol }: Cluster, want: Want): Wish {
  const { mode, sni, subjectAltNames, verify } = policy;
  // Istio announces HTTP/2 alone: a service asked for nothing speaks HTTP/1.1.
  const alpn = want.alpn === 'h2' ? ['h2'] : [];
  if (mode === 'ISTIO_MUTUAL') {
    const usual = `outbound_.${port}_.${subset}_.${host}`;
    const among = want.alpn === undefined || protocol === 'tcp' ? [] : [want.alpn];
    return { serverName: sni ?? usual, names: [], wildcards: false, verify: true, alpn: among };
  }
  const asked = want.alpn === undefined ? undefined : want.serverName;
  const serverName = sni ?? (asked !== undefined && isIP(asked) === 0 ? asked : undefined);
  const names = subjectAltNames.length > 0 || sni !== undefined || asked === undefined ? subjectAltNames : [asked];
  return { serverName, names, wildcards: policy.wildcardNames === true, verify, alpn };
}

function handshake(raw: Socket, context: SecureContext, wish: Wish, done: (secured: SecuredUpstream) => void): void {
  let over = false;
  const settle = (secured: SecuredUpstream) => {
    if (over) return;
    over = true;
    raw.off('close', closed);
    // OpenSSL is still at work on this socket here, and node crashes when it is taken away.
    if (secured.is === 'failed') setImmediate(done, secured);
    else done(secured);
  };
  // Its error, which tells more, may be on its way.
  const closed = () => void setImmediate(() => settle(failure(undefined)));
  raw.once('close', closed);
  const socket = connect({
    socket: raw,
    secureContext: context,
    ...(wish.serverName !== undefined && { servername: wish.serverName }),
    ...(wish.alpn.length > 0 && { ALPNProtocols: [...wish.alpn] }),
    // Judged below, so that the reason can be told in Envoy's words.
    rejectUnauthorized: false,
    checkServerIdentity: () => undefined,
  });
  socket.on('error', (error) => settle(failure(handshakeReason(error))));
  socket.once('secureConnect', () => {
    const problem = wish.verify ? problemOf(socket, wish) : undefined;
    settle(problem === undefined ? { is: 'connected', socket } : failure(verifyReason(problem)));
  });
}

function problemOf(socket: ReturnType<typeof connect>, { names, wildcards }: Wish): string | undefined {
  // The types say an error; it is its code.
  const untrusted = socket.authorized ? undefined : String(socket.authorizationError ?? 'unknown');
  if (untrusted !== undefined) return chainDetail(untrusted);
  const certificate = socket.getPeerX509Certificate();
  if (certificate === undefined) return 'no certificate';
  return names.length === 0 || carriesName(certificate, names, wildcards) ? undefined : 'verify SAN list';
}

const failure = (transport: string | undefined): SecuredUpstream => ({
  is: 'failed',
  failure: { reason: 'remote connection failure', ...(transport !== undefined && { transport }) },
});
