import { type FormEvent, useId, useState } from 'react';
import type { ClientCertificate } from '#contract/reach.ts';
import { mutualCurl } from '../../state/client-certificate-curl.ts';
import { useSlice, useStores } from '../../state/stores-context.ts';
import { Button } from '../../ui/button.tsx';
import { Command, CopyButton } from '../../ui/copy-button.tsx';
import { useWords } from '../../words/words.ts';
import { Left } from './validity.tsx';

/** Certificates with which a client of this machine shows itself, and how to make one. */
export const ClientList = ({ clients }: { readonly clients: readonly ClientCertificate[] }) => {
  const { certificates } = useStores();
  const t = useWords('certificates');
  const id = useId();
  const doing = useSlice('certificates', (state) => state.doing);
  const [name, setName] = useState('');
  const make = async (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() === '') return;
    if ((await certificates.makeClient(name.trim())) !== undefined) setName('');
  };
  return (
    <section aria-label={t('clients.title')}>
      <h3>{t('clients.title')}</h3>
      <p className="muted">{t('clients.explain')}</p>
      {clients.length > 0 && (
        <ul className="cards">
          {clients.map((one) => (
            <Client key={one.name} client={one} />
          ))}
        </ul>
      )}
      <form className="make-client" aria-label={t('clients.label')} onSubmit={(event) => void make(event)}>
        <label htmlFor={`${id}-name`}>{t('clients.name')}</label>
        <input
          id={`${id}-name`}
          className="field"
          spellCheck={false}
          value={name}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
        />
        <Button submit disabled={name.trim() === '' || doing !== undefined}>
          {t(doing === 'client' ? 'clients.making' : 'clients.make')}
        </Button>
      </form>
    </section>
  );
};

const Client = ({ client }: { readonly client: ClientCertificate }) => {
  const t = useWords('certificates');
  const { name, file, keyFile } = client;
  const table = useSlice('running', (state) => state.table);
  const running = useSlice('running', (state) => state.running);
  const curl = mutualCurl(client, table, running);
  return (
    <li aria-label={name}>
      <div className="card-head">
        <strong>{name}</strong>
        <Left of={client} />
      </div>
      <dl className="facts">
        <dt>{t('clients.file')}</dt>
        <dd>
          <code>{file}</code>
          <CopyButton text={file} what={t('clients.pathOf')} />
        </dd>
        <dt>{t('clients.keyFile')}</dt>
        <dd>
          <code>{keyFile}</code>
          <CopyButton text={keyFile} what={t('clients.pathOf')} />
        </dd>
      </dl>
      {curl !== undefined && <Command text={curl} />}
    </li>
  );
};
