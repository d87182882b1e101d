import { join } from 'node:path';
import type { Clock } from '#core/world.ts';
import {
  type AuthorityChoice,
  hasOwn,
  keepChoice,
  mkcertAuthority,
  ownAuthority,
  readChoice,
} from './authority-files.ts';
import { type Leaf, leafDays, type Signer } from './sign-certificates.ts';

export type { AuthorityChoice, Leaf };

export type LocalCa = {
  /** The authority's certificate as PEM, for clients that are to trust it. Made when first asked for. */
  readonly certificate: () => Promise<string>;
  /** A server certificate for these names and addresses, the same one until it is near its end. */
  readonly leafFor: (names: readonly string[]) => Promise<Leaf>;
  /** A certificate for clients, another one each time. */
  readonly clientFor: (name: string) => Promise<Leaf>;
  /** What stores of trust are given: see `Signer.limited`. Of another program's authority its own certificate, which that program has put there. */
  readonly limitedTo: (domains: readonly string[]) => Promise<string>;
  /** Which authority signs now. `file` is its certificate's, absent where it lives in memory. */
  readonly authority: () => Promise<AuthorityNow>;
  /** Where its certificate lies, as far as is known without asking. */
  readonly file: () => string | undefined;
  /** The same as `authority`, but nothing is made: undefined where our own has not been needed yet. */
  readonly existing: () => Promise<AuthorityNow | undefined>;
  /** Signs with another authority from now on, also after a restart. Rejects, and changes nothing, where that one cannot be used. */
  readonly use: (choice: AuthorityChoice) => Promise<void>;
  /** Told when leaves that were handed out are to be exchanged: another authority signs, or they are near their end. Returns how to stop. */
  readonly onChange: (observer: () => void) => () => void;
};

export type AuthorityNow = {
  readonly from: AuthorityChoice['from'];
  readonly pem: string;
  /** Its common name. */
  readonly name: string;
  readonly file?: string;
  /** Why the one that was chosen is not used. */
  readonly instead?: string;
};

export type LocalCaOptions = {
  /** Where `ca.pem` and `ca-key.pem` are kept; made if it is not there. Absent: an authority that lives in memory only. */
  readonly folder?: string;
  readonly clock: Clock;
  /** Milliseconds between two looks at the leaves that were handed out; absent: six hours. */
  readonly lookEveryMs?: number;
};

const day = 86_400_000;
/** Another leaf is made this long before the old one ends; its authority must outlive it. */
const renewDays = 30;
/** Names come from clients where a server takes any host, so the memory of them ends somewhere. */
const mostLeaves = 1_000;
const usualLookMs = 6 * 3_600_000;

/**
 * The authority of this machine: P-256 keys, its own key readable by its owner alone and never shown. It may sign server and client
 * certificates and nothing below itself. Nothing is read, made or written before it is needed.
 */
export function createLocalCa({ folder, clock, lookEveryMs = usualLookMs }: LocalCaOptions): LocalCa {
  type Opened = { readonly signer: Signer; readonly choice: AuthorityChoice; readonly instead?: string };
  const leaves = new Map<string, { readonly leaf: Promise<Leaf>; ends: number }>();
  const observers = new Set<() => void>();
  let opened: Promise<Opened> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let file = folder && join(folder, 'ca.pem');

  const open = async (): Promise<Opened> => {
    const choice = await readChoice(folder);
    if (choice.from === 'own') return { signer: await ownAuthority(folder, clock()), choice };
    try {
      return { signer: await mkcertAuthority(choice.folder, clock()), choice };
    } catch (error) {
      // Its program may have been removed; servers answer all the same.
      return { signer: await ownAuthority(folder, clock()), choice: { from: 'own' }, instead: reasonOf(error) };
    }
  };
  const loaded = (): Promise<Opened> => {
    opened ??= open().then(
      (found) => {
        file = fileOf(found.choice);
        return found;
      },
      (error: unknown) => {
        // What failed (a full disk, a folder that may not be written) may work the next time.
        opened = undefined;
        throw error;
      },
    );
    return opened;
  };
  const isNearEnd = (ends: number): boolean => ends - clock() <= renewDays * day;
  const tell = () => {
    for (const observer of [...observers]) observer();
  };
  const fileOf = (choice: AuthorityChoice): string | undefined =>
    choice.from === 'mkcert' ? join(choice.folder, 'rootCA.pem') : folder && join(folder, 'ca.pem');
  const describe = ({ signer: { pem, name }, choice, instead }: Opened): AuthorityNow => ({
    from: choice.from,
    pem,
    name,
    ...(file && { file }),
    ...(instead !== undefined && { instead }),
  });

  return {
    certificate: async () => (await loaded()).signer.pem,
    leafFor: (names) => {
      const key = names.join(' ');
      const known = leaves.get(key);
      if (known && !isNearEnd(known.ends)) return known.leaf;
      const leaf = loaded().then(({ signer }) => signer.server(names, clock()));
      const entry = { leaf, ends: clock() + leafDays * day };
      leaves.delete(key);
      leaves.set(key, entry);
      leaf.then(
        ({ notAfter }) => {
          entry.ends = notAfter;
        },
        () => {
          if (leaves.get(key) === entry) leaves.delete(key);
        },
      );
      const [oldest] = leaves.keys();
      if (leaves.size > mostLeaves && oldest !== undefined) leaves.delete(oldest);
      return leaf;
    },
    clientFor: async (name) => (await loaded()).signer.client(name, clock()),
    limitedTo: async (domains) => {
      const { signer, choice } = await loaded();
      return choice.from === 'mkcert' ? signer.pem : signer.limited(domains, clock());
    },
    authority: async () => describe(await loaded()),
    file: () => file,
    existing: async () => {
      if (opened) return describe(await opened);
      const choice = await readChoice(folder);
      if (choice.from === 'own' && !(await hasOwn(folder))) return undefined;
      return describe(await loaded());
    },
    use: async (choice) => {
      const signer =
        choice.from === 'mkcert' ? await mkcertAuthority(choice.folder, clock()) : await ownAuthority(folder, clock());
      if (folder !== undefined) await keepChoice(folder, choice);
      opened = Promise.resolve({ signer, choice });
      file = fileOf(choice);
      leaves.clear();
      tell();
    },
    onChange: (observer) => {
      observers.add(observer);
      timer ??= setInterval(() => {
        const due = [...leaves].filter(([, { ends }]) => isNearEnd(ends));
        for (const [key] of due) leaves.delete(key);
        if (due.length > 0) tell();
      }, lookEveryMs);
      timer.unref();
      return () => {
        observers.delete(observer);
        if (observers.size > 0) return;
        clearInterval(timer);
        timer = undefined;
      };
    },
  };
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
