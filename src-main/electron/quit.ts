import type { App, PowerMonitor } from 'electron';

/** How the app ends. */
export type Ending = {
  /** Lets everything go: closes browsers, takes names out of the hosts file, ends requests, writes what is to be kept. May be called again; `quietly` asks nobody. */
  readonly close: (quietly: boolean) => Promise<void>;
  /** Whether the system will ask the person for rights on the way. */
  readonly willAsk: () => Promise<boolean>;
  /** Resolves after so many milliseconds. */
  readonly wait: (ms: number) => Promise<void>;
};

/** For requests under way, of which the gateway itself gives two seconds to each, and everything else. */
export const usualPatience = 5_000;
/** Where a person has to read a question of the system and type a password. */
export const patienceWithPerson = 120_000;

/**
 * Before the app quits everything is closed in order, for at most five seconds, or two minutes where the person is asked something; what is
 * still there then ends with the process, and the next start puts the hosts file in order.
 */
export const quitGently = (
  app: Pick<App, 'on' | 'quit'>,
  power: Pick<PowerMonitor, 'on'>,
  { close, willAsk, wait }: Ending,
): void => {
  let state: 'running' | 'closing' | 'closed' = 'running';
  let sessionEnds = false;
  app.on('before-quit', (event) => {
    if (state === 'closed') return;
    event.preventDefault();
    if (state === 'closing') return;
    state = 'closing';
    void (async () => {
      const asks = !sessionEnds && (await Promise.race([willAsk().catch(() => false), wait(500).then(() => false)]));
      await Promise.race([close(sessionEnds).catch(() => undefined), wait(asks ? patienceWithPerson : usualPatience)]);
      state = 'closed';
      app.quit();
    })();
  });
  // The person logs off or turns the machine off: systems wait some seconds for whoever asks them to.
  power.on('shutdown', (event?: { preventDefault: () => void }) => {
    sessionEnds = true;
    event?.preventDefault(); // Electron tells an event here, and does not declare it
    app.quit();
  });
};
