import { createContext, type PointerEvent, useContext } from 'react';
import type { GraphEdge, GraphNode } from '#core/route/graph-parts.ts';
import { refusalOf } from '#core/visual/retarget.ts';
import { type HandState, type HandStore, useHandOf } from '../../../state/map-hand.ts';
import type { Say } from '../../../words/words.ts';

/** What is chosen and held, and how to take an edge by its end. */
export type Hand = HandStore & { readonly grab: (event: PointerEvent, edge: GraphEdge) => void };

const HandContext = createContext<Hand | undefined>(undefined);
export const HandProvider = HandContext.Provider;

export const useHand = (): Hand => {
  const hand = useContext(HandContext);
  if (hand === undefined) throw new Error('parts of the map are drawn inside of the map');
  return hand;
};

export const useHandSlice = <T>(choose: (state: HandState) => T): T => useHandOf(useHand(), choose);

/** Why an edge cannot be led to this node, in words; undefined: it can, or it leads there already. */
export const whyNot = (t: Say<'routes'>, edge: GraphEdge, node: GraphNode): string | undefined => {
  if (edge.origin === undefined) return t('map.drag.fixed');
  if (node.target === undefined) return t('map.drag.notService');
  return refusalOf(edge.origin, node.target)?.message;
};

export const sayNode = (node: GraphNode | undefined): string =>
  node === undefined ? '' : `${shortHost(node.label)}${node.name === undefined ? '' : ` ${node.name}`}`;

/** Without what nearly every host of a cluster ends with. */
export const shortHost = (host: string): string => host.replace(/(\.default)?\.svc\.cluster\.local/, '');
