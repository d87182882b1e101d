import type { Route, Table } from '#core/route/table.ts';
import type { TrafficRow } from '#core/traffic/traffic-row.ts';

/** The steps of the tour, in order; each has phases, which end by what is observed. */
export const tourPhases = {
  open: ['says'],
  change: ['says', 'see'],
  split: ['says', 'see'],
  break: ['says', 'see', 'why', 'mend', 'answer'],
  end: ['says'],
} as const;
export type TourStep = keyof typeof tourPhases;
export type TourPhase = 'says' | 'see' | 'why' | 'mend' | 'answer';
export const tourSteps = Object.keys(tourPhases) as readonly TourStep[];

/** The sample that the tour leads through, its file, and its VirtualService. */
export const tourSample = 'hello';
const resource = 'hello';
export const isTourFile = (file: string): boolean => file === 'hello.yaml' || file.endsWith('/hello.yaml');

export type TourPlace = { readonly step: TourStep; readonly phase: TourPhase };

/** What a phase looks at. */
export type TourFacts = {
  /** The route as it answers now; undefined where the sample has been changed beyond that. */
  readonly route: Route | undefined;
  readonly table: Table | undefined;
  /** The path that the step began with. */
  readonly before: string | undefined;
  /** What has been answered since the phase began. */
  readonly rows: readonly TrafficRow[];
  /** Whether the answer to "why" is in sight. */
  readonly explains: boolean;
};

/** The place behind this one, once what it waits for has happened; undefined until then. */
export const tourNext = ({ step, phase }: TourPlace, facts: TourFacts): TourPlace | undefined => {
  if (!isOver({ step, phase }, facts)) return undefined;
  const phases: readonly TourPhase[] = tourPhases[step];
  const next = phases[phases.indexOf(phase) + 1];
  if (next !== undefined) return { step, phase: next };
  const following = tourSteps[tourSteps.indexOf(step) + 1];
  return following === undefined ? undefined : { step: following, phase: 'says' };
};

const isOver = ({ step, phase }: TourPlace, { route, table, before, rows, explains }: TourFacts): boolean => {
  if (route === undefined || step === 'end') return false;
  const path = pathOfRoute(route);
  const good = rows.filter((row) => row.status < 400 && path !== undefined && row.path.startsWith(path));
  switch (`${step} ${phase}` as const) {
    case 'open says':
    case 'change see':
    case 'break answer':
      return good.length > 0;
    case 'change says':
      return path !== undefined && path !== before;
    case 'split says':
      return destinationsOf(route).length > 1;
    case 'split see':
      return new Set(good.map(({ upstream }) => upstream?.cluster)).size > 1;
    case 'break says':
      return !isWhole(route, table);
    case 'break see':
      return rows.some(({ status }) => status === 503);
    case 'break why':
      return explains;
    case 'break mend':
      return isWhole(route, table);
    default:
      return false;
  }
};

/** The first route of the sample's VirtualService, as browsers get to it. */
export const tourRoute = (table: Table | undefined): Route | undefined => {
  for (const { virtualHosts } of Object.values(table?.routeConfigs ?? {})) {
    for (const { routes } of virtualHosts) {
      const found = routes.find(({ origin }) => origin.kind === 'VirtualService' && origin.name === resource);
      if (found) return found;
    }
  }
  return undefined;
};

export const pathOfRoute = ({ conditions }: Route): string | undefined => {
  const path = conditions.find((one) => one.on === 'path');
  return path === undefined ? '/' : path.match.type === 'regex' ? undefined : path.match.value;
};

const destinationsOf = ({ action }: Route) => (action.do === 'forward' ? action.destinations : []);

const isWhole = (route: Route, table: Table | undefined): boolean => {
  const destinations = destinationsOf(route);
  return (
    destinations.length > 0 &&
    destinations.every(({ cluster }) => (table?.clusters[cluster]?.endpoints.length ?? 0) > 0)
  );
};

/** What "do it for me" does to the text in a phase, and where the person would do it; undefined where there is no such place in it. */
export const tourEdit = ({ step, phase }: TourPlace, text: string): TourEdit | undefined => {
  if (step === 'change' && phase === 'says') {
    const path = /(prefix|exact): "?(\/[^\s"]*)"?/;
    return replace(text, path, `$1: ${otherPath(path.exec(text)?.[2])}`);
  }
  if (step === 'split' && phase === 'says') {
    const first = /weight: \d+/.exec(text);
    if (first === null) return undefined;
    const half = text.replace(/weight: \d+/g, 'weight: 50');
    return { text: half, range: [first.index, first.index + first[0].length] };
  }
  if (step === 'break' && phase === 'says') return replace(text, /(- destination:\s+host: )hello\b/, '$1helo');
  if (step === 'break' && phase === 'mend') return replace(text, /(- destination:\s+host: )(?!hello\b)\S+/, '$1hello');
  return undefined;
};

export type TourEdit = { readonly text: string; readonly range: readonly [number, number] };

/** What a path may be changed to: whoever takes the tour again has been there already. */
export const otherPath = (path: string | undefined): string => (path === '/welcome' ? '/hello' : '/welcome');

const replace = (text: string, what: RegExp, by: string): TourEdit | undefined => {
  const found = what.exec(text);
  if (found === null) return undefined;
  const end = found.index + found[0].length;
  // The line to be shown is the one on which it ends.
  const begin = Math.max(found.index, text.lastIndexOf('\n', end - 1) + 1);
  return { text: text.replace(what, by), range: [begin + (/^\s*/.exec(text.slice(begin))?.[0].length ?? 0), end] };
};
