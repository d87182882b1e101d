import { homedir } from 'node:os';
import type { TrustStore } from '#contract/reach.ts';
import type { Result } from '#core/failure.ts';
import { dataFolderOf } from '../app/data-folder.ts';
import { localAuthority } from '../app/local-authority.ts';
import { type Authority, authorityHere } from '../app/reach/authority-here.ts';
import { findRunning } from '../app/running-files.ts';
import { askRunning } from '../loopback/ask.ts';
import { clientLines, listLines, storeLine } from './ca-lines.ts';
import { type Call, type Command, WrongUse } from './command.ts';
import { runningNames } from './running-names.ts';
import type { Terminal } from './terminal.ts';

/** The certificate that clients are to trust for HTTPS servers without a Secret, and who trusts it. Its key is never shown. */
export const ca: Command = {
  name: 'ca',
  summary: 'the local authority, which signs for HTTPS servers without a Secret, and who trusts it',
  operands: '[list | trust STORE… | untrust STORE… | client NAME | use mkcert|own]',
  options: {
    pem: { type: 'boolean', help: 'the certificate itself instead of the path of its file' },
    all: { type: 'boolean', help: 'trust, untrust: every store that can be changed' },
    name: {
      type: 'string',
      multiple: true,
      value: 'DOMAIN',
      help: 'trust: for this domain too, and everything below it',
    },
    json: { type: 'boolean', help: 'everything that is known, as JSON' },
  },
  remarks: [
    'With curl: curl --cacert "$(slipway ca)" …. The certificate is made when it is first needed.',
    'STORE is what "slipway ca list" shows: system, nss, firefox:PROFILE, java:HOME.',
    'A store is given a certificate that vouches for the hosts that are served, and for names such as "*.test", alone.',
    '"untrust --all" also takes out what earlier authorities left; the test browser needs no trust at all.',
  ],
  run: async (call, terminal) => {
    const [what, ...rest] = call.operands;
    if (what === undefined) return show(call, terminal);
    const work = actions[what];
    if (work === undefined)
      throw new WrongUse(`"${what}" is nothing that can be done; it is one of ${Object.keys(actions).join(', ')}`);
    try {
      return await work({ call, rest, terminal });
    } catch (error) {
      if (error instanceof WrongUse) throw error;
      return notKept(error, terminal);
    }
  },
};

/** The data folder of the person who runs this program. */
export const dataFolder = (): string => dataFolderOf(process.platform, process.env, homedir());

type Action = (at: {
  readonly call: Call;
  readonly rest: readonly string[];
  readonly terminal: Terminal;
}) => Promise<number>;

const show = async (call: Call, terminal: Terminal): Promise<number> => {
  try {
    const { pem, file } = await localAuthority(dataFolder(), Date.now);
    terminal.answer(call.flag('pem') ? pem.trimEnd() : file);
    return 0;
  } catch (error) {
    return notKept(error, terminal);
  }
};

/** `names`: those for which servers of this machine need a certificate now. */
const here = (names: () => Promise<readonly string[]>): Authority =>
  authorityHere(dataFolder(), { platform: process.platform, environment: process.env, home: homedir() }, names);

/** Of every Slipway that runs, and what is asked for. */
const wantedNames = (call: Call, terminal: Terminal): (() => Promise<readonly string[]>) => {
  let asked: Promise<readonly string[]> | undefined;
  const missed = (pid: number) =>
    terminal.note(
      `slipway: process ${pid} did not say its hosts in time, so they are left out; try again, or name them with --name`,
    );
  return async () => {
    asked ??= runningNames(dataFolder(), missed);
    return [...call.values('name'), ...(await asked)];
  };
};

const list: Action = async ({ call, rest, terminal }) => {
  if (rest.length > 0) throw new WrongUse('"list" takes nothing more');
  const [running] = await findRunning(dataFolder());
  const told = running && (await askRunning(running.address, 'certificates.list', null).catch(() => undefined)); // it may end at this moment
  const state = told ?? { ...(await here(async () => []).state()), served: [] };
  terminal.answer(call.flag('json') ? JSON.stringify(state, null, 2) : listLines(state).join('\n'));
  return 0;
};

