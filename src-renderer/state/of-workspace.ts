import type { CallName, InputOf, Wire } from '#contract/contract.ts';
import { callsOfWorkspace } from '#contract/workspaces.ts';

/** The wire of a window that shows one workspace: whatever is about that one is refused by main where another one is open by now. */
export const ofWorkspace = (wire: Wire, workspace: () => string | undefined): Wire => ({
  ...wire,
  call: <N extends CallName>(name: N, input: InputOf<N>) => {
    const id = workspace();
    const said = id !== undefined && takesWorkspace.has(name) ? Object.assign({}, input, { workspace: id }) : input;
    return wire.call(name, said);
  },
});

const takesWorkspace: ReadonlySet<string> = new Set(callsOfWorkspace);
