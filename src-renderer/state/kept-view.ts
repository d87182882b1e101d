import type { KeptView, Wire } from '#contract/contract.ts';
import { en } from '../words/catalogues.ts';
import type { NavigationState, NavigationStore } from './navigation.ts';

/** Where stores remember how things are looked at; like a browser's storage, and kept by main for each workspace. */
export type ViewMemory = Pick<Storage, 'getItem' | 'setItem'>;

type World = {
  readonly wire: Pick<Wire, 'call'>;
  readonly later: (work: () => void, ms: number) => () => void;
  /** What main has kept; absent: nothing. */
  readonly kept: KeptView | undefined;
  /** The browser's own storage, for what main has not got: that of an earlier version, or of a main that keeps nothing. */
  readonly memory: Storage | undefined;
  /** Calls `work` when the page goes away. */
  readonly leaving?: ((work: () => void) => void) | undefined;
};

/** While somebody drags, one telling in so many milliseconds is enough. */
const pause = 400;

/** Reads at once from what main has told; a write is told to main at once, those that follow it closely a moment later, all together. */
export const createViewMemory = ({ wire, later, kept, memory, leaving }: World): ViewMemory => {
  const values = new Map(Object.entries(kept ?? {}));
  let changed = new Map<string, string>();
  let resting = false;
  const tellNow = () => {
    if (changed.size === 0) return;
    const change = Object.fromEntries(changed);
    changed = new Map();
    wire.call('view.keep', { change }).catch(() => undefined); // the wire is lost: how it looked is no loss
  };
  const tell = () => {
    resting = changed.size > 0;
    if (!resting) return;
    later(tell, pause);
    tellNow();
  };
  leaving?.(tellNow);
  return {
    getItem: (name) => values.get(name) ?? memory?.getItem(name) ?? null,
    setItem: (name, value) => {
      if (values.get(name) === value) return;
      values.set(name, value);
      changed.set(name, value);
      if (!resting) tell();
    },
  };
};

const key = 'slipway.navigation';

/** Which panel, which file and which widths were there last; only what can be. */
export const rememberedNavigation = (
  memory: ViewMemory | undefined,
): Partial<Pick<NavigationState, 'panel' | 'file' | 'split'>> => {
  try {
    const { panel, file, split } = JSON.parse(memory?.getItem(key) ?? '{}') as Record<string, unknown>;
    return {
      ...(typeof panel === 'string' && Object.hasOwn(en.window.panel, panel) && { panel }),
      ...(typeof file === 'string' && { file }),
      ...(typeof split === 'number' && split >= 0.2 && split <= 0.8 && { split }),
    };
  } catch {
    return {}; // not ours: it begins as for the first time
  }
};

/** Keeps it for the next time; returns how to stop. */
export const keepNavigation = (navigation: NavigationStore, memory: ViewMemory): (() => void) =>
  navigation.subscribe(({ panel, file, split }) => memory.setItem(key, JSON.stringify({ panel, file, split })));
