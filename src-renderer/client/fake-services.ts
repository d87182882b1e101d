import type { Handlers, OutputOf } from '#contract/contract.ts';
import { type Binding, bindService } from '#core/edit/bind-service.ts';
import type { CandidateSource } from '#core/edit/candidate.ts';

type Found = OutputOf<'services.candidates'>;
type Forward = OutputOf<'services.forwards'>[number];

/** What a fake machine has: by source, an answer or one that does not come before it is told. */
export type FakeFinds = Partial<Record<CandidateSource, Found | Promise<Found>>> & {
  readonly contexts?: OutputOf<'services.contexts'>;
  readonly cluster?: OutputOf<'services.cluster'>;
};

type Disk = {
  readonly files: () => readonly { readonly file: string; readonly text: string }[];
  readonly change: (file: string, text: string) => void;
};

type Name = Extract<keyof Handlers, `services.${string}`>;

/** The calls about services, over files and finds of memory. */
export const createFakeServices = ({ files, change }: Disk) => {
  let finds: FakeFinds = {};
  let forwards: readonly Forward[] = [];
  const nothing: Found = { ok: true, value: [] };
  const handlers: Pick<Handlers, Name> = {
    'services.bind': async (input: Binding) => {
      const bound = bindService(files(), input);
      if (!bound.ok) return bound;
      change(bound.file, bound.text);
      return { ok: true, value: { file: bound.file } };
    },
    'services.candidates': async ({ source }) => {
      if (source !== 'forwards') return (await finds[source]) ?? nothing;
      const value = forwards.map(({ id, context, namespace, service, port, localPort }) => ({
        id: `forward ${id}`,
        kind: 'forward' as const,
        label: service,
        to: { address: String(localPort) },
        port: localPort,
        innerPort: port,
        names: [namespace],
        about: { cluster: `${context}/${namespace}` },
      }));
      return { ok: true, value };
    },
    'services.contexts': async () =>
      finds.contexts ?? {
        ok: false,
        failure: { code: 'discover/no-kubeconfig', message: 'there is no kubeconfig here' },
      },
    'services.cluster': async () => finds.cluster ?? { ok: true, value: { namespaces: [], services: [] } },
    'services.forward': async (input) => {
      const id = `${input.context}/${input.namespace}/${input.service}:${input.port}`;
      const localPort = 40_000 + forwards.length;
      const made: Forward = { ...input, id, localPort, state: 'ready', pod: `${input.service}-0`, connections: 0 };
      forwards = [...forwards.filter((one) => one.id !== id), made];
      return { ok: true, value: made };
    },
    'services.forwards': async () => forwards,
    'services.unforward': async ({ id }) => {
      forwards = forwards.filter((one) => one.id !== id);
      return null;
    },
  };
  return {
    handlers,
    setFinds: (next: FakeFinds) => {
      finds = next;
    },
    setForwards: (next: readonly Forward[]) => {
      forwards = next;
    },
  };
};
