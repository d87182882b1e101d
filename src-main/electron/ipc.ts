import type { IpcMain } from 'electron';
import type { CallName, EventName, EventSource, Events, Handlers, Log } from '#contract/contract.ts';
import { guard, isCallName } from '#contract/guard.ts';
import { type CallAnswer, callChannel, eventChannel } from './channels.ts';
import { isTrustedFrame } from './lock-down.ts';

type Asked = { readonly senderFrame: { readonly url: string; readonly parent: unknown } | null };

/** Answers the window's calls, after asking who speaks and whether the input has the contract's shape. `newId` names bugs. */
export const serveCalls = (
  ipc: Pick<IpcMain, 'handle'>,
  { handlers, log, newId }: { readonly handlers: Handlers; readonly log: Log; readonly newId: () => string },
): void => {
  ipc.handle(callChannel, async (event: Asked, name: unknown, input: unknown): Promise<CallAnswer> => {
    if (!isTrustedFrame(event.senderFrame)) {
      log('warn', 'a call from a foreign frame was refused', { url: event.senderFrame?.url });
      return { ok: false, message: 'this page may not speak to the app' };
    }
    if (typeof name !== 'string' || !isCallName(name)) return { ok: false, message: 'there is no call of this name' };
    try {
      return await answer(name, input, handlers);
    } catch (error) {
      // A bug of ours: the person gets a number, the log gets everything.
      const id = newId();
      const cause = error instanceof Error ? (error.stack ?? error.message) : String(error);
      log('error', 'a call failed by a bug', { call: name, id, cause });
      return { ok: false, message: `this should not have happened (bug ${id}); the log has the details` };
    }
  });
};

const answer = async <N extends CallName>(name: N, given: unknown, handlers: Handlers): Promise<CallAnswer> => {
  const input = guard(name, given);
  return input.ok ? { ok: true, output: await handlers[name](input.input) } : { ok: false, message: input.message };
};

type Listener = { readonly isDestroyed: () => boolean; readonly send: (channel: string, ...args: unknown[]) => void };

const eventNames = { workspace: true, running: true, traffic: true, settings: true, reach: true } satisfies Record<
  EventName,
  true
>;

/** Tells every open window each event. Returns how to stop. */
export const sendEvents = (events: EventSource, windows: () => readonly Listener[]): (() => void) => {
  const follow = <N extends EventName>(name: N): (() => void) =>
    events.on(name, (event: Events[N]) => {
      for (const window of windows()) if (!window.isDestroyed()) window.send(eventChannel, name, event);
    });
  const stops = (Object.keys(eventNames) as EventName[]).map((name) => follow(name));
  return () => {
    for (const stop of stops) stop();
  };
};
