import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Wire } from '#contract/contract.ts';
import { locator } from '#core/text/position.ts';
import { rowCount, rowsOf } from '#core/traffic/row-sheet.ts';
import type { TrafficRow } from '#core/traffic/traffic-row.ts';
import { sayIn } from '../words/words.ts';
import { browserPage } from './browser-page.ts';
import { type FilesStore, type OpenFile, textOf } from './files.ts';
import type { NavigationStore } from './navigation.ts';
import type { RequestStore } from './request.ts';
import type { RunningStore } from './running.ts';
import type { SettingsStore } from './settings.ts';
import {
  isTourFile,
  pathOfRoute,
  type TourEdit,
  type TourPlace,
  tourEdit,
  tourNext,
  tourPhases,
  tourRoute,
  tourSample,
  tourSteps,
} from './tour-steps.ts';
import type { WorkspacesStore } from './workspaces.ts';

export type TourState = {
  /** Where the tour is; undefined while it is not under way. */
  readonly place: TourPlace | undefined;
  /** The path that the step began with. */
  readonly before: string | undefined;
  /** The card is as small as it can be. */
  readonly folded: boolean;
  readonly busy: boolean;
};

export type TourStore = StoreApi<TourState> & {
  /** Observes the window from now on; returns how to stop. */
  readonly follow: () => () => void;
  /** From the beginning, in the sample; with `anew` in a fresh copy of it. */
  readonly start: (anew?: boolean) => Promise<void>;
  readonly end: () => void;
  readonly fold: (folded: boolean) => void;
  /** The edit of the present phase, as somebody would type it; undefined where there is none. */
  readonly edit: () => (TourEdit & { readonly file: string }) | undefined;
  readonly doIt: () => Promise<void>;
  readonly showLine: () => void;
  readonly send: (count: number) => Promise<void>;
  readonly explain: () => void;
};

type World = {
  readonly wire: Pick<Wire, 'call' | 'on'>;
  readonly files: FilesStore;
  readonly running: RunningStore;
  readonly settings: SettingsStore;
  readonly workspaces: WorkspacesStore;
  readonly request: RequestStore;
  readonly navigation: NavigationStore;
  readonly memory?: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> | undefined;
};

/** More rows than any step waits for. */
const mostRows = 500;

