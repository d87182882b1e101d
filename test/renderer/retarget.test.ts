import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Origin } from '#core/route/table.ts';
import { textOf } from '../../src-renderer/state/files.ts';
import { openWindow, type TestWindow } from './window.ts';

const text = `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: g}
spec:
  selector: {istio: ingressgateway}
  servers:
  - {port: {number: 80, name: http, protocol: HTTP}, hosts: ['*']}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: shop}
spec:
  hosts: [shop.example.com]
  gateways: [g]
  http:
  - route:
    - destination: {host: httpbin} # for now
`;
const details = { host: 'details.default.svc.cluster.local', port: 9080 };
const names = { from: 'httpbin:8000', to: 'details:9080' };

describe('destinations led elsewhere in the window', () => {
  let window: TestWindow;
  beforeEach(async () => {
    window = await openWindow([{ file: 'a.yaml', text }]);
  });
  afterEach(() => window.stop());

  const current = () => window.stores.files.getState().files.map(textOf).at(0);
  const last = () => window.stores.retarget.getState().last;
  const origin = (): Origin => {
    const configs = Object.values(window.stores.draft.getState().table?.routeConfigs ?? {});
    const [action] = configs
      .flatMap(({ virtualHosts }) => virtualHosts.flatMap((one) => one.routes))
      .map((one) => one.action);
    const found = action?.do === 'forward' ? action.destinations[0]?.origin : undefined;
    if (found === undefined) throw new Error('the route forwards');
    return found;
  };

  it('are one step of undo, told and shown, and taken back by the same history', () => {
    const { retarget, files, navigation } = window.stores;
    expect(retarget.lead(origin(), details, names)).toBe(true);
    expect(current()).toContain('{host: details, port: { number: 9080 }} # for now');
    expect(files.history('a.yaml').undo).toBe('send to details:9080');
    expect(last()).toMatchObject({ ok: true, words: 'httpbin:8000 → details:9080' });
    expect(navigation.getState().jump).toMatchObject({ place: { file: 'a.yaml', line: 17 }, quiet: true });
    retarget.undo();
    expect(current()).toBe(text);
    expect(last()).toBeUndefined();
    expect(files.history('a.yaml')).toEqual({ redo: 'send to details:9080' });
  });

  it('are no longer offered to be undone once the file reads otherwise', () => {
    const { retarget, files } = window.stores;
    retarget.lead(origin(), details, names);
    files.undo('a.yaml');
    expect(last()).toBeUndefined();
    files.redo('a.yaml');
    retarget.undo();
    expect(current()).toContain('details');
  });

  it('stay where they are while the table is older than the text, or the API cannot say it', async () => {
    const { retarget, files } = window.stores;
    const before = origin();
    files.edit('a.yaml', `# first\n${text}`);
    expect(retarget.lead(before, details, names)).toBe(false);
    expect(last()).toMatchObject({ ok: false, words: expect.stringContaining('try again') });
    await window.settle();
    expect(retarget.lead(origin(), { host: '', port: 0 }, names)).toBe(false);
    expect(current()).toBe(`# first\n${text}`);
    retarget.dismiss();
    expect(last()).toBeUndefined();
  });
});
