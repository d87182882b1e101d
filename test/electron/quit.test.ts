import type { App, PowerMonitor } from 'electron';
import { describe, expect, test } from 'vitest';
import { type Ending, patienceWithPerson, quitGently, usualPatience } from '../../src-main/electron/quit.ts';

/** An app whose end is watched: `quit` tells `before-quit` first, as Electron does. */
const createApp = (ending: Partial<Ending> = {}) => {
  const listeners = new Map<string, (event: { preventDefault: () => void }) => void>();
  const happened: string[] = [];
  const waits: number[] = [];
  let gone = (): void => {};
  const ended = new Promise<void>((done) => {
    gone = done;
  });
  const tell = (name: string): boolean => {
    let held = false;
    listeners.get(name)?.({
      preventDefault: () => {
        held = true;
      },
    });
    return held;
  };
  const app = {
    on: (name: string, listener: never) => listeners.set(name, listener),
    quit: () => {
      if (tell('before-quit')) happened.push('held');
      else {
        happened.push('quit');
        gone();
      }
    },
  };
  quitGently(app as unknown as App, { on: app.on } as unknown as PowerMonitor, {
    close: async (quietly) => void happened.push(quietly ? 'closed quietly' : 'closed'),
    willAsk: async () => false,
    wait: (ms) => {
      waits.push(ms);
      return new Promise(() => undefined);
    },
    ...ending,
  });
  return { app, tell, happened, waits, ended };
};

describe('the end of the app', () => {
  test('waits until everything is closed, within five seconds', async () => {
    const { app, happened, waits, ended } = createApp();
    app.quit();
    await ended;
    expect(happened).toEqual(['held', 'closed', 'quit']);
    expect(waits.at(-1)).toBe(usualPatience);
  });

  test('is asked for once, however often somebody presses', async () => {
    let closes = 0;
    const { app, happened, ended } = createApp({
      close: async () => {
        closes += 1;
      },
    });
    app.quit();
    app.quit();
    await ended;
    expect([closes, happened]).toEqual([1, ['held', 'held', 'quit']]);
  });

  test('gives a person the time to answer the system', async () => {
    const { app, waits, ended } = createApp({ willAsk: async () => true });
    app.quit();
    await ended;
    expect(waits.at(-1)).toBe(patienceWithPerson);
  });

  test.each([
    ['does not come to an end', () => new Promise<void>(() => undefined)],
    ['fails', () => Promise.reject(new Error('stuck'))],
  ])('comes also where closing %s', async (_, close) => {
    const { app, happened, ended } = createApp({
      close,
      wait: async () => undefined,
      willAsk: () => Promise.reject(new Error('gone')),
    });
    app.quit();
    await ended;
    expect(happened.at(-1)).toBe('quit');
  });

  test('asks nobody where the system is turned off, which waits for us some seconds', async () => {
    const { tell, happened, waits, ended } = createApp({ willAsk: async () => true });
    expect(tell('shutdown')).toBe(true);
    await ended;
    expect([...happened].sort()).toEqual(['closed quietly', 'held', 'quit']);
    expect(waits).toEqual([usualPatience]);
  });
});
