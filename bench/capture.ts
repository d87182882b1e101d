import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer as createTcpServer } from 'node:net';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { build } from '#core/build.ts';
import { createFigures } from '../src-main/app/figures.ts';
import { createTraffic } from '../src-main/app/traffic.ts';
import { keepYoungSpaceSmall } from '../src-main/cli/young-space.ts';
import { createGateway } from '../src-main/gateway/gateway.ts';
import { type OnCore, startOnCore } from './own-core.ts';
import { median } from './spread.ts';

/**
 * What keeping traffic costs the gateway: requests per second where nobody looks, where heads and figures are kept, and where bodies are
 * kept too; `window`: bodies, and somebody hears of them. Four processes with the same table, turn about in short rounds, each pinned to one core
 * where that can be had; the service and the client share another one. Whoever is not asked is stopped meanwhile: what it tidies up when
 * it is quiet is its own. The ratio within each round is what counts, of rounds in which nothing else kept the processor busy. Before the
 * first round what is kept has reached its limit. Two processes of the same program may differ by a twentieth for as long as they live, so all of it
 * is done several times.
 */

const starts = Number(process.env.STARTS ?? 5);
/** Of each start. */
const rounds = Number(process.env.ROUNDS ?? 9);
const wanted = (process.env.KINDS ?? 'get post large').split(' ');
const roundMs = 600;
const warmUpMs = 3_000;
const fullMs = 20_000;
/** More of the processor for anybody else than this makes a round worthless; so many are tried for each that is wanted. */
const foreignShare = 0.15;
const tries = 2;
const limit = 128 * 1024 * 1024;
const connections = 16;
const goal = 0.9;
const names = ['nobody', 'heads', 'bodies', 'window'] as const;
type Name = (typeof names)[number];
const kinds = {
  get: { sends: 0, gets: 1024 },
  post: { sends: 1024, gets: 1024 },
  large: { sends: 0, gets: 128 * 1024 },
} as const;
type Kind = (typeof kinds)[keyof typeof kinds];

const self = fileURLToPath(import.meta.url);
const [, , role, argument] = process.argv;
if (role === 'service') await runService();
else if (role === 'gateway') await runGateway(argument ?? '');
else await measure();

type Round = { readonly quiet: boolean; readonly perSecond: Record<Name, number>; readonly work: Record<Name, number> };

async function measure(): Promise<void> {
  const service = await startOnCore(self, ['service'], 1);
  const results = new Map<string, Round[][]>();
  const told: Told[][] = [];
  try {
    for (let start = 0; start < starts; start += 1) {
      const proxies = await Promise.all(
        names.map((name) => startOnCore(self, ['gateway', `${name} ${service.port}`], 0)),
      );
      try {
        for (const { child } of proxies) child.kill('SIGSTOP');
        for (const [kind, one] of Object.entries(kinds).filter(([kind]) => wanted.includes(kind))) {
          const all = results.get(kind) ?? [];
          results.set(kind, all);
          all.push(await measureStart(one, service, proxies));
        }
        const now: Told[] = [];
        for (const { child } of proxies) now.push(await alone(child, () => ask(child)));
        told.push(now);
      } finally {
        for (const { child } of proxies) child.kill('SIGKILL');
      }
    }
  } finally {
    service.child.kill('SIGKILL');
  }
  for (const [kind, all] of results) say(kind, all);
  for (const [i, name] of names.entries()) {
    const mib = (of: 'bytes' | 'rss' | 'own') => Math.round(median(told.map((now) => now[i]?.[of] ?? 0)) / 1024 / 1024);
    const kept = Math.round(median(told.map((now) => now[i]?.kept ?? 0))).toLocaleString('en');
    console.log(
      `${name}: ${kept} exchanges in ${mib('bytes')} MiB, process ${mib('rss')} MiB, ${mib('own')} of them its own`,
    );
  }
}