const trust: Action = async ({ call, rest, terminal }) => {
  const { SUDO_USER: person } = process.env;
  if (process.getuid?.() === 0 && person !== undefined && person !== 'root')
    terminal.note(
      `slipway: by "sudo" this is the authority in "${dataFolder()}", and the stores of root; "${person}" calls it without, and is asked for the rights`,
    );
  const authority = here(wantedNames(call, terminal));
  const isChangeable = ({ state, rights }: TrustStore) => state === 'untrusted' && rights !== 'command';
  const ids = await chosen(call, rest, async () =>
    (await authority.state()).stores.filter(isChangeable).map(({ id }) => id),
  );
  return each(ids, authority.trust, call, terminal);
};

const untrust: Action = async ({ call, rest, terminal }) => {
  const authority = here(wantedNames(call, terminal));
  const ids = await chosen(call, rest, authority.touched);
  if (ids.length === 0) terminal.note('slipway: there is no certificate of Slipway in any store');
  return each(ids, authority.untrust, call, terminal);
};

const chosen = async (
  call: Call,
  named: readonly string[],
  all: () => Promise<readonly string[]>,
): Promise<readonly string[]> => {
  if (call.flag('all') !== named.length > 0) return call.flag('all') ? all() : named;
  throw new WrongUse('name the stores, as "slipway ca list" shows them, or write --all');
};

/** One after the other, because each may ask; the others are done where one fails. */
const each = async (
  ids: readonly string[],
  work: (id: string) => Promise<Result<TrustStore>>,
  call: Call,
  terminal: Terminal,
): Promise<number> => {
  const states: TrustStore[] = [];
  let code = 0;
  for (const id of ids) {
    const done = await work(id);
    if (done.ok) states.push(done.value);
    else {
      const { message } = done.failure;
      terminal.note(`slipway: ${message.includes(id) ? '' : `${id}: `}${message}`);
      code = 1;
    }
  }
  if (call.flag('json')) terminal.answer(JSON.stringify(states, null, 2));
  else if (states.length > 0) terminal.answer(states.map(storeLine).join('\n'));
  return code;
};

const client: Action = async ({ call, rest, terminal }) => {
  const [name, more] = rest;
  if (name === undefined || more !== undefined) throw new WrongUse('"client" takes a name');
  const made = await here(async () => []).client(name);
  if (!made.ok) return failed(made.failure.message, terminal);
  const { file } = await localAuthority(dataFolder(), Date.now);
  terminal.answer(call.flag('json') ? JSON.stringify(made.value, null, 2) : clientLines(made.value, file).join('\n'));
  return 0;
};

const use: Action = async ({ rest, terminal }) => {
  const [from, more] = rest;
  if ((from !== 'mkcert' && from !== 'own') || more !== undefined) throw new WrongUse('"use" takes "mkcert" or "own"');
  const used = await here(async () => []).use(from);
  if (!used.ok) return failed(used.failure.message, terminal);
  for (const running of await findRunning(dataFolder())) {
    const told = await askRunning(running.address, 'certificates.authority', { from }).catch(() => undefined); // said below
    if (told?.ok !== true)
      terminal.note(`slipway: process ${running.pid} goes on with the authority of before; start it anew`);
  }
  terminal.answer((await localAuthority(dataFolder(), Date.now)).file);
  return 0;
};

const actions: Readonly<Record<string, Action>> = { list, trust, untrust, client, use };

const failed = (message: string, terminal: Terminal): number => {
  terminal.note(`slipway: ${message}`);
  return 1;
};

const notKept = (error: unknown, terminal: Terminal): number => {
  const why = error instanceof Error ? error.message : String(error);
  return failed(`the local authority cannot be kept in "${dataFolder()}" (${why}); make the folder writable`, terminal);
};
