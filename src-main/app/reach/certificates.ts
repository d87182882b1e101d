import type { CertificatesState } from '#contract/reach.ts';
import type { Failure } from '#core/failure.ts';
import type { LocalCa } from '../../gateway/tls/local-ca.ts';
import type { StoreWorld } from '../../trust/store.ts';
import { createAuthority } from './authority.ts';
import { storesHere } from './authority-here.ts';
import { servedCertificates } from './certificate-facts.ts';
import { reachNowhere } from './nowhere.ts';
import type { CertificatesPart, PartWorld } from './part.ts';
import type { ReachGateway } from './reach-gateway.ts';
import { signedNames } from './signed-names.ts';

/** The local authority, who trusts it, and what listeners show. `stores`: for tests, instead of this machine. */
export const createCertificates = (
  world: PartWorld,
  stores: StoreWorld = storesHere(world.system),
): CertificatesPart => {
  const { dataFolder, clock, log } = world;
  const authority = createAuthority({
    ...stores,
    ca: () => required(world.gateway().ca),
    names: () => namesOf(world.gateway()),
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

const namesOf = async (gateway: ReachGateway): Promise<readonly string[]> => {
  const served = (await gateway.served()).map(({ listener, servers, shows }) => ({
    listener,
    servers,
    from: shows.from,
  }));
  return signedNames(gateway.table(), gateway.listeners(), served);
};

const required = (ca: LocalCa | undefined): LocalCa => {
  if (ca === undefined) throw new Error('there is no local authority here');
  return ca;
};

const none: Failure = { code: 'certificates/none', message: 'there is no local authority here; start "slipway run"' };
