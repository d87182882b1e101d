import type { Failure, Result } from '#core/failure.ts';
import type { StoreFinding, TrustStore } from '#core/reach/trust-store.ts';
import type { Certificate } from './certificate.ts';
import { findStores, storeAt } from './find-stores.ts';
import { sayFinding } from './finding.ts';
import type { Ledger, Written } from './ledger.ts';
import type { Held, Look, Store, StoreWorld } from './store.ts';

/** The authority that signs now, as stores are to know it. */
export type Wanted = {
  /** What a store is given. */
  readonly certificate: Certificate;
  /** Its file, for commands that a person types. */
  readonly file?: string;
  /** For which domains it vouches beyond the reserved ones; absent: any. */
  readonly domains?: readonly string[];
  /** Names for which it cannot vouch, because that would take in a whole top-level domain. */
  readonly left?: readonly string[];
  /** The authority's own certificate, which some have put into a store by hand; it vouches for everything. */
  readonly whole: Certificate;
  readonly wholeFile?: string;
};

export type TrustStores = {
  /** Every store, read anew. `wanted` is absent where there is no authority yet. Never rejects. */
  readonly list: (wanted: Wanted | undefined) => Promise<readonly TrustStore[]>;
  /** What is true afterwards is read from the store; asks the person at most once. Does nothing where the store trusts it already. */
  readonly trust: (id: string, wanted: Wanted) => Promise<Result<TrustStore>>;
  /** Takes out every certificate of ours, also of authorities of before; what others put there stays. */
  readonly untrust: (id: string, wanted: Wanted | undefined) => Promise<Result<TrustStore>>;
  /** The ids of stores with anything of ours in them, and of those that had and are gone. */
  readonly touched: (wanted: Wanted | undefined) => Promise<readonly string[]>;
};

export const createTrustStores = (world: StoreWorld, ledger: Ledger): TrustStores => {
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = last.then(work);
    last = mine.catch(() => undefined); // whoever asked for it gets the error
    return mine;
  };

  const stores = async (written: Written): Promise<readonly Store[]> => {
    const found = await findStores(world);
    const others = written.put.filter(
      ({ store, place }) => place !== undefined && !found.some(({ id }) => id === store),
    );
    const rest = new Map<string, Store>();
    for (const { store, place } of others) {
      const one = place === undefined ? undefined : await storeAt(world, store, place);
      if (one) rest.set(store, one);
    }
    return [...found, ...rest.values()];
  };
  const lookAt = (store: Store, written: Written, wanted: Wanted | undefined): Promise<Look> =>
    store.look(
      new Set([
        ...(wanted ? [wanted.certificate.thumbprint, wanted.whole.thumbprint] : []),
        ...written.put.filter((one) => one.store === store.id).map(({ thumbprint }) => thumbprint),
      ]),
    );
  const tell = async (store: Store, look: Look, written: Written, wanted: Wanted | undefined): Promise<TrustStore> => {
    const { id, name, usedBy, sort, called = '' } = store;
    const first = { id, name, usedBy };
    const about = (finding: StoreFinding) => (sort === undefined ? {} : { about: { sort, called, finding } });
    const isHint = look.is === 'hint';
    const file = isHint ? wanted?.wholeFile : wanted?.file;
    const command = wanted && file !== undefined ? await store.command(file, wanted.certificate) : undefined;
    const more = { ...(command !== undefined && look.is !== 'unavailable' && { command }) };
    if (look.is === 'unavailable') {
      const { says, finding } = look;
      return { ...first, state: 'unavailable', rights: 'command', says, ...about(finding) };
    }
    if (isHint) {
      const { trusted, says } = look;
      const state = trusted ? 'trusted' : 'hint';
      return { ...first, state, rights: 'command', says, ...about({ is: trusted ? 'set' : 'hint' }), ...more };
    }
    const { held, rights } = look;
    const state = wanted && isTrusted(held, wanted) ? 'trusted' : 'untrusted';
    const finding = findingOf(store, held, written, wanted);
    return { ...first, state, rights, says: sayFinding(finding), ...about(finding), ...more };
  };
  const find = async (id: string): Promise<{ readonly store: Store | undefined; readonly written: Written }> => {
    const written = await ledger.read();
    return { store: (await stores(written)).find((one) => one.id === id), written };
  };

  return {
    list: async (wanted) => {
      const written = await ledger.read();
      const all = await stores(written);
      return Promise.all(all.map(async (one) => tell(one, await lookAt(one, written, wanted), written, wanted)));
    },
    trust: (id, wanted) =>
      inTurn(async () => {
        const { store, written } = await find(id);
        if (!store) return fail(unknownStore(id));
        const before = await lookAt(store, written, wanted);
        const now = await tell(store, before, written, wanted);
        if (now.state === 'trusted') return { ok: true, value: now };
        if (before.is !== 'there') return fail({ code: 'certificates/unavailable', message: now.says });
        if (before.rights === 'command') return fail(byHand(now.command));
        const put = {
          store: id,
          name: store.name,
          thumbprint: wanted.certificate.thumbprint,
          ...(store.place !== undefined && { place: store.place }),
          ...(wanted.domains && { domains: wanted.domains }),
        };
        // Before it is done: what is written down and not there harms nobody, the other way round it would be forgotten.
        const noted = await ledger.change((all) => ({ ...all, put: [...without(all, put), put] }));
        const earlier = before.held.filter((one) => isOurs(one, id, written, wanted));
        const added = await store.add(wanted.certificate, earlier);
        const after = await lookAt(store, noted, wanted);
        const kept = after.is === 'there' ? after.held.map(({ thumbprint }) => thumbprint) : undefined;
        const rest = kept ? await ledger.change((all) => onlyThere(all, id, kept)) : noted;
        if (!added.ok) return added;
        const told = await tell(store, after, rest, wanted);
        return told.state === 'trusted' ? { ok: true, value: told } : fail(notTaken(store, told.says));
      }),
    untrust: (id, wanted) =>
      inTurn(async () => {
        const { store, written } = await find(id);
        if (!store) {
          if (!written.put.some((one) => one.store === id)) return fail(unknownStore(id));
          // The profile or program is gone, and with it what was in it.
          await ledger.change((all) => onlyThere(all, id, []));
          return { ok: true, value: gone(id) };
        }
        const before = await lookAt(store, written, wanted);
        const now = await tell(store, before, written, wanted);
        if (before.is === 'unavailable') return fail({ code: 'certificates/unavailable', message: now.says });
        if (before.is === 'hint') return { ok: true, value: now };
        const ours = before.held.filter((one) => isOurs(one, id, written, wanted));
        if (ours.length === 0 && before.held.length > 0) return fail(notOurs(store, before.held));
        if (ours.length > 0) {
          const removed = await store.remove(ours);
          if (!removed.ok) return removed;
        }
        const after = await lookAt(store, written, wanted);
        const kept = after.is === 'there' ? after.held.map(({ thumbprint }) => thumbprint) : [];
        const left = kept.filter((thumbprint) => ours.some((one) => one.thumbprint === thumbprint));
        const rest = await ledger.change((all) => onlyThere(all, id, kept));
        if (left.length > 0) return fail(stillThere(store));
        return { ok: true, value: await tell(store, after, rest, wanted) };
      }),
    touched: async (wanted) => {
      const written = await ledger.read();
      const found = await Promise.all(
        (await stores(written)).map(async (store) => {
          const look = await lookAt(store, written, wanted);
          const held = look.is === 'there' ? look.held : [];
          return held.some((one) => isOurs(one, store.id, written, wanted)) ? [store.id] : [];
        }),
      );
      return [...new Set([...found.flat(), ...written.put.map(({ store }) => store)])];
    },
  };
};