/** Rounds with these processes, until enough of them were quiet or it is hopeless. */
async function measureStart(kind: Kind, service: OnCore, proxies: readonly OnCore[]): Promise<Round[]> {
  for (const [i, { child, port }] of proxies.entries())
    await alone(child, async () => {
      await load(port, warmUpMs, kind);
      const until = performance.now() + fullMs;
      while (names[i] !== 'nobody' && performance.now() < until && (await ask(child)).bytes < 0.95 * limit)
        await load(port, roundMs, kind);
    });
  const all: Round[] = [];
  const order = names.map((_, i) => i);
  while (all.filter(({ quiet }) => quiet).length < rounds && all.length < tries * rounds) {
    const [perSecond, work]: [Partial<Record<Name, number>>, Partial<Record<Name, number>>] = [{}, {}];
    let quiet = true;
    for (const i of order) {
      const { child, port } = proxies[i] as OnCore;
      const name = names[i] as Name;
      await alone(child, async () => {
        const before = await clocks(child, service.child);
        const done = await load(port, roundMs, kind);
        const after = await clocks(child, service.child);
        const foreign = after.all - before.all - (after.own - before.own);
        if (foreign > foreignShare * (after.at - before.at)) quiet = false;
        perSecond[name] = done.perSecond;
        work[name] = (after.gateway - before.gateway) / done.answered;
      });
    }
    all.push({ quiet, perSecond: perSecond as Record<Name, number>, work: work as Record<Name, number> });
    // Whoever comes first in a round meets another mood of the machine.
    order.push(order.shift() ?? 0);
  }
  return all;
}

function say(kind: string, all: readonly (readonly Round[])[]): void {
  const { sends, gets } = kinds[kind as keyof typeof kinds];
  // A machine that is never quiet tells something, too, as long as it says so.
  const counted = all.map((rounds) => {
    const quiet = rounds.filter(({ quiet }) => quiet);
    return quiet.length > rounds.length / 4 ? quiet : rounds;
  });
  const flat = counted.flat();
  const ratio = (rounds: readonly Round[], of: 'perSecond' | 'work', name: Name) =>
    median(rounds.map((round) => round[of][name] / round[of].nobody));
  console.log(
    `${kind}: ${sends} B there, ${gets} B back, ${connections} connections, ${all.length} starts, median of ${flat.length} rounds of ${all.flat().length}, ${flat.filter(({ quiet }) => quiet).length} of them quiet`,
  );
  for (const name of names) {
    const perSecond = Math.round(median(flat.map((round) => round.perSecond[name]))).toLocaleString('en');
    const each = median(flat.map((round) => round.work[name])).toFixed(0);
    const starts = counted.map((rounds) => ratio(rounds, 'perSecond', name).toFixed(2)).join(' ');
    console.log(
      `  ${name.padEnd(7)} ${perSecond.padStart(8)} requests/s   ratio ${ratio(flat, 'perSecond', name).toFixed(3)} (${starts})   ${each} µs of processor each, ratio ${ratio(flat, 'work', name).toFixed(3)}`,
    );
  }
  const kept = ratio(flat, 'perSecond', 'bodies');
  console.log(`  capture keeps ${(kept * 100).toFixed(1)} % of the throughput (goal ${goal * 100} %)`);
}

type Told = {
  readonly rss: number;
  /** Of `rss` what is not read from files that other processes use as well; 0 where the system does not say. */
  readonly own: number;
  readonly kept: number;
  readonly bytes: number;
  readonly cpu: number;
};

async function alone<T>(child: ChildProcess, work: () => Promise<T>): Promise<T> {
  child.kill('SIGCONT');
  const result = await work();
  child.kill('SIGSTOP');
  return result;
}

async function ask(child: ChildProcess): Promise<Told> {
  child.send('how much');
  const [told] = (await once(child, 'message')) as [Told];
  return told;
}

/** Microseconds of processor: of the gateway, of everything that this benchmark runs, and of the machine. */
async function clocks(gateway: ChildProcess, service: ChildProcess) {
  const [{ cpu }, { cpu: served }] = await Promise.all([ask(gateway), ask(service)]);
  const { user, system } = process.cpuUsage();
  const all = cpus().reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0);
  return { gateway: cpu, own: cpu + served + user + system, all: 1000 * all, at: 1000 * performance.now() };
}

/** Requests per second on connections that send as soon as their answer is there. */
async function load(
  port: number,
  ms: number,
  { sends, gets }: Kind,
): Promise<{ readonly perSecond: number; readonly answered: number }> {
  const head = sends === 0 ? 'GET' : 'POST';
  const request = Buffer.from(
    `${head} /r/item?size=${gets} HTTP/1.1\r\nHost: shop.local\r\nUser-Agent: Mozilla/5.0 (X11; Linux x86_64) bench\r\nAccept: text/html,application/json;q=0.9,*/*;q=0.8\r\nAccept-Language: en-US,en;q=0.5\r\nCookie: session=0123456789abcdef0123456789abcdef\r\n${sends === 0 ? '' : `Content-Type: application/json\r\nContent-Length: ${sends}\r\n`}\r\n${'y'.repeat(sends)}`,
  );
  let answered = 0;
  const until = performance.now() + ms;
  const run = () =>
    new Promise<void>((resolve, reject) => {
      const socket = connect({ host: '127.0.0.1', port, noDelay: true });
      let left = -1;
      let text = '';
      const send = () => {
        left = -1;
        text = '';
        socket.write(request);
      };
      socket.on('connect', send);
      socket.on('data', (bytes) => {
        if (left < 0) {
          text += bytes.toString('latin1');
          const end = text.indexOf('\r\n\r\n');
          if (end < 0) return;
          if (!text.startsWith('HTTP/1.1 200')) return void reject(new Error(text.slice(0, 200)));
          left = Number(/\r\ncontent-length: (\d+)/i.exec(text)?.[1] ?? 0) - (text.length - end - 4);
        } else left -= bytes.length;
        if (left > 0) return;
        answered += 1;
        if (performance.now() < until) send();
        else socket.end();
      });
      socket.on('error', reject);
      socket.on('close', () => resolve());
    });
  const started = performance.now();
  await Promise.all(Array.from({ length: connections }, run));
  return { perSecond: answered / ((performance.now() - started) / 1000), answered };
}

