import { createTrafficEngine, type TrafficOrder } from './traffic-engine.ts';

/** The entry of the worker that has the rows of the traffic: orders in, what is in sight out. */
const waiting: (() => void)[] = [];
const { port1, port2 } = new MessageChannel();
// Messages of the window come in between, and no timer makes the work wait.
port1.onmessage = () => waiting.shift()?.();

const engine = createTrafficEngine({
  soon: (work) => {
    waiting.push(work);
    port2.postMessage(null);
  },
  later: (work, ms) => {
    const timer = setTimeout(work, ms);
    return () => clearTimeout(timer);
  },
  now: () => performance.now(),
  tell: (told) => self.postMessage(told),
});

self.onmessage = ({ data }: MessageEvent<TrafficOrder>) => engine(data);
