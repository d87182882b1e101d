import { win32 } from 'node:path';
import { isOwnName } from './certificate.ts';
import { type Done, declined, done, failed, type Store, type StoreWorld, wordsOf } from './store.ts';

export type WindowsSystemOptions = {
  /** Where Windows has its own `certutil`; another program of that name belongs to NSS. */
  readonly program: string;
  /** How Windows calls a file of this system; absent: the same. */
  readonly pathOf?: (file: string) => Promise<string>;
  readonly id: string;
  readonly name: string;
};

/** The person's own list of roots on Windows. The system itself shows the certificate and asks. */
export const windowsSystem = ({ os }: Pick<StoreWorld, 'os'>, options: WindowsSystemOptions): Store => {
  const { program, pathOf = async (file) => file, id, name } = options;
  const user = (...args: readonly string[]) => os.run(program, ['-user', ...args]);
  const judged = (ran: { readonly code: number; readonly output: string; readonly errors: string }): Done => {
    if (ran.code === 0) return done;
    // ERROR_CANCELLED, as a number of Windows and as an HRESULT.
    if (/0x800704c7|\b1223\b/i.test(ran.output + ran.errors)) return declined;
    return failed(`the list of roots could not be changed (${wordsOf(ran)})`);
  };
  const remove: Store['remove'] = async (held) => {
    for (const { entry } of held) {
      const removed = judged(await user('-delstore', 'Root', entry));
      if (!removed.ok) return removed;
    }
    return done;
  };
  return {
    id,
    name,
    sort: options.pathOf === undefined ? 'windows' : 'aroundWsl',
    usedBy: 'Chrome, Edge, Brave, PowerShell, .NET, and Firefox as it is set usually',
    look: async (thumbprints) => {
      const ran = await user('-store', 'Root');
      if (ran.code !== 0) {
        const why = wordsOf(ran);
        const says = `the list of roots cannot be read (${why})`;
        return { is: 'unavailable', says, finding: { is: 'unreadable', why } };
      }
      return {
        is: 'there',
        rights: 'prompt',
        held: readRoots(ran.output).filter(({ thumbprint, name: of }) => isOwnName(of) || thumbprints.has(thumbprint)),
      };
    },
    add: async ({ pem }, earlier) => {
      const added = await os.withFile(pem, async (file) =>
        judged(await user('-f', '-addstore', 'Root', await pathOf(file))),
      );
      return added.ok ? remove(earlier) : added;
    },
    remove,
    command: async (file) => `certutil -user -addstore Root "${await pathOf(file)}"`,
    after: 'browsers',
  };
};

/** What `certutil -store` prints, in whatever language: the hash is the only value of 40 digits after a colon. */
const readRoots = (text: string) =>
  text.split(/^=+.*$/m).flatMap((part) => {
    const hash = /:\s*((?:[0-9a-f]{2} ?){20})\s*$/im.exec(part)?.[1]?.replaceAll(' ', '').toLowerCase();
    if (hash === undefined) return [];
    const name = /CN=(?:"([^"]*)"|([^,\r\n]*))/.exec(part);
    return [{ thumbprint: hash, name: (name?.[1] ?? name?.[2] ?? '').trim(), entry: hash, trusted: true }];
  });

export const windowsProgram = (environment: Readonly<Record<string, string | undefined>>): string =>
  win32.join(environment.SystemRoot ?? 'C:\\Windows', 'System32', 'certutil.exe');
