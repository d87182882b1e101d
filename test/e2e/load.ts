import { Agent, request } from 'node:http';

/** What came of requests that were sent all the time: how many, how fast, from where the answers came, and which went wrong. */
export type Load = {
  readonly sent: () => number;
  /** Answers since the last call, by their body. */
  readonly take: () => ReadonlyMap<string, number>;
  readonly failures: readonly string[];
  /** Ends it and waits for what is under way; requests per second over the whole time. */
  readonly stop: () => Promise<number>;
};

/** Sends so many requests a second, or as many as this machine can, over connections that are kept. */
export const startLoad = (url: string, host: string, perSecond: number): Load => {
  const agent = new Agent({ keepAlive: true, maxSockets: 32 });
  const failures: string[] = [];
  let answers = new Map<string, number>();
  let sent = 0;
  let open = 0;
  const began = performance.now();
  const send = () => {
    sent += 1;
    open += 1;
    const asked = request(url, { agent, headers: { host } }, (reply) => {
      let body = '';
      reply.setEncoding('utf8');
      reply.on('data', (part: string) => {
        body += part;
      });
      reply.on('end', () => {
        open -= 1;
        if (reply.statusCode !== 200) failures.push(`${reply.statusCode} ${body}`);
        answers.set(body, (answers.get(body) ?? 0) + 1);
      });
    });
    asked.on('error', (error) => {
      open -= 1;
      failures.push(error.message);
    });
    asked.end();
  };
  const timer = setInterval(() => {
    const due = Math.floor(((performance.now() - began) / 1000) * perSecond);
    // What is late is made up for, but a machine that cannot keep up is not buried.
    for (let i = sent; i < due && open < 200; i += 1) send();
  }, 5);
  return {
    sent: () => sent,
    take: () => {
      const taken = answers;
      answers = new Map();
      return taken;
    },
    failures,
    stop: async () => {
      clearInterval(timer);
      const rate = sent / ((performance.now() - began) / 1000);
      while (open > 0) await new Promise((done) => setTimeout(done, 10));
      agent.destroy();
      return Math.round(rate);
    },
  };
};
