import type { Cluster, Listener, Table } from './table.ts';

/** Whether a listener is the client side's, which nobody dials (reference 7.2). */
export const isMeshListener = ({ id }: Pick<Listener, 'id'>): boolean => id.startsWith('mesh_');

/** The listener that takes what a client of the mesh sends to a port; undefined where nothing in the documents is about the mesh. */
export const meshListenerFor = ({ mesh }: Table, port: number): Listener | undefined =>
  mesh && (mesh.listeners.find((listener) => listener.port === port) ?? mesh.others);

/** Where requests go whose cluster has no endpoints of its own, in words; undefined where they go nowhere (503 UH). */
export const sayAsked = ({ lookup }: Pick<Cluster, 'lookup'>, fromMesh: boolean): string | undefined => {
  if (lookup === 'host') return 'the host of the request';
  return lookup === 'original' && fromMesh ? 'where the client was going' : undefined;
};
