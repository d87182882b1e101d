import type { Binding, BindTarget } from '#core/edit/bind-service.ts';
import type { Candidate } from '#core/edit/candidate.ts';
import { candidateSources } from '#core/edit/candidate.ts';
import { rankCandidates } from '#core/edit/rank-candidates.ts';
import { parseAddress } from '#core/resource/local/address.ts';
import { sampleNames } from '#core/resource/local/local-service.ts';
import { serviceRows } from '#core/route/service-rows.ts';
import { type Call, type Command, WrongUse } from './command.ts';
import { type Ask, pidOption, withRunning } from './running-slipway.ts';
import { candidateLines, forwardLines, serviceLines } from './service-lines.ts';
import type { Terminal } from './terminal.ts';

/** Destinations of the Slipway that runs, what may answer for them, and bindings. */
export const services: Command = {
  name: 'services',
  summary: 'destinations of a Slipway that runs, what may answer for them, and bindings',
  operands:
    '[list | candidates [SERVICE] | bind SERVICE TARGET | unbind SERVICE | forward SERVICE | forwards | unforward ID]',
  options: {
    subset: { type: 'string', value: 'NAME', help: 'bind: the endpoints of this subset of its DestinationRule' },
    port: { type: 'string', value: 'N', help: 'bind: this port of the service alone' },
    beside: { type: 'boolean', help: 'bind: one more endpoint, beside what is bound' },
    context: { type: 'string', value: 'NAME', help: 'forward: the context of the kubeconfig; absent: the current one' },
    json: { type: 'boolean', help: 'everything that is known, as JSON' },
    ...pidOption,
  },
  remarks: [
    'SERVICE is a name, NAME.NAMESPACE, or the whole host of a ServiceEntry; for forward NAMESPACE/NAME:PORT as in the cluster.',
    `TARGET is a port, host:port, a URL such as https://api.example.com, a sample (${sampleNames.join(', ')}), or stub:STATUS[:BODY].`,
    'A binding is written into a LocalService document; "forward" stays open as long as the Slipway that runs, and prints its port.',
    'No cluster is asked but by "forward".',
  ],
  run: (call, terminal) => {
    const [what = 'list', ...rest] = call.operands;
    const work = actions[what];
    if (work === undefined)
      throw new WrongUse(`"${what}" is nothing that can be done; it is one of ${Object.keys(actions).join(', ')}`);
    return withRunning(call, undefined, terminal, (ask) => work({ ask, call, rest, terminal }));
  },
};

type Action = (at: {
  readonly ask: Ask;
  readonly call: Call;
  readonly rest: readonly string[];
  readonly terminal: Terminal;
}) => Promise<number>;

const list: Action = async ({ ask, call, terminal }) => {
  const { table } = await ask('gateway.table', null);
  const rows = serviceRows(table);
  terminal.answer(call.flag('json') ? JSON.stringify(rows, null, 2) : serviceLines(rows).join('\n'));
  return 0;
};

const candidates: Action = async ({ ask, call, rest, terminal }) => {
  const [service] = rest;
  const asked = await Promise.all(candidateSources.map((source) => ask('services.candidates', { source })));
  const found = asked.flatMap((one): readonly Candidate[] => (one.ok ? one.value : []));
  for (const one of asked) if (!one.ok) terminal.note(`slipway: ${one.failure.message}`);
  const row = service === undefined ? undefined : await findRow(ask, service, call);
  const ranked = row
    ? rankCandidates(found, {
        ...named(service ?? ''),
        port: row.port,
        ...(row.subset !== undefined && { subset: row.subset }),
        ...(row.targetPort !== undefined && { targetPort: row.targetPort }),
        ...(row.bound?.protocol === 'http2' && { http2: true }),
      })
    : found.map((candidate) => ({ candidate, reasons: [], score: 0 }));
  terminal.answer(call.flag('json') ? JSON.stringify(ranked, null, 2) : candidateLines(ranked).join('\n'));
  return 0;
};

const bind: Action = async ({ ask, call, rest, terminal }) => {
  const [service, target, more] = rest;
  if (service === undefined || target === undefined || more !== undefined)
    throw new WrongUse('"bind" takes a service and a target');
  return write(
    ask,
    { ...(await partOf(ask, service, call)), ...targetOf(target), ...(call.flag('beside') && { beside: true }) },
    terminal,
  );
};

const unbind: Action = async ({ ask, call, rest, terminal }) => {
  const [service, more] = rest;
  if (service === undefined || more !== undefined) throw new WrongUse('"unbind" takes a service');
  return write(ask, { ...(await partOf(ask, service, call)), nothing: true }, terminal);
};