const isTrusted = (held: readonly Held[], { certificate, whole }: Wanted): boolean =>
  held.some(
    ({ thumbprint, trusted }) => trusted && (thumbprint === certificate.thumbprint || thumbprint === whole.thumbprint),
  );

/** Made here, or put there by us; an authority of another program that its own installer has put there is not. */
const isOurs = ({ name, thumbprint }: Held, id: string, written: Written, wanted: Wanted | undefined): boolean =>
  written.put.some((one) => one.store === id && one.thumbprint === thumbprint) ||
  /^Slipway local authority/.test(name) ||
  (wanted?.domains !== undefined && wanted.whole.thumbprint === thumbprint);

const findingOf = (store: Store, held: readonly Held[], written: Written, wanted: Wanted | undefined) => {
  const of = (thumbprint: string) => held.find((one) => one.thumbprint === thumbprint);
  const after = store.after === undefined ? {} : { after: store.after };
  if (wanted) {
    const { certificate, whole, domains, left = [] } = wanted;
    if (of(whole.thumbprint)?.trusted && whole.thumbprint !== certificate.thumbprint)
      return { is: 'trusted', left: [], byHand: true, ...after } as const;
    const now = of(certificate.thumbprint);
    if (now?.trusted)
      return {
        is: 'trusted',
        ...(domains && { domains }),
        left: domains ? left : [],
        byHand: false,
        ...after,
      } as const;
    if (now) return { is: 'distrusted' } as const;
  }
  const [earlier] = held;
  if (earlier === undefined) return { is: 'unknown' } as const;
  const put = written.put.find((one) => one.store === store.id && one.thumbprint === earlier.thumbprint);
  const missing = wanted?.domains?.filter((domain) => put?.domains?.includes(domain) === false) ?? [];
  if (wanted && put && earlier.name === wanted.certificate.name && missing.length > 0)
    return { is: 'missing', domains: missing } as const;
  return { is: 'earlier', name: earlier.name } as const;
};

const without = ({ put }: Written, { store, thumbprint }: { readonly store: string; readonly thumbprint: string }) =>
  put.filter((one) => one.store !== store || one.thumbprint !== thumbprint);

const onlyThere = (written: Written, id: string, thumbprints: readonly string[]): Written => ({
  ...written,
  put: written.put.filter(({ store, thumbprint }) => store !== id || thumbprints.includes(thumbprint)),
});

const gone = (id: string): TrustStore => ({
  id,
  name: id,
  usedBy: 'nothing any more',
  state: 'unavailable',
  rights: 'command',
  says: 'it is gone, and what was in it too',
});

const fail = (failure: Failure) => ({ ok: false, failure }) as const;

const unknownStore = (id: string): Failure => ({
  code: 'certificates/unknown-store',
  message: `there is no store "${id}" on this machine; "slipway ca list" says which there are`,
});

const byHand = (command: string | undefined): Failure => ({
  code: 'certificates/command',
  message: `nobody can be asked for the rights here; carry it out yourself: ${command ?? 'see the documentation of the system'}`,
  ...(command !== undefined && { detail: { command } }),
});

const notTaken = (store: Store, says: string): Failure => ({
  code: 'certificates/not-taken',
  message: `"${store.name}" was changed, and does not trust the authority all the same: ${says}`,
});

const stillThere = (store: Store): Failure => ({
  code: 'certificates/still-there',
  message: `"${store.name}" was changed, and holds the certificate all the same; take it out with the tools of that store`,
});

const notOurs = (store: Store, held: readonly Held[]): Failure => ({
  code: 'certificates/not-ours',
  message: `another program put "${held[0]?.name}" into "${store.name}"; take it out with that program ("mkcert -uninstall")`,
});
