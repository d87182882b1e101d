import type { ListenerState } from '#core/traffic/gateway-state.ts';
import { acceptConnection, type SecuredGeneration } from '../serve/accept.ts';
import { recordMalformed, serveHttp } from '../serve/serve-http.ts';
import { createFlows } from '../serve/serve-udp.ts';
import type { ServeWorld } from '../serve/turn.ts';
import type { PortSystem } from './bind.ts';
import type { PeerOf } from './describe-connection.ts';
import { type Opening, open } from './opening.ts';
import { type Planned, shut } from './plan.ts';
import { openUdp } from './udp.ts';

/** A port that is open, and who answers on it. `last` is set when it is on its way out: the table that its last requests belong to. */
export type Live = {
  readonly planned: Planned;
  listener: string;
  readonly opening: Opening;
  last?: SecuredGeneration | undefined;
};

export type OpenPlanned = {
  readonly world: ServeWorld;
  /** The generation that answers new requests; that of a request is read once, when it begins. */
  readonly current: () => SecuredGeneration | undefined;
  /** Whether its listener is in the table that answers. */
  readonly isReady: (live: Live) => boolean;
  /** For a connection that came before that. */
  readonly wait: (take: () => void) => void;
  readonly system: PortSystem;
  readonly fallbackPorts: (declared: number) => readonly number[];
  /** A listening socket broke later. */
  readonly failed: (live: Live, error: Error) => void;
  readonly peerOf: PeerOf | undefined;
  readonly udpIdleMs: number | undefined;
  readonly udpFlows: number | undefined;
};

/** Opens a port of a plan, which is not to be one of `taken`; or else says why it is not open. */
export const createOpenPlanned =
  ({ world, current, isReady, wait, system, fallbackPorts, failed, peerOf, udpIdleMs, udpFlows }: OpenPlanned) =>
  async (planned: Planned, taken: ReadonlySet<number>): Promise<Live | ListenerState> => {
    let self: Live | undefined;
    const leaving = () => self?.last !== undefined;
    const broke = (error: Error) => {
      if (self) failed(self, error);
    };
    const { declared, addresses, fixed } = planned;
    const wish = {
      declared,
      addresses,
      fallbacks: fallbackPorts(declared),
      taken,
      system,
      ...(fixed !== undefined && { fixed }),
    };
    const live = (opening: Opening): Live => {
      self = { planned, listener: planned.listener, opening };
      return self;
    };
    if (planned.datagrams) {
      const flows = createFlows(world, {
        current: () => {
          const generation = current();
          return self && generation && { generation: self.last ?? generation, listener: self.listener };
        },
        idleMs: udpIdleMs,
        most: udpFlows,
      });
      const opened = await openUdp(wish, {
        take: (datagram) => {
          if (self && isReady(self)) flows.take(datagram);
        },
        failed: broke,
        closed: flows.close,
      });
      return opened.is === 'failed' ? shut(planned, opened) : live(opened.opening);
    }
    const opened = await open(wish, {
      accept: (socket, serveConnection) => {
        const take = () => {
          const generation = current();
          if (self && generation)
            acceptConnection(world, self.last ?? generation, self.listener, socket, peerOf, serveConnection);
        };
        // The port is open before the table is swapped, and a client may be quicker than that.
        if (self && isReady(self)) take();
        else wait(take);
      },
      serve: (request, reply) => {
        const generation = current();
        if (self && generation) serveHttp(world, self.last ?? generation, self.listener, request, reply, leaving);
      },
      peerOf,
      malformed: (what) => {
        const generation = current();
        if (self && generation) recordMalformed(world, self.last ?? generation, self.listener, what);
      },
      failed: broke,
    });
    return opened.is === 'failed' ? shut(planned, opened) : live(opened.opening);
  };