/** A service on bare sockets, so that it never is the slow one: as many bytes as the path asks for. */
async function runService(): Promise<void> {
  const answers = new Map<number, Buffer>();
  const answerOf = (size: number): Buffer => {
    const known = answers.get(size);
    if (known) return known;
    const made = Buffer.from(
      `HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: ${size}\r\ndate: ${new Date().toUTCString()}\r\n\r\n${'x'.repeat(size)}`,
    );
    answers.set(size, made);
    return made;
  };
  const server = createTcpServer({ noDelay: true }, (socket) => {
    let text = '';
    socket.on('data', (bytes) => {
      text += bytes.toString('latin1');
      for (;;) {
        const end = text.indexOf('\r\n\r\n');
        if (end < 0) return;
        const head = text.slice(0, end);
        const length = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? 0);
        if (text.length < end + 4 + length) return;
        text = text.slice(end + 4 + length);
        socket.write(answerOf(Number(/size=(\d+)/.exec(head)?.[1] ?? 0)));
      }
    });
    socket.on('error', () => socket.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  process.send?.({ port: (server.address() as AddressInfo).port });
  process.on('message', () => {
    const { user, system } = process.cpuUsage();
    process.send?.({ cpu: user + system });
  });
}

async function runGateway(wish: string): Promise<void> {
  keepYoungSpaceSmall();
  const [name, target] = wish.split(' ');
  const gateway = createGateway({
    clock: Date.now,
    dice: Math.random,
    log: () => {},
    samples: { addressOf: () => Promise.reject(new Error('no samples in a benchmark')) },
  });
  const figures = createFigures(
    { upstreams: () => [], generation: () => 1, problems: () => ({ error: 0, warning: 0 }) },
    Date.now,
  );
  // As windows get it: as JSON.
  let told = 0;
  const traffic = createTraffic(
    (news) => {
      told += JSON.stringify(news).length;
    },
    { bytes: limit, heard: () => name === 'window', count: figures.add },
  );
  if (name !== 'nobody') {
    gateway.setCapture({ bodies: name !== 'heads', bodyBytes: 64 * 1024 });
    gateway.onExchange(traffic.add);
    gateway.onOpen(traffic.add);
  }
  const { table } = build([{ file: 'bench.yaml', text: yaml(Number(target)) }]);
  const ports = { ...table.settings.ports, 80: 0 };
  const settings = { ...table.settings, addresses: ['127.0.0.1'], ports };
  const state = await gateway.apply({ ...table, settings });
  process.send?.({ port: state.listeners[0]?.bound ?? 0 });
  process.on('message', () => {
    void traffic.rows(0, 1).then(({ kept, next }) => {
      const { user, system } = process.cpuUsage();
      process.send?.({
        cpu: user + system,
        told,
        rss: process.memoryUsage.rss(),
        own: ownMemory(),
        kept: next - kept,
        bytes: traffic.bytes(),
      });
    });
  });
}

const ownMemory = (): number => {
  if (!existsSync('/proc/self/status')) return 0;
  return 1024 * Number(/^RssAnon:\s+(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? 0);
};

function yaml(port: number): string {
  return `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: main }
spec:
  selector: { istio: ingressgateway }
  servers:
  - port: { number: 80, name: http, protocol: HTTP }
    hosts: ["shop.local"]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: shop }
spec:
  hosts: ["shop.local"]
  gateways: [main]
  http:
  - match: [{ uri: { prefix: /r/ } }]
    route: [{ destination: { host: shop, port: { number: 80 } } }]
---
apiVersion: slipway.dev/v1
kind: LocalService
metadata: { name: shop }
spec:
  address: 127.0.0.1:${port}
`;
}
