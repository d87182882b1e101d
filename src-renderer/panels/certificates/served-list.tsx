import type { CertificateFacts, ServedCertificate } from '#contract/reach.ts';
import { originsOf, placeOfResource } from '../../state/place-of-certificate.ts';
import { useSlice, useStores } from '../../state/stores-context.ts';
import { Badge } from '../../ui/badge.tsx';
import { ErrorIcon } from '../../ui/icons.tsx';
import { saveFile } from '../../ui/save-file.ts';
import { rich } from '../../words/rich.ts';
import { useWords } from '../../words/words.ts';
import { Left, Validity } from './validity.tsx';

/** The certificate of each server with TLS of its own: for whom, where from, and why a client would refuse it. */
export const ServedList = ({ served }: { readonly served: readonly ServedCertificate[] }) => {
  const t = useWords('certificates');
  return (
    <section aria-label={t('served.title')}>
      <h3>{t('served.title')}</h3>
      {served.length === 0 ? (
        <p className="muted">{t('served.none')}</p>
      ) : (
        <ul className="cards">
          {served.map((one) => (
            <Served key={`${one.listener} ${one.port} ${one.servers.join(' ')}`} served={one} />
          ))}
        </ul>
      )}
    </section>
  );
};

const Served = ({ served }: { readonly served: ServedCertificate }) => {
  const t = useWords('certificates');
  const { port, bound, servers, mode, chain, problems } = served;
  const [leaf] = chain;
  const names = servers.length === 0 ? t('served.any') : servers.join(', ');
  return (
    <li aria-label={names}>
      <div className="card-head">
        <strong className={servers.length === 0 ? '' : 'mono'}>{names}</strong>
        <Badge>{mode}</Badge>
        {leaf !== undefined && <Left of={leaf} />}
        <span className="spacer" />
        <span className="muted">
          {bound === undefined || bound === port ? t('served.port', { port }) : t('served.bound', { port, bound })}
        </span>
      </div>
      <p className="muted">
        <From served={served} /> <Gateways served={served} />
      </p>
      {problems.map((problem) => (
        <p key={problem} className="trouble" lang="en">
          <ErrorIcon size={14} /> <span>{problem}</span>
        </p>
      ))}
      {chain.length > 0 && (
        <details>
          <summary>{t('served.chain', { count: chain.length })}</summary>
          <ol className="chain">
            {chain.map((one) => (
              <Link key={one.sha256} facts={one} />
            ))}
          </ol>
        </details>
      )}
    </li>
  );
};

/** Where it comes from; a Secret of the workspace is a link. */
const From = ({ served: { from } }: { readonly served: ServedCertificate }) => {
  const { navigation } = useStores();
  const t = useWords('certificates');
  const files = useSlice('files', (state) => state.files);
  if (from.is === 'authority') return t('served.from.authority');
  const called = from.is === 'secret' ? `Secret ${from.name}` : from.name;
  const place = from.is === 'secret' ? placeOfResource(called, files) : undefined;
  const name =
    place === undefined ? (
      <code>{called}</code>
    ) : (
      <button type="button" className="link" onClick={() => navigation.jumpTo(place)}>
        {called}
      </button>
    );
  return rich(t(`served.from.${from.is}`), { name });
};

/** The servers that ask for it, each a link to its line. */
const Gateways = ({ served }: { readonly served: ServedCertificate }) => {
  const { navigation } = useStores();
  const t = useWords('certificates');
  const table = useSlice('running', (state) => state.table);
  return originsOf(served, table).map(({ kind, namespace, name, place }) => (
    <span key={`${kind} ${namespace}/${name}`}>
      {' · '}
      <button type="button" className="link" onClick={() => navigation.jumpTo(place)}>
        {kind === 'Gateway' ? t('served.gateway', { name: `${namespace}/${name}` }) : `${kind} ${namespace}/${name}`}
      </button>
    </span>
  ));
};

const Link = ({ facts }: { readonly facts: CertificateFacts }) => {
  const t = useWords('certificates');
  const { subject, issuer, names, sha256, pem } = facts;
  return (
    <li>
      <strong lang="en">{subject}</strong>
      <p className="muted">
        {rich(t('served.issuer'), { issuer: <span lang="en">{issuer}</span> })}
        {names.length > 0 && ` · ${t('served.names', { names: names.join(', ') })}`}
      </p>
      <p className="muted">
        <Validity of={facts} />
      </p>
      <p>
        <code>{sha256}</code>
      </p>
      <button
        type="button"
        className="link"
        aria-label={t('served.pemOne', { subject })}
        onClick={() => saveFile(`${fileNameOf(subject)}.pem`, pem, 'application/x-pem-file')}
      >
        {t('served.pem')}
      </button>
    </li>
  );
};

/** The common name, as a file may be called. */
const fileNameOf = (subject: string): string =>
  (/CN=([^,/\n]+)/.exec(subject)?.[1] ?? 'certificate').replace(/[^\w.-]+/g, '_');
