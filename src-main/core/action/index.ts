import type { Action, Route } from '../route/table.ts';
import { explainForward } from './forward.ts';
import { explainRedirect } from './redirect.ts';
import { explainRespond } from './respond.ts';

type Explain<A> = (action: A, matched: Route['matchedPath']) => string;

/** Every action by `do`. The compiler insists that none is forgotten (invariant 15). */
export const actionKinds: {
  readonly [Do in Action['do']]: { readonly explain: Explain<Extract<Action, { do: Do }>> };
} = {
  forward: { explain: explainForward },
  redirect: { explain: explainRedirect },
  respond: { explain: explainRespond },
};

/** What a route does, in words: `forward to httpbin.default.svc.cluster.local:8000`. */
export const explainAction = (action: Action, matched: Route['matchedPath']): string =>
  (actionKinds[action.do].explain as Explain<Action>)(action, matched);
