import { useStore } from 'zustand';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { GraphEdge, GraphNode } from '#core/route/graph-parts.ts';

/** An edge whose end is being dragged: where the pointer is on the map, and what it is over. */
export type Held = { readonly edge: GraphEdge; readonly x: number; readonly y: number; readonly over?: GraphNode };

/** What somebody has chosen on the map, and holds. A store of its own, so that a move of the mouse draws nothing but what it concerns. */
export type HandState = { readonly current: string | undefined; readonly held: Held | undefined };

export type HandStore = StoreApi<HandState>;

export const createHandStore = (): HandStore => createStore<HandState>(() => ({ current: undefined, held: undefined }));

export const useHandOf = <T>(store: HandStore, choose: (state: HandState) => T): T => useStore(store, choose);
