import { useMemo, useState } from 'react';
import type { FoundBrowser } from '#contract/reach.ts';
import { type CopyForm, copyForms, needsUrl } from '#core/reach/copies.ts';
import { type Door, doorsOf, findDoor, localUrl } from '#core/reach/doors.ts';
import { localhostLink } from '#core/reach/localhost-link.ts';
import { urlAt } from '#core/reach/way-to.ts';
import { sayIn } from '../words/words.ts';
import { proposeUrl } from './propose-url.ts';
import { copyText } from './reach-copies.ts';
import type { Stores } from './stores.ts';
import { useSlice, useStores } from './stores-context.ts';

/** One way to bring a URL into a browser, with what it costs. */
export type Rung = {
  readonly id: string;
  readonly is: 'browser' | 'tab' | 'link' | 'hosts' | 'copy';
  readonly name: string;
  /** In one line. */
  readonly cost: string;
  readonly run: () => void;
  /** What there is to choose among; `run` is that of the one that is chosen. */
  readonly choices?: readonly { readonly id: string; readonly name: string; readonly run: () => void }[];
};

/**
 * The ways to open a URL, the best first; none for what is no URL. What makes no sense for it is left out: a name of this machine needs no
 * hosts file. `say` tells what became of a copy.
 */
export const rungsFor = (url: string, stores: Stores, say: (words: string) => void): readonly Rung[] => {
  if (!URL.canParse(url) || !/^https?:/i.test(url)) return [];
  const { reach, hosts, navigation, words } = stores;
  const t = sayIn(words, 'browser');
  const asked = new URL(url);
  const doors = doorsNow(stores);
  const door = doorOf(asked, doors);
  const link = isLocal(asked.hostname) ? url : door && localhostLink(url, door);
  const { openTab } = reach;
  const copy = (form: CopyForm) => async () => {
    const text = await copyText(form, url, doors, stores);
    if (!text.ok) return say(text.failure.message);
    await navigator.clipboard.writeText(text.value).then(
      () => say(t('copy.done', { what: t(`copy.${form}`) })),
      () => say(t('copy.forbidden')),
    );
  };
  return [
    ...(reach.getState().known?.browsers ?? []).map(
      (one): Rung => ({
        id: `browser ${one.id}`,
        is: 'browser',
        name: t('rung.browser.name', { name: nameOf(one) }),
        cost: t('rung.browser.cost'),
        run: () => void reach.open(url, one.id),
      }),
    ),
    ...(openTab === undefined
      ? []
      : [
          {
            id: 'tab',
            is: 'tab' as const,
            name: t('rung.tab.name'),
            cost: t('rung.tab.cost'),
            run: () => void openTab(url),
          },
        ]),
    ...(link === undefined
      ? []
      : [
          {
            id: 'link',
            is: 'link' as const,
            name: t('rung.link.name'),
            cost: isLocal(asked.hostname) ? t('rung.link.same') : t('rung.link.cost'),
            run: () => reach.openLink(link),
          },
        ]),
    ...(isLocal(asked.hostname)
      ? []
      : [
          {
            id: 'hosts',
            is: 'hosts' as const,
            name: t('rung.hosts.name'),
            cost: t('rung.hosts.cost'),
            run: () => {
              navigation.openPanel('browser');
              void hosts.plan(undefined);
            },
          },
        ]),
    {
      id: 'copy',
      is: 'copy',
      name: t('rung.copy.name'),
      cost: t('rung.copy.cost'),
      run: () => {},
      choices: copyForms
        .filter((form) => door !== undefined || !needsUrl(form))
        .map((form) => ({ id: form, name: t(`copy.${form}`), run: () => void copy(form)() })),
    },
  ];
};

/** The same for a view, which is drawn anew when something of it changes; `said`: what became of the last copy. */
export const useRungs = (url: string) => {
  const stores = useStores();
  const known = useSlice('reach', (state) => state.known);
  const running = useSlice('running', (state) => state.running);
  const table = useSlice('running', (state) => state.table);
  const opening = useSlice('reach', (state) => state.opening === url);
  const [said, say] = useState('');
  const { language } = stores.words;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the stores are read, in the language that is spoken
  const rungs = useMemo(() => rungsFor(url, stores, say), [url, stores, known, running, table, language]);
  return { url, rungs, opening, said };
};

/** As people call it, with the version where it is known: `Firefox 140`. */
export const nameOf = ({ name, version }: Pick<FoundBrowser, 'name' | 'version'>): string =>
  version === undefined ? name : `${name} ${version.split('.')[0]}`;

/** What somebody means who opens a browser without saying what: the URL they look at, else one that the gateway answers. */
export const pageToOpen = ({ reach, request, navigation, running }: Stores): string => {
  const typed = [reach.getState().url, request.getState().via === 'mesh' ? undefined : request.getState().url];
  const [first] = (navigation.getState().panel === 'explain' ? typed.reverse() : typed).filter(
    (url) => url !== undefined && URL.canParse(url) && /^https?:/i.test(url),
  );
  const { table, running: now } = running.getState();
  return first ?? proposeUrl(table, now?.gateway.listeners ?? []);
};

/** The doors of the gateway that runs. */
export const doorsNow = ({ running }: Pick<Stores, 'running'>): readonly Door[] => {
  const { table, running: now } = running.getState();
  return table === undefined || now === undefined ? [] : doorsOf(table, now.gateway.listeners);
};

/** Where a URL arrives at the gateway; undefined: nowhere. */
export const doorOf = ({ protocol, hostname, port }: URL, doors: readonly Door[]): Door | undefined =>
  findDoor(doors, hostname, port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port));

/** What a person types to get to a door: of one for any host the open port; undefined where no browser gets anywhere. */
export const urlOf = (door: Door): string | undefined => {
  if (door.scheme !== 'http' && door.scheme !== 'https') return undefined;
  return door.host === '*' ? localUrl(door) : urlAt(door.host, door);
};

/** Names that lead to this machine by themselves (RFC 6761, section 6.3). */
export const isLocal = (host: string): boolean =>
  host === 'localhost' || host.endsWith('.localhost') || /^127\.|^\[::1\]$/.test(host);
