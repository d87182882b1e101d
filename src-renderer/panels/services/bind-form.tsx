import { type FormEvent, useState } from 'react';
import { useStores } from '../../state/stores-context.ts';
import { Button } from '../../ui/button.tsx';
import type { ServiceRow } from './service-rows.ts';

type BindFormProps = { readonly bindAs: NonNullable<ServiceRow['bindAs']>; readonly onDone: () => void };

/** Asks for an address and has main write the LocalService; the file it is written to opens in the editor. */
export const BindForm = ({ bindAs, onDone }: BindFormProps) => {
  const { wire, files, navigation } = useStores();
  const [address, setAddress] = useState('');
  const [everyPort, setEveryPort] = useState(true);
  const [problem, setProblem] = useState('');
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    const { namespace, name, port } = bindAs;
    try {
      const result = await wire.call('services.bind', {
        namespace,
        name,
        address: address.trim(),
        ...(everyPort ? {} : { port }),
      });
      if (!result.ok) setProblem(result.failure.message);
      else {
        // The file may be new: it must be known before it can be opened.
        files.arrive(await wire.call('workspace.read', null));
        navigation.openFile(result.value.file);
        onDone();
      }
    } catch (error) {
      setProblem(`slipway does not answer (${error instanceof Error ? error.message : String(error)})`);
    }
    setBusy(false);
  };
  return (
    <form
      className="bind-form"
      aria-label={`bind ${bindAs.name}`}
      onSubmit={(event) => void submit(event)}
      onKeyDown={(event) => event.key === 'Escape' && onDone()}
    >
      <label className="labelled">
        Address on this machine
        <input
          className="field mono"
          placeholder="127.0.0.1:3000"
          value={address}
          // biome-ignore lint/a11y/noAutofocus: the form appears because the user asked for it
          autoFocus
          onChange={(event) => setAddress(event.target.value)}
        />
      </label>
      <label className="check">
        <input type="checkbox" checked={everyPort} onChange={(event) => setEveryPort(event.target.checked)} />
        all ports of the service
      </label>
      <Button look="primary" submit disabled={busy || address.trim() === ''}>
        Bind to this address
      </Button>
      <Button look="quiet" onPress={onDone}>
        Cancel
      </Button>
      <p role="alert">{problem}</p>
    </form>
  );
};
