import { createContext, createElement, type ReactNode, useContext } from 'react';
import { type StoreApi, useStore } from 'zustand';
import { WordsProvider } from '../words/words.ts';
import type { Stores } from './stores.ts';

const StoresContext = createContext<Stores | undefined>(undefined);

/** Everything below sees the stores, and speaks their language. */
export const StoresProvider = ({ value, children }: { readonly value: Stores; readonly children: ReactNode }) =>
  createElement(
    StoresContext.Provider,
    { value },
    createElement(WordsProvider, { i18n: value.words, defaultNS: 'window' }, children),
  );

/** The window's stores. A bug when asked for outside of the window. */
export const useStores = (): Stores => {
  const stores = useContext(StoresContext);
  if (stores === undefined) throw new Error('a panel was rendered without its stores');
  return stores;
};

type StateOf<N extends keyof Stores> = Stores[N] extends StoreApi<infer T> ? T : never;

/** One selected piece of one store; the component renders again when that piece changes. */
export const useSlice = <N extends keyof Stores, T>(name: N, select: (state: StateOf<N>) => T): T =>
  useStore(useStores()[name] as unknown as StoreApi<StateOf<N>>, select);
