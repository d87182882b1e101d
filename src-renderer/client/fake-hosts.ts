import type { Handlers } from '#contract/contract.ts';
import type { HostsState, ReachCalls } from '#contract/reach.ts';
import { readHosts } from '#core/hosts-file/block.ts';
import { changeHosts, type HostsStep } from '#core/hosts-file/change.ts';
import { describeChange } from '#core/hosts-file/describe.ts';
import { entriesFor } from '#core/hosts-file/entries.ts';
import type { HostsPlan } from '#core/hosts-file/plan.ts';
import type { Door } from '#core/reach/doors.ts';
import type { FakeMachine } from './fake-reach.ts';

type Name = Extract<keyof ReachCalls, `hosts.${string}`>;
type Needed = {
  readonly clock: () => number;
  readonly doors: () => readonly Door[];
  readonly machine: () => FakeMachine;
  readonly told: () => void;
};
type Planned = { readonly plan: HostsPlan; readonly next: string };

const file = '/etc/hosts';
const id = 'fake';
const usual = '127.0.0.1 localhost\n::1 localhost ip6-localhost\n127.0.1.1 workstation\n';

/** A hosts file in memory, changed as main changes one, on a machine whose person is asked for the rights. */
export const createFakeHosts = ({ clock, doors, machine, told }: Needed) => {
  let text = usual;
  const rights = () => machine().rights ?? 'prompt';
  const state = (): HostsState => {
    const block = readHosts(text).blocks.find((one) => one.id === id);
    return {
      file,
      entries: block?.entries ?? [],
      rights: rights(),
      ...(block?.since !== undefined && { since: block.since }),
      ...(machine().cutOff && { cutOff: true }),
      notes: [],
    };
  };
  const plan = (names: readonly string[] | undefined): Planned => {
    const usualNames = [...new Set(doors().map(({ host }) => host))].filter((host) => host !== '*');
    const wanted = (names ?? usualNames).map((name) => ({ name, six: false, instead: machine().seen ?? [] }));
    const { entries, refused } = entriesFor(wanted);
    const step: HostsStep = { does: 'write', id, at: new Date(clock()).toISOString(), entries };
    const changed = changeHosts(text, step);
    return {
      next: changed.text,
      plan: {
        file,
        entries,
        ...describeChange(changed, step),
        refused,
        notes: [],
        rights: rights(),
        ...(rights() === 'command' && { command: 'sudo slipway hosts apply' }),
        sha256: digestOf(JSON.stringify([text, entries])),
      },
    };
  };
  const write = (next: string) => {
    if (next === text) return { ok: true, value: state() } as const;
    if (rights() === 'prompt' && machine().asked === 'no') return failed('hosts/declined', 'nobody gave the rights');
    text = next;
    told();
    return { ok: true, value: state() } as const;
  };
  const handlers: Pick<Handlers, Name> = {
    'hosts.plan': async ({ names }) => ({ ok: true, value: plan(names).plan }),
    'hosts.apply': async ({ names, sha256 }) => {
      const { next, plan: now } = plan(names);
      if (now.sha256 !== sha256) {
        return failed('hosts/changed', 'the file or the names are others by now; look at the plan again');
      }
      return write(next);
    },
    'hosts.clean': async () => write(changeHosts(text, { does: 'clean', ids: [id] }).text),
  };
  return {
    handlers,
    state,
    setText: (next: string) => {
      text = next;
    },
  };
};

/** As long as a digest, and another one for another text. */
const digestOf = (text: string): string => {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0').repeat(8);
};

const failed = (code: string, message: string) => ({ ok: false, failure: { code, message } }) as const;
