import type { CheckedBody } from '../kind.ts';
import { checkListeners } from './check-listeners.ts';
import type { ListenerSetSpec } from './listener-set.ts';

/** The rules of the CRD of ListenerSet: those of a Gateway's listeners. */
export const checkListenerSet = ({ value, report }: CheckedBody<ListenerSetSpec>): void =>
  checkListeners(value.listeners, report);
