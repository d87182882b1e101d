import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Wire } from '#contract/contract.ts';
import type { CertificatesState, ClientCertificate, TrustStore } from '#contract/reach.ts';
import type { Failure, Result } from '#core/failure.ts';
import type { Words } from '../words/words.ts';
import { unreachableIn } from './unreachable.ts';

/** Whose certificates are shown, and who trusts them, as main said last. */
export type CertificatesStoreState = {
  readonly known: CertificatesState | undefined;
  /** What is under way: the id of a store, `authority` or `client`. */
  readonly doing: string | undefined;
  /** What became of the last step with a store, by its id; `declined`: the person said no. */
  readonly reports: Readonly<Record<string, StoreReport>>;
  /** Why nothing came of what has no store: another authority, a certificate for a client. */
  readonly failure: Failure | undefined;
};

export type StoreReport =
  | { readonly is: 'done'; readonly wanted: 'trusted' | 'untrusted'; readonly store: TrustStore }
  | { readonly is: 'declined' }
  | { readonly is: 'failed'; readonly failure: Failure };

export type CertificatesStore = StoreApi<CertificatesStoreState> & {
  /** Asks main; what is known stays where main cannot be reached. */
  readonly refresh: () => Promise<void>;
  readonly trust: (store: string) => Promise<void>;
  readonly untrust: (store: string) => Promise<void>;
  readonly use: (from: 'mkcert' | 'own') => Promise<void>;
  readonly dismiss: () => void;
  readonly makeClient: (name: string) => Promise<ClientCertificate | undefined>;
};

export const createCertificatesStore = (wire: Pick<Wire, 'call'>, words: Words): CertificatesStore => {
  const unreachable = unreachableIn(words);
  const store = createStore<CertificatesStoreState>(() => ({
    known: undefined,
    doing: undefined,
    reports: {},
    failure: undefined,
  }));
  const refresh = async () => {
    const known = await wire.call('certificates.list', null).catch(() => undefined); // the window says when main is lost
    if (known !== undefined) store.setState({ known });
  };
  /** One thing at a time: each of them may ask the person something. */
  const during = async <T>(doing: string, work: () => Promise<Result<T>>): Promise<Result<T> | undefined> => {
    if (store.getState().doing !== undefined) return undefined;
    store.setState({ doing, failure: undefined });
    const result = await work().catch(unreachable);
    await refresh();
    store.setState({ doing: undefined });
    return result;
  };
  const change = async (wanted: 'trusted' | 'untrusted', id: string) => {
    const call = wanted === 'trusted' ? 'certificates.trust' : 'certificates.untrust';
    const result = await during(id, () => wire.call(call, { store: id }));
    if (result === undefined) return;
    const report = reportOf(result, wanted);
    store.setState(({ reports }) => ({ reports: { ...reports, [id]: report } }));
  };
  return {
    ...store,
    refresh,
    dismiss: () => store.setState({ failure: undefined }),
    trust: (id) => change('trusted', id),
    untrust: (id) => change('untrusted', id),
    use: async (from) => {
      const result = await during('authority', () => wire.call('certificates.authority', { from }));
      if (result?.ok === true) store.setState({ known: result.value, reports: {} });
      else if (result !== undefined) store.setState({ failure: result.failure });
    },
    makeClient: async (name) => {
      const result = await during('client', () => wire.call('certificates.client', { name }));
      if (result?.ok === false) store.setState({ failure: result.failure });
      return result?.ok === true ? result.value : undefined;
    },
  };
};

const reportOf = (result: Result<TrustStore>, wanted: 'trusted' | 'untrusted'): StoreReport => {
  if (result.ok) return { is: 'done', wanted, store: result.value };
  return result.failure.code === 'certificates/declined'
    ? { is: 'declined' }
    : { is: 'failed', failure: result.failure };
};
