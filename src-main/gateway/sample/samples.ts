import type { Stub } from '#core/route/cluster-policy.ts';
import type { SampleName } from '#core/route/table.ts';
import type { Clock, Dice } from '#core/world.ts';
import { createDetails } from './details.ts';
import { createEcho } from './echo.ts';
import { createHttpbin } from './httpbin/httpbin.ts';
import { type SampleServer, type SampleService, startSample } from './sample-server.ts';
import { createStub } from './stub.ts';

/** The bundled sample services and the stubs. Each listens on loopback from its first use on. */
export type Samples = {
  readonly addressOf: (sample: SampleName | Stub) => Promise<{ readonly address: string; readonly port: number }>;
  /** Ends the stubs that are not among these, each when its last connection has ended. */
  readonly retain: (stubs: readonly Stub[]) => void;
  readonly close: () => Promise<void>;
};

/**
 * The sample services of the documentation's examples (httpbin, Bookinfo's details) and an echo,
 * so that the examples answer before anybody has started a service of their own; and one server for each stub.
 */
export function createSamples(world: { readonly dice: Dice; readonly clock: Clock }): Samples {
  const services: Record<SampleName, () => SampleService> = {
    httpbin: () => createHttpbin(world),
    details: createDetails,
    echo: createEcho,
  };
  /** By name; stubs by what they say, which begins with a brace. */
  const started = new Map<string, Promise<SampleServer>>();
  const start = (sample: SampleName | Stub): Promise<SampleServer> => {
    const key = keyOf(sample);
    const known = started.get(key);
    if (known) return known;
    const starting = startSample(typeof sample === 'string' ? services[sample]() : createStub(sample));
    started.set(key, starting);
    // A start that failed (no free port) is tried again by the next request.
    starting.catch(() => started.delete(key));
    return starting;
  };
  return {
    addressOf: async (sample) => ({ address: '127.0.0.1', port: (await start(sample)).port }),
    retain: (stubs) => {
      const kept = new Set(stubs.map(keyOf));
      for (const [key, server] of started) {
        if (!key.startsWith('{') || kept.has(key)) continue;
        started.delete(key);
        server.then(
          (one) => one.retire(),
          () => undefined, // it never ran
        );
      }
    },
    close: async () => {
      const servers = await Promise.allSettled(started.values());
      started.clear();
      await Promise.all(servers.map((s) => (s.status === 'fulfilled' ? s.value.close() : undefined)));
    },
  };
}

const keyOf = (sample: SampleName | Stub): string => (typeof sample === 'string' ? sample : JSON.stringify(sample));
