import { type FormEvent, useEffect, useState } from 'react';
import type { ClusterContexts, ClusterServices } from '#core/edit/candidate.ts';
import type { Result } from '#core/failure.ts';
import type { ServiceRow } from '#core/route/service-rows.ts';
import { useStores } from '../../state/stores-context.ts';
import { Button } from '../../ui/button.tsx';
import { langOf } from '../../ui/lang-of.ts';
import { useWords } from '../../words/words.ts';
import { rowName } from './offers.ts';

type ForwardFormProps = {
  readonly row: ServiceRow;
  readonly onDone: (localPort: number, candidate: string) => void;
  readonly onBack: () => void;
};

/** Asks for a Service of a cluster. The kubeconfig alone is read before somebody presses the button that asks the cluster. */
export const ForwardForm = ({ row, onDone, onBack }: ForwardFormProps) => {
  const t = useWords('services');
  const { wire, candidates } = useStores();
  const [contexts, setContexts] = useState<ClusterContexts>();
  const [context, setContext] = useState('');
  const [found, setFound] = useState<ClusterServices>();
  const [chosen, setChosen] = useState('');
  const [problem, setProblem] = useState('');
  const [busy, setBusy] = useState(false);
  const ask = async <T,>(call: () => Promise<Result<T>>, then: (value: T) => void) => {
    setBusy(true);
    setProblem('');
    try {
      const result = await call();
      if (result.ok) then(result.value);
      else setProblem(result.failure.message);
    } catch (error) {
      setProblem(t('lost', { reason: error instanceof Error ? error.message : String(error) }));
    }
    setBusy(false);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked once, when the form appears
  useEffect(() => {
    void ask(
      () => wire.call('services.contexts', null),
      (value) => {
        setContexts(value);
        setContext(value.current ?? value.contexts[0]?.name ?? '');
      },
    );
  }, []);
  const services = found?.services.flatMap(({ namespace, name, ports }) =>
    ports.map((port) => ({ id: `${namespace}/${name}:${port.number}`, namespace, name, port: port.number })),
  );
  const runs = found === undefined ? contexts?.contexts.find(({ name }) => name === context)?.runs : undefined;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    const one = services?.find(({ id }) => id === chosen);
    if (found === undefined) {
      void ask(
        () => wire.call('services.cluster', { context }),
        (value) => {
          // Another one may have been chosen while this one was asked.
          setContext(context);
          setFound(value);
          setChosen(likely(value, row));
        },
      );
    } else if (one) {
      const { namespace, name, port } = one;
      void ask(
        () => wire.call('services.forward', { context, namespace, service: name, port }),
        ({ localPort, id }) => {
          void candidates.look(['forwards']);
          onDone(localPort, `forward ${id}`);
        },
      );
    }
  };
  return (
    <form
      className="bind-form"
      aria-label={t('forward.title', { name: rowName(row) })}
      onSubmit={submit}
      onKeyDown={(event) => event.key === 'Escape' && onBack()}
    >
      <label className="labelled">
        {t('forward.context')}
        <select
          className="field"
          value={context}
          disabled={found !== undefined}
          // biome-ignore lint/a11y/noAutofocus: the form appears because the user asked for it
          autoFocus
          onChange={(event) => setContext(event.target.value)}
        >
          {(contexts?.contexts ?? []).map(({ name }) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </label>
      {services && (
        <label className="labelled">
          {t('forward.service')}
          <select
            className="field mono"
            value={chosen}
            // biome-ignore lint/a11y/noAutofocus: the field appears because the user asked for it
            autoFocus
            onChange={(event) => setChosen(event.target.value)}
          >
            {services.map(({ id }) => (
              <option key={id}>{id}</option>
            ))}
          </select>
        </label>
      )}
      <Button look="primary" submit disabled={context === '' || services?.length === 0}>
        {t(found ? 'forward.bind' : 'forward.ask')}
      </Button>
      <Button look="quiet" onPress={onBack}>
        {t('action.back')}
      </Button>
      {runs !== undefined && <p className="muted">{t('forward.runs', { command: runs })}</p>}
      <p className="muted" role="status">
        {busy ? t('forward.asking') : services?.length === 0 ? t('forward.none') : ''}
      </p>
      <p role="alert" lang={langOf(problem ?? '')}>
        {problem}
      </p>
    </form>
  );
};

/** The Service of the same name, in the same namespace where there are several. */
const likely = ({ services }: ClusterServices, { bindAs, port }: ServiceRow): string => {
  const named = services.filter(({ name }) => name === bindAs?.name);
  const one = named.find(({ namespace }) => namespace === bindAs?.namespace) ?? named[0] ?? services[0];
  const number = one?.ports.find((own) => own.number === port)?.number ?? one?.ports[0]?.number;
  return one ? `${one.namespace}/${one.name}:${number}` : '';
};
