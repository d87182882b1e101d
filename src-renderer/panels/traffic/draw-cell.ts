import { textOfBytes } from '#core/match/byte-string.ts';
import type { TrafficOrder } from '#core/traffic/rows-order.ts';
import type { TrafficRow } from '#core/traffic/traffic-row.ts';
import { toneOfStatus } from '../../ui/badge.tsx';
import { type CellWorld, isFlagged, isNameless, sayProtocol, tookOf } from './cell-words.ts';
import { bytes, duration, timeOfDay } from './formats.ts';

/** Writes a row into a cell that showed another one before: what says the same stays as it is. `now` is for rows that are under way. */
export type DrawCell = (row: TrafficRow, world: CellWorld, now: number) => void;

/**
 * Makes what stands in a cell of a column. Elements are made once and written again and again: several hundred cells change between two
 * frames. `flagApart`: the flag has a column of its own; it stands beside the status otherwise.
 */
export const makeCell = (column: TrafficOrder, cell: HTMLElement, flagApart: boolean): DrawCell => {
  switch (column) {
    case 'request':
      return requestCell(cell);
    case 'status':
      return statusCell(cell, flagApart);
    case 'flag':
      return flagCell(cell);
    case 'route':
      return routeCell(cell);
    case 'duration': {
      const write = textIn(cell);
      const mark = switchClass(cell, 'alive');
      return (row, _, now) => {
        write(duration(tookOf(row, now)));
        mark(row.open === true);
      };
    }
    default: {
      const write = textIn(cell);
      const says = plain[column];
      return (row, world) => write(says(row, world));
    }
  }
};

/** The classes of a column's cells. */
export const classesOfCell: Partial<Record<TrafficOrder, readonly string[]>> = {
  time: ['muted', 'when'],
  request: ['request'],
  address: ['mono'],
};

const plain = {
  // May be broken before its milliseconds, and these are out of sight then.
  time: ({ started }) => {
    const { seconds, milliseconds } = timeOfDay(started);
    return `${seconds}\u200b${milliseconds}`;
  },
  method: ({ method }) => method,
  generation: ({ generation }) => String(generation),
  destination: ({ upstream }, { says }) => (upstream ? says.cluster(upstream.cluster) : ''),
  address: ({ upstream }) => upstream?.host ?? '',
  size: (row) => bytes(row.bytesReceived + row.bytesSent),
  protocol: (row, { t }) => sayProtocol(row, t),
} as const satisfies Partial<Record<TrafficOrder, (row: TrafficRow, world: CellWorld) => string>>;

const requestCell = (cell: HTMLElement): DrawCell => {
  const proxy = part(cell, 'proxy');
  const host = textIn(always(cell, 'host'));
  const path = textIn(always(cell, 'path'));
  const writeProxy = textIn(proxy.element);
  return (row, world) => {
    proxy.show(row.proxy !== undefined);
    if (row.proxy !== undefined) writeProxy(row.proxy === 'mesh' ? world.t('row.mesh') : world.t('row.egress'));
    host(isNameless(row) ? row.listener : row.authority);
    path(textOfBytes(row.path));
  };
};

const statusCell = (cell: HTMLElement, flagApart: boolean): DrawCell => {
  const dot = part(cell, 'alive-dot');
  dot.element.setAttribute('role', 'img');
  const says = attributeOf(dot.element, 'aria-label');
  const badge = part(cell, 'badge');
  const tone = attributeOf(badge.element, 'class');
  const figure = textIn(badge.element);
  const dash = part(badge.element, '');
  dash.element.textContent = '–';
  dash.element.setAttribute('aria-hidden', 'true');
  const cut = part(badge.element, 'hidden-visually');
  const whyCut = textIn(cut.element);
  const flags = flagsIn(cell);
  return (row, world) => {
    const { status, open, protocol } = row;
    const isCut = status === 0 && !open && protocol !== '-';
    dot.show(open === true);
    if (open) says(world.t('row.open'));
    badge.show(status !== 0 || isCut);
    tone(`badge ${toneOfStatus(status)}`);
    figure(isCut ? '' : String(status));
    dash.show(isCut);
    cut.show(isCut);
    if (isCut) whyCut(world.t('row.cut'));
    flags(row, world, isFlagged(row) && !flagApart);
  };
};

const flagCell = (cell: HTMLElement): DrawCell => {
  const flags = flagsIn(cell);
  const short = part(cell, 'flag-short');
  const write = textIn(short.element);
  return (row, world) => {
    const flagged = isFlagged(row);
    flags(row, world, flagged);
    short.show(flagged);
    if (flagged) write(` ${world.says.flagsShort(row.flags)}`);
  };
};

const flagsIn = (cell: HTMLElement) => {
  const flag = part(cell, 'flag', 'abbr');
  const words = part(cell, 'hidden-visually');
  const [write, writeWords] = [textIn(flag.element), textIn(words.element)];
  return ({ flags }: TrafficRow, { says }: CellWorld, shown: boolean): void => {
    flag.show(shown);
    words.show(shown);
    if (!shown) return;
    write(flags);
    writeWords(`, ${says.flags(flags)}`);
  };
};

/** The rule's pill: the grid has the focus of all its rows, hears their clicks and says what is pointed at. */
const routeCell = (cell: HTMLElement): DrawCell => {
  const pill = part(cell, 'rule-pill', 'button');
  pill.element.classList.add('link');
  pill.element.setAttribute('type', 'button');
  pill.element.tabIndex = -1;
  const label = attributeOf(pill.element, 'aria-label');
  const owner = textIn(always(pill.element, 'owner'));
  const name = part(pill.element, 'part');
  const writeName = textIn(name.element);
  const since = part(pill.element, 'since');
  since.element.setAttribute('aria-hidden', 'true');
  const sinceClass = attributeOf(since.element, 'class');
  const sign = textIn(since.element);
  return (row, { says }) => {
    const rule = says.rule(row);
    pill.show(rule !== undefined);
    if (rule === undefined) return;
    label(rule.label);
    owner(rule.owner);
    name.show(rule.part !== '');
    writeName(` ${rule.short}`);
    since.show(rule.is !== undefined);
    if (rule.is === undefined) return;
    sinceClass(`since ${rule.is}`);
    sign(rule.is === 'deleted' ? '✕' : '≠');
  };
};

const always = (within: HTMLElement, className: string, tag = 'span'): HTMLElement => {
  const element = document.createElement(tag);
  element.className = className;
  within.append(element);
  return element;
};

/** An element that is there for some rows only, always between the same others. */
const part = (within: HTMLElement, className: string, tag?: string) => {
  const element = always(within, className, tag);
  const place = document.createTextNode('');
  element.replaceWith(place);
  let was = false;
  const show = (shown: boolean): void => {
    if (shown === was) return;
    was = shown;
    if (shown) within.insertBefore(element, place);
    else element.remove();
  };
  return { element, show };
};

/** Writes text where it is another one. */
const textIn = (within: HTMLElement): ((text: string) => void) => {
  const node = document.createTextNode('');
  within.append(node);
  return (text) => {
    if (node.data !== text) node.data = text;
  };
};

const attributeOf = (element: HTMLElement, name: string): ((value: string) => void) => {
  let was: string | undefined;
  return (value) => {
    if (value === was) return;
    was = value;
    element.setAttribute(name, value);
  };
};

const switchClass = (element: HTMLElement, name: string): ((on: boolean) => void) => {
  let was = false;
  return (on) => {
    if (on === was) return;
    was = on;
    element.classList.toggle(name, on);
  };
};
