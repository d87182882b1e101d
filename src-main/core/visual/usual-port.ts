import type { Listener, Origin, Route, Table } from '../route/table.ts';
import { treeAt } from '../text/cursor.ts';
import { resourceAtOffset } from './document.ts';
import type { Target } from './retarget.ts';

/**
 * The port that a destination of Istio means where it names none, were it led to this target: the only one of the service, or that of the
 * listener where the service has several or says none (reference 5.1). `textOf` gives the text that the table was made of. Undefined where
 * that is not known: a host that nobody declares, or a route of several listeners whose ports differ.
 */
export const usualPort = (
  table: Table,
  origin: Origin,
  { host }: Target,
  textOf: (file: string) => string | undefined,
): number | undefined => {
  const declared = Object.values(table.clusters).find(
    (one) => one.host === host && declaring.has(one.origin?.kind ?? ''),
  );
  if (declared?.origin === undefined) return undefined;
  const { file, range } = declared.origin.place;
  const document = resourceAtOffset(textOf(file) ?? '', range[0]);
  if (document?.tree === undefined || document.name !== declared.origin.name) return undefined;
  const ports = treeAt(document.tree, [...document.root, 'spec', 'ports']);
  const numbers = ports?.is === 'list' ? ports.items.map((_, i) => numberAt(document, i)) : [];
  if (numbers.length === 1) return numbers[0];
  const asked = new Set(serverPorts(table, origin));
  return asked.size === 1 ? [...asked][0] : undefined;
};

const declaring: ReadonlySet<string> = new Set(['Service', 'ServiceEntry', 'LocalService']);

const numberAt = (
  { tree, root }: NonNullable<ReturnType<typeof resourceAtOffset>>,
  index: number,
): number | undefined => {
  for (const key of ['port', 'number']) {
    const found = tree && treeAt(tree, [...root, 'spec', 'ports', index, key]);
    if (found?.is === 'scalar') return Number(found.value);
  }
  return undefined;
};

/** The ports of the servers through which requests come to this destination. */
const serverPorts = ({ listeners, mesh, routeConfigs }: Table, origin: Origin): readonly number[] => {
  const isHere = ({ path, place }: Origin) =>
    path === origin.path && place.file === origin.place.file && place.range[0] === origin.place.range[0];
  const leads = ({ action }: Route) =>
    action.do === 'forward' &&
    (action.destinations.some((one) => isHere(one.origin)) || (action.mirrors ?? []).some((one) => isHere(one.origin)));
  const through = (listener: Listener, inMesh: boolean): readonly number[] =>
    listener.chains.flatMap(({ routeConfig = '', servers, tcp }) => {
      const isHis =
        (tcp?.destinations ?? []).some((one) => isHere(one.origin)) ||
        (routeConfigs[routeConfig]?.virtualHosts ?? []).some(({ routes }) => routes.some(leads));
      if (!isHis) return [];
      return inMesh ? listener.declaredPorts : servers.map(({ number }) => number);
    });
  return [
    ...listeners.flatMap((one) => through(one, false)),
    ...(mesh ? [...mesh.listeners, mesh.others].flatMap((one) => through(one, true)) : []),
  ];
};
