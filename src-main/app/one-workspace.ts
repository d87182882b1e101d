import type { Handlers } from '#contract/contract.ts';

/** An app by itself has one workspace for good; a desk (`desk.ts`) exchanges apps, and has answers of its own. */
export const oneWorkspace = (
  paths: readonly string[],
): Pick<Handlers, 'workspaces.list' | 'workspaces.open' | 'workspaces.forget'> => ({
  'workspaces.list': async () => ({ open: paths, recent: [], samples: [], dialog: false }),
  'workspaces.open': async () => ({
    ok: false,
    failure: { code: 'workspaces/one', message: 'this slipway serves one workspace; start another one for others' },
  }),
  'workspaces.forget': async () => null,
});
