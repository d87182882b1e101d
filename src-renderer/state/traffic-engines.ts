import { createTrafficEngine, type TrafficEngine, type TrafficOrder, type TrafficTold } from './traffic-engine.ts';

/** What of a `Worker` is used. */
export type TrafficWorker = Pick<Worker, 'postMessage' | 'terminate' | 'onmessage' | 'onerror'>;

type Here = {
  readonly later: (work: () => void, ms: number) => () => void;
  readonly clock: () => number;
};

type Tell = (told: TrafficTold) => void;

/** The engine in this thread: for tests, and where there are no workers. */
export const trafficEngineHere =
  ({ later, clock }: Here) =>
  (tell: Tell): TrafficEngine =>
    createTrafficEngine({ soon: (work) => void later(work, 0), later, now: clock, tell });

/** So often a worker that breaks is started anew before it has had a quiet while. */
const most = 3;
const quiet = 60_000;

/**
 * The engine in a worker. Where none can start, it works in this thread. One that breaks later is started anew, and `broke` says that it
 * knows nothing of what the one before had been told; told `over`, it broke again and again, and nothing is done any more.
 */
export const trafficEngineIn =
  (startWorker: () => TrafficWorker, here: Here) =>
  (tell: Tell, broke: (is: 'again' | 'over') => void): TrafficEngine => {
    let engine: TrafficEngine | undefined;
    let answered = false;
    let broken: readonly number[] = [];
    /** Until the worker has answered once: what this thread would have to be told in its place. */
    let orders: TrafficOrder[] = [];
    const workHere = (): TrafficEngine => {
      const made = trafficEngineHere(here)(tell);
      engine = made;
      for (const order of orders) made(order);
      orders = [];
      return made;
    };
    const start = (): TrafficEngine => {
      try {
        const worker = startWorker();
        worker.onmessage = ({ data }: MessageEvent<TrafficTold>) => {
          answered = true;
          orders = [];
          tell(data);
        };
        worker.onerror = () => {
          worker.terminate();
          if (!answered && broken.length === 0) return void workHere();
          answered = false;
          orders = [];
          broken = [...broken.filter((at) => here.clock() - at < quiet), here.clock()];
          const over = broken.length > most;
          engine = over ? () => undefined : start();
          broke(over ? 'over' : 'again');
        };
        return (order) => {
          if (!answered && broken.length === 0) orders.push(order);
          worker.postMessage(order);
        };
      } catch {
        // A browser without workers, or a page that may not start them.
        return workHere();
      }
    };
    return (order) => {
      engine ??= start();
      engine(order);
    };
  };
