import type { CertificatesState } from '#contract/reach.ts';
import type { Failure } from '#core/failure.ts';
import { doorsOf } from '#core/reach/doors.ts';
import type { LocalCa } from '../../gateway/tls/local-ca.ts';
import type { ServedTls } from '../../gateway/tls/served.ts';
import type { StoreWorld } from '../../trust/store.ts';
import { createTrustOs } from '../../trust/trust-os.ts';
import { createAuthority } from './authority.ts';
import { servedCertificates } from './certificate-facts.ts';
import { elevationOf } from './elevation.ts';
import { reachNowhere } from './nowhere.ts';
import type { CertificatesPart, PartWorld } from './part.ts';
import type { ReachGateway } from './reach-gateway.ts';

/** The local authority, who trusts it, and what listeners show. `stores`: for tests, instead of this machine. */
export const createCertificates = (
  world: PartWorld,
  stores: StoreWorld = storesHere(world.system),
): CertificatesPart => {
  const { dataFolder, clock, log } = world;
  const authority = createAuthority({
    ...stores,
    ca: () => required(world.gateway().ca),
    names: () => signedNames(world.gateway()),
    ...(dataFolder !== undefined && { dataFolder }),
  });
  let asked: Promise<CertificatesState> | undefined;
  const look = async (): Promise<CertificatesState> => {
    if (world.gateway().ca === undefined) return reachNowhere()['certificates.list'](null);
    const [state, served] = await Promise.all([authority.state(), world.gateway().served()]);
    return { ...state, served: servedCertificates(served, clock()) };
  };
  /** Stores are read by programs that take their time; whoever asks meanwhile gets the same answer. */
  const state = (): Promise<CertificatesState> => {
    asked ??= look().finally(() => {
      asked = undefined;
    });
    return asked;
  };
  const changing = async <T>(what: string, work: () => Promise<T>): Promise<T | { ok: false; failure: Failure }> => {
    if (world.gateway().ca === undefined) return { ok: false, failure: none };
    try {
      return await work();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      log('error', `${what} failed`, { reason });
      return { ok: false, failure: { code: 'certificates/failed', message: `${what} failed: ${reason}` } };
    } finally {
      // What was asked before is no longer true.
      asked = undefined;
      world.changed();
    }
  };
  return {
    handlers: {
      'certificates.list': state,
      'certificates.trust': ({ store }) => changing('trusting the local authority', () => authority.trust(store)),
      'certificates.untrust': ({ store }) => changing('taking out the local authority', () => authority.untrust(store)),
      'certificates.client': ({ name }) => changing('making a client certificate', () => authority.client(name)),
      'certificates.authority': ({ from }) =>
        changing('changing the authority', async () => {
          const used = await authority.use(from);
          return used.ok ? { ok: true, value: await look() } : used;
        }),
    },
    state,
    follow: () => {},
    close: async () => {},
  };
};

/** The stores of this machine, and its way to the rights of the administrator. */
export const storesHere = (system: PartWorld['system']): StoreWorld => {
  const { elevate, way } = elevationOf(system);
  return { os: createTrustOs(system), elevate, canAsk: async () => (await way()) !== 'command' };
};

/** The hosts behind servers that show a certificate of the local authority; their own names where these are known. */
const signedNames = async (gateway: ReachGateway): Promise<readonly string[]> => {
  const own = (await gateway.served()).filter(({ shows }) => shows.from.is === 'authority');
  return doorsOf(gateway.table(), gateway.listeners())
    .filter(({ scheme, passthrough, host }) => scheme === 'https' && !passthrough && host !== '*')
    .filter((door) => own.some((one) => one.listener === door.listener && isShown(one, door.host)))
    .map(({ host }) => host);
};

const isShown = ({ servers }: ServedTls, host: string): boolean =>
  servers.length === 0 || servers.some((name) => name === host || isBelow(host, name) || isBelow(name, host));

const isBelow = (name: string, wildcard: string): boolean =>
  wildcard.startsWith('*.') && name.endsWith(wildcard.slice(1));

const required = (ca: LocalCa | undefined): LocalCa => {
  if (ca === undefined) throw new Error('there is no local authority here');
  return ca;
};

const none: Failure = { code: 'certificates/none', message: 'there is no local authority here; start "slipway run"' };
