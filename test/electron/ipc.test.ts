import type { IpcMain } from 'electron';
import { describe, expect, test } from 'vitest';
import type { EventName, EventSource, Events, Handlers } from '#contract/contract.ts';
import { type CallAnswer, callChannel, eventChannel } from '../../src-main/electron/channels.ts';
import { sendEvents, serveCalls } from '../../src-main/electron/ipc.ts';

type Handle = (event: { senderFrame: unknown }, name: unknown, input: unknown) => Promise<CallAnswer>;

const page = { url: 'app://slipway/', parent: null };

const serve = (handlers: Partial<Handlers>) => {
  let handle: Handle | undefined;
  const logged: string[] = [];
  const ipc = {
    handle: (channel: string, listener: Handle) => {
      if (channel === callChannel) handle = listener;
    },
  };
  serveCalls(ipc as unknown as Pick<IpcMain, 'handle'>, {
    handlers: handlers as Handlers,
    log: (level, message, fields) => logged.push(`${level} ${message} ${JSON.stringify(fields)}`),
    newId: () => 'b1',
  });
  const call = (name: unknown, input: unknown, senderFrame: unknown = page) => {
    if (handle === undefined) throw new Error('nothing was registered');
    return handle({ senderFrame }, name, input);
  };
  return { call, logged };
};

describe('calls of the window', () => {
  test('reach their handler and bring its answer', async () => {
    const { call } = serve({ 'traffic.clear': async () => null });
    expect(await call('traffic.clear', null)).toEqual({ ok: true, output: null });
  });

  test('are refused from any other frame', async () => {
    const { call, logged } = serve({ 'traffic.clear': async () => null });
    for (const frame of [null, { url: 'https://example.com/', parent: null }, { url: page.url, parent: {} }]) {
      expect(await call('traffic.clear', null, frame)).toMatchObject({ ok: false });
    }
    expect(logged).toHaveLength(3);
  });

  test.each([
    ['a name that is no call', 'gateway.explode', null],
    ['a name from the prototype', 'constructor', null],
    ['a name that is no text', ['traffic.clear'], null],
    ['an input of the wrong shape', 'workspace.write', { file: 1 }],
    ['an input with too much in it', 'workspace.write', { file: 'a.yaml', text: '', more: true }],
    ['an input where none belongs', 'traffic.clear', { a: 1 }],
    ['no input', 'gateway.explain', undefined],
  ])('are refused with %s', async (_, name, input) => {
    let reached = false;
    const reach = async () => {
      reached = true;
      return null as never;
    };
    const { call } = serve({ 'workspace.write': reach, 'traffic.clear': reach, 'gateway.explain': reach });
    expect(await call(name, input)).toMatchObject({ ok: false });
    expect(reached).toBe(false);
  });

  test('that meet a bug of ours bring its number; the log has the rest', async () => {
    const { call, logged } = serve({ 'traffic.clear': () => Promise.reject(new Error('inner words')) });
    const answer = await call('traffic.clear', null);
    expect(answer).toMatchObject({ ok: false });
    expect(JSON.stringify(answer)).toContain('b1');
    expect(JSON.stringify(answer)).not.toContain('inner words');
    expect(logged.join()).toContain('inner words');
  });
});

test('events go to every open window, and none after the end', () => {
  const listeners = new Map<string, (event: unknown) => void>();
  const events: EventSource = {
    on: <N extends EventName>(name: N, listener: (event: Events[N]) => void) => {
      listeners.set(name, listener as (event: unknown) => void);
      return () => void listeners.delete(name);
    },
  };
  const sent: unknown[] = [];
  const window = (gone: boolean) => ({
    isDestroyed: () => gone,
    send: (...message: unknown[]) => void sent.push(message),
  });
  const stop = sendEvents(events, () => [window(false), window(true)]);
  expect([...listeners.keys()].sort()).toEqual(expect.arrayContaining(['running', 'traffic', 'workspace']));
  listeners.get('traffic')?.([]);
  expect(sent).toEqual([[eventChannel, 'traffic', []]]);
  stop();
  expect(listeners.size).toBe(0);
});