const write = async (ask: Ask, binding: Binding, terminal: Terminal): Promise<number> => {
  const [{ table }, { gateway }] = await Promise.all([ask('gateway.table', null), ask('gateway.state', null)]);
  const bound = await ask('services.bind', binding);
  if (!bound.ok) return failed(bound.failure.message, terminal);
  terminal.answer(bound.value.file);
  if (binding.nothing) return 0;
  const { name, namespace } = binding;
  if (!serviceRows(table).some(({ bindAs }) => bindAs?.name === name && bindAs.namespace === namespace))
    terminal.note(`slipway: no route leads to "${name}" in namespace "${namespace}" so far`);
  const port = binding.address === undefined ? undefined : parseAddress(binding.address)?.port;
  if (gateway.listeners.some(({ bound: own }) => own !== undefined && own === port))
    terminal.note(`slipway: the gateway itself listens on port ${port}, so that requests would come back to it`);
  return 0;
};

const forward: Action = async ({ ask, call, rest, terminal }) => {
  const [, namespace, service, port] = /^([^/:]+)\/([^/:]+):(\d{1,5})$/.exec(rest[0] ?? '') ?? [];
  if (namespace === undefined || service === undefined || rest.length !== 1)
    throw new WrongUse('"forward" takes a Service of the cluster as NAMESPACE/NAME:PORT');
  let context = call.value('context');
  if (context === undefined) {
    const contexts = await ask('services.contexts', null);
    if (!contexts.ok) return failed(contexts.failure.message, terminal);
    context = contexts.value.current;
    if (context === undefined)
      return failed('the kubeconfig has no current context; name one with --context', terminal);
  }
  const opened = await ask('services.forward', { context, namespace, service, port: Number(port) });
  if (!opened.ok) return failed(opened.failure.message, terminal);
  terminal.answer(call.flag('json') ? JSON.stringify(opened.value, null, 2) : String(opened.value.localPort));
  return 0;
};

const forwards: Action = async ({ ask, call, terminal }) => {
  const open = await ask('services.forwards', null);
  terminal.answer(call.flag('json') ? JSON.stringify(open, null, 2) : forwardLines(open).join('\n'));
  return 0;
};

const unforward: Action = async ({ ask, rest, terminal }) => {
  const [id, more] = rest;
  if (id === undefined || more !== undefined)
    throw new WrongUse('"unforward" takes the ID of a forward, as "forwards" lists it');
  const open = await ask('services.forwards', null);
  if (!open.some((one) => one.id === id)) return failed(`there is no forward "${id}"`, terminal);
  await ask('services.unforward', { id });
  return 0;
};

const actions: Readonly<Record<string, Action>> = { list, candidates, bind, unbind, forward, forwards, unforward };

const failed = (message: string, terminal: Terminal): number => {
  terminal.note(`slipway: ${message}`);
  return 1;
};

const named = (service: string): { readonly name: string; readonly namespace: string } => {
  const [name = '', namespace = 'default'] = service.split('.');
  return { name, namespace };
};

/** The row of a service, with its subset where one is named. */
const findRow = async (ask: Ask, service: string, call: Call) => {
  const { table } = await ask('gateway.table', null);
  const { name, namespace } = named(service);
  const subset = call.value('subset');
  const rows = serviceRows(table).filter((row) => row.subset === subset);
  // A host outside of the cluster is called by all of its name.
  return (
    rows.find(({ host, bindAs }) => host === service && bindAs !== undefined) ??
    rows.find(({ bindAs }) => bindAs?.name === name && bindAs.namespace === namespace)
  );
};

const partOf = async (
  ask: Ask,
  service: string,
  call: Call,
): Promise<Pick<Binding, 'name' | 'namespace' | 'service' | 'port' | 'labels'>> => {
  const port = call.value('port');
  if (port !== undefined && !/^\d{1,5}$/.test(port)) throw new WrongUse(`"--port ${port}" is no port`);
  const subset = call.value('subset');
  const row = await findRow(ask, service, call);
  const { service: host } = row?.bindAs ?? {};
  if (subset !== undefined && row?.bindAs?.labels === undefined)
    throw new WrongUse(`no DestinationRule gives "${service}" a subset "${subset}" with labels`);
  return {
    ...(row?.bindAs && host !== undefined
      ? { name: row.bindAs.name, namespace: row.bindAs.namespace, service: host }
      : named(service)),
    ...(port !== undefined && { port: Number(port) }),
    ...(row?.bindAs?.labels && { labels: row.bindAs.labels }),
  };
};

/** `3000`, `127.0.0.1:3000`, `https://api.example.com`, `httpbin`, `stub:503`, `stub:200:hello`, and as in the window `stub 200 hello`. */
const targetOf = (written: string): BindTarget => {
  if (sampleNames.some((name) => name === written)) return { sample: written };
  const [, status, body] = /^stub(?::|\s+)(\d{3})(?:(?::|\s+)(.*))?$/s.exec(written) ?? [];
  if (status !== undefined) return { stub: { status: Number(status), ...(body && { body }) } };
  return /^https?:\/\//i.test(written) ? { url: written } : { address: written };
};
