import type { SampleName } from '#core/route/table.ts';
import type { Clock, Dice } from '#core/world.ts';
import { createDetails } from './details.ts';
import { createEcho } from './echo.ts';
import { createHttpbin } from './httpbin/httpbin.ts';
import { type SampleServer, type SampleService, startSample } from './sample-server.ts';

/** The bundled sample services. Each listens on loopback from its first use on. */
export type Samples = {
  readonly addressOf: (sample: SampleName) => Promise<{ readonly address: string; readonly port: number }>;
  readonly close: () => Promise<void>;
};

/**
 * The sample services of the documentation's examples (httpbin, Bookinfo's details) and an echo,
 * so that the examples answer before anybody has started a service of their own.
 */
export function createSamples(world: { readonly dice: Dice; readonly clock: Clock }): Samples {
  const services: Record<SampleName, () => SampleService> = {
    httpbin: () => createHttpbin(world),
    details: createDetails,
    echo: createEcho,
  };
  const started = new Map<SampleName, Promise<SampleServer>>();
  const start = (sample: SampleName): Promise<SampleServer> => {
    const known = started.get(sample);
    if (known) return known;
    const starting = startSample(services[sample]());
    started.set(sample, starting);
    // A start that failed (no free port) is tried again by the next request.
    starting.catch(() => started.delete(sample));
    return starting;
  };
  return {
    addressOf: async (sample) => ({ address: '127.0.0.1', port: (await start(sample)).port }),
    close: async () => {
      const servers = await Promise.allSettled(started.values());
      started.clear();
      await Promise.all(servers.map((s) => (s.status === 'fulfilled' ? s.value.close() : undefined)));
    },
  };
}
