import type { Handlers } from '#contract/contract.ts';
import type { Workspaces } from '#contract/workspaces.ts';

type Calls = Pick<Handlers, 'workspaces.list' | 'workspaces.open' | 'workspaces.forget'>;

/** What was open lately, and the exchange of workspaces; `changed` is called when another one is open. */
export type FakeWorkspaces = {
  readonly handlers: Calls;
  /** As `WorkspaceState.id` has it. */
  readonly id: () => string;
  /** Nothing is open from now on; `open` paths are. */
  readonly become: (open: readonly string[]) => void;
};

export const createFakeWorkspaces = (clock: () => number, changed: () => void): FakeWorkspaces => {
  let open: readonly string[] = ['/home/me/samples'];
  let recent: Workspaces['recent'] = [
    { paths: ['/home/me/shop'], title: 'shop', at: Date.UTC(2025, 11, 31, 12), exists: true },
    { paths: ['/home/me/gone'], title: 'gone', at: Date.UTC(2025, 11, 30, 12), exists: false },
  ];
  const sampleOf = (paths: readonly string[]) => {
    const [, sample] = /^\/data\/samples\/([a-z-]+)$/.exec(paths[0] ?? '') ?? [];
    return sample === undefined ? {} : { sample };
  };
  const become = (paths: readonly string[]) => {
    if (open.length > 0) {
      const [path = ''] = open;
      const left = { paths: open, title: path.split('/').at(-1) ?? '', at: clock(), exists: true, ...sampleOf(open) };
      recent = [left, ...recent.filter((one) => one.paths.join() !== paths.join())];
    }
    open = paths;
    changed();
  };
  return {
    id: () => (open.join() === '/home/me/samples' ? 'samples' : open.join()),
    become,
    handlers: {
      'workspaces.list': async () => ({
        open,
        ...sampleOf(open),
        recent,
        samples: [
          { name: 'hello', title: 'First steps', says: 'One path.', try: ['Open it.'] },
          { name: 'httpbin', title: 'httpbin', says: 'Two paths.', try: ['Send one.'], copy: '/data/samples/httpbin' },
        ],
        dialog: false,
      }),
      'workspaces.open': async (what) => {
        if ('choose' in what)
          return { ok: false, failure: { code: 'workspaces/no-dialog', message: 'a browser cannot choose a folder' } };
        const paths = 'paths' in what ? what.paths : ['into' in what ? what.into : `/data/samples/${what.sample}`];
        if (paths.includes('/home/me/gone')) {
          const message = 'cannot open "/home/me/gone": there is nothing of this name';
          return { ok: false, failure: { code: 'workspaces/not-found', message } };
        }
        become(paths);
        return { ok: true, value: { opened: true, paths } };
      },
      'workspaces.forget': async ({ paths }) => {
        recent = recent.filter((one) => one.paths.join() !== paths.join());
        return null;
      },
    },
  };
};