/** Leads through the first sample. Each step is over when its effect is seen in the gateway, however it came about. */
export const createTourStore = (world: World): TourStore => {
  const { wire, files, running, settings, workspaces, request, navigation, memory } = world;
  const store = createStore<TourState>(() => ({ place: undefined, before: undefined, folded: false, busy: false }));
  /** Since the phase began. */
  let rows: readonly TrafficRow[] = [];

  const inSample = () => workspaces.getState().known?.sample === tourSample;
  const routeNow = () => tourRoute(running.getState().table);
  const pathNow = () => {
    const route = routeNow();
    return route && pathOfRoute(route);
  };
  const urlNow = () => browserPage(running.getState());
  const go = (place: TourPlace, path?: string) => {
    const { place: was, before } = store.getState();
    rows = [];
    store.setState({ place, before: path ?? (was?.step === place.step ? before : pathNow()) });
    try {
      const { before } = store.getState();
      memory?.setItem(key, JSON.stringify({ workspace: files.getState().workspace, ...place, before }));
    } catch {
      // Storage may be forbidden: after a reload the tour begins anew.
    }
    if (place.step === 'end') void settings.change({ tour: 'done' });
    const file = fileNow()?.file;
    if (place.step === 'change' && place.phase === 'says' && file !== undefined) navigation.openFile(file);
  };
  const look = () => {
    const { place, before } = store.getState();
    if (place === undefined) return begin();
    // A generation of which the table has not come yet.
    const { table, tableGeneration, running: now } = running.getState();
    if (now === undefined || tableGeneration !== now.gateway.generation) return;
    const explains = navigation.getState().panel === 'explain';
    const next = tourNext(place, { route: tourRoute(table), table, before, rows, explains });
    if (next === undefined) return;
    go(next);
    look();
  };
  const begin = () => {
    const { settings: chosen, known } = settings.getState();
    const { table, tableGeneration, running: now } = running.getState();
    const arrived = table !== undefined && tableGeneration === now?.gateway.generation;
    if (!known || chosen.tour === 'done' || !inSample() || !arrived) return;
    const { place = first, before } = remembered(memory, files.getState().workspace) ?? {};
    go(place, before);
  };
  const fileNow = (): OpenFile | undefined => files.getState().files.find(({ file }) => isTourFile(file));
  const edit = () => {
    const { place } = store.getState();
    const file = fileNow();
    const found = place && file && tourEdit(place, textOf(file));
    return found && file ? { ...found, file: file.file } : undefined;
  };

  const whileBusy = async (work: () => Promise<unknown>): Promise<void> => {
    store.setState({ busy: true });
    await work().finally(() => store.setState({ busy: false }));
  };

  return {
    ...store,
    follow: () => {
      const stops = [
        wire.on('traffic', (news) => {
          if (store.getState().place === undefined) return;
          rows = [...rows, ...rowsOf(news.rows, rowCount(news.rows) - mostRows)].slice(-mostRows);
          look();
        }),
        running.subscribe(look),
        navigation.subscribe(look),
        workspaces.subscribe(look),
        settings.subscribe(look),
      ];
      return () => {
        for (const stop of stops) stop();
      };
    },
    start: async (anew = false) => {
      memory?.removeItem(key);
      await settings.change({ tour: 'new' });
      workspaces.leavePage();
      if (!inSample() || anew) {
        await workspaces.open({ sample: tourSample, ...(anew && { anew: true }) }, tourSample);
        return;
      }
      store.setState({ folded: false });
      go(first);
    },
    end: () => {
      store.setState({ place: undefined });
      memory?.removeItem(key);
      void settings.change({ tour: 'done' });
    },
    fold: (folded) => store.setState({ folded }),
    edit,
    doIt: async () => {
      const found = edit();
      if (found === undefined) return;
      files.edit(found.file, found.text, { label: () => sayIn(files.words, 'store')('step.tour') });
      navigation.openFile(found.file);
      await whileBusy(() =>
        running.getState().running?.applyOn === 'review' ? files.applyAll() : files.save(found.file),
      );
    },
    showLine: () => {
      const found = edit();
      const file = fileNow();
      if (found && file) navigation.jumpTo(locator({ file: file.file, text: textOf(file) })([...found.range]));
    },
    send: async (count) => {
      const url = urlNow();
      const { busy, place } = store.getState();
      if (url === undefined || busy) return;
      // Where it is seen who answers.
      if (place?.step === 'split') navigation.openPanel('traffic');
      await whileBusy(async () => {
        for (let sent = 0; sent < count; sent += 1)
          await wire.call('gateway.send', { method: 'GET', url, headers: [] }).catch(() => undefined); // seen by its absence
      });
    },
    explain: () => {
      const url = urlNow();
      if (url !== undefined) request.change({ method: 'GET', url, headers: [], body: '', against: 'running' });
      navigation.openPanel('explain');
    },
  };
};

const key = 'slipway.tour';
const first: TourPlace = { step: 'open', phase: 'says' };

/** Where the tour was when this workspace was in the window last. */
const remembered = (
  memory: World['memory'],
  workspace: string | undefined,
): { readonly place: TourPlace; readonly before?: string } | undefined => {
  try {
    const found: unknown = JSON.parse(memory?.getItem(key) ?? 'null');
    if (typeof found !== 'object' || found === null || !('workspace' in found) || found.workspace !== workspace)
      return undefined;
    const step = tourSteps.find((one) => 'step' in found && found.step === one && one !== 'end');
    if (step === undefined) return undefined;
    const phase = tourPhases[step].find((one) => 'phase' in found && found.phase === one) ?? 'says';
    const before = 'before' in found && typeof found.before === 'string' ? { before: found.before } : {};
    return { place: { step, phase }, ...before };
  } catch {
    return undefined; // forbidden, or of another version
  }
};
