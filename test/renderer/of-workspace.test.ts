import { expect, test } from 'vitest';
import type { CallName, Wire } from '#contract/contract.ts';
import { guard } from '#contract/guard.ts';
import { callsOfWorkspace } from '#contract/workspaces.ts';
import { ofWorkspace } from '../../src-renderer/state/of-workspace.ts';

const heard: [name: string, input: unknown][] = [];
const wire: Wire = {
  call: async (name, input) => {
    heard.push([name, input]);
    return undefined as never;
  },
  on: () => () => {},
  onState: () => () => {},
};

test('a window says which workspace it means, in the calls that are about one', async () => {
  let id: string | undefined;
  const mine = ofWorkspace(wire, () => id);
  await mine.call('workspace.remove', { file: 'a.yaml', base: 'r1' });
  id = 'shop';
  await mine.call('workspace.remove', { file: 'a.yaml', base: 'r1' });
  await mine.call('gateway.state', null);
  await mine.call('settings.change', { theme: 'dark' });
  expect(heard).toEqual([
    ['workspace.remove', { file: 'a.yaml', base: 'r1' }],
    ['workspace.remove', { file: 'a.yaml', base: 'r1', workspace: 'shop' }],
    ['gateway.state', null],
    ['settings.change', { theme: 'dark' }],
  ]);
});

test('every call that changes files or the gateway is one of these, and main takes the word', () => {
  const inputs: Readonly<Record<(typeof callsOfWorkspace)[number], object>> = {
    'workspace.write': { file: 'a.yaml', text: '' },
    'workspace.remove': { file: 'a.yaml', base: 'r1' },
    'config.apply': { files: [] },
    'config.generation': { generation: 1 },
    'config.rollback': {},
    'config.applyOn': { on: 'save' },
    'gateway.send': { method: 'GET', url: 'http://a/', headers: [] },
    'traffic.details': { id: 1 },
    'traffic.resend': { id: 1 },
    'traffic.har': {},
    'services.bind': { namespace: 'default', name: 'a' },
    'view.keep': { change: {} },
  };
  for (const name of callsOfWorkspace) {
    const input = { ...inputs[name], workspace: 'shop' };
    expect(guard(name as CallName, input), name).toEqual({ ok: true, input });
  }
});
