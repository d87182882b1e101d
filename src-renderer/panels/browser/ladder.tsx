import type { ReactNode } from 'react';
import { nameOf, type Rung, useRungs } from '../../state/open-in.ts';
import { useSlice, useStores } from '../../state/stores-context.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { useWords } from '../../words/words.ts';

const differences = ['cookies', 'origin', 'tls', 'secure'] as const;

/** The ways into a browser with their costs, the best first. */
export const Ladder = ({ rungs, opening, said }: ReturnType<typeof useRungs>) => {
  const t = useWords('browser');
  const anywhere = useRungs('http://host.invalid/');
  const of = (is: Rung['is'], all = rungs) => all.find((one) => one.is === is);
  const tab = of('tab');
  const link = of('link');
  // What is about no URL stays while one is typed.
  const steady = rungs.length === 0 ? anywhere.rungs : rungs;
  const hosts = of('hosts', steady);
  const copy = of('copy', steady);
  const copied = said === '' ? anywhere.said : said;
  return (
    <section aria-label={t('ladder.label')}>
      <h3>{t('ladder.title')}</h3>
      <ol className="ladder">
        <Step title={t('rung.browser.title')} cost={t('rung.browser.cost')}>
          <Browsers rungs={rungs} opening={opening} />
        </Step>
        {tab !== undefined && (
          <Step title={tab.name} cost={tab.cost}>
            <Button onPress={tab.run}>{t('ladder.tab')}</Button>
          </Step>
        )}
        <Step title={t('rung.link.name')} cost={link?.cost ?? t('rung.link.cost')}>
          {link === undefined ? (
            <p className="muted">{t('ladder.noLink')}</p>
          ) : (
            <Button onPress={link.run}>{t('ladder.link')}</Button>
          )}
          <Differences />
        </Step>
        {hosts !== undefined && (
          <Step title={t('rung.hosts.title')} cost={t('rung.hosts.cost')}>
            <Button onPress={hosts.run}>{t('ladder.hosts')}</Button>
          </Step>
        )}
        {copy !== undefined && (
          <Step title={t('rung.copy.title')} cost={t('rung.copy.cost')}>
            {copy.choices?.map(({ id, name, run }) => (
              <Button key={id} onPress={run}>
                {name}
              </Button>
            ))}
            {/* Read out where the URL is. */}
            {copied !== '' && <span className="muted">{copied}</span>}
          </Step>
        )}
      </ol>
    </section>
  );
};

const Step = ({
  title,
  cost,
  children,
}: {
  readonly title: string;
  readonly cost: string;
  readonly children: ReactNode;
}) => (
  <li>
    <strong>{title}</strong>
    <p className="muted">{cost}</p>
    <div className="ways">{children}</div>
  </li>
);

/** One button for each browser that was found; otherwise why there is none. */
const Browsers = ({ rungs, opening }: Pick<ReturnType<typeof useRungs>, 'rungs' | 'opening'>) => {
  const { reach } = useStores();
  const t = useWords('browser');
  const found = useSlice('reach', (state) => state.known?.browsers);
  const looking = useSlice('reach', (state) => state.looking);
  const again = (
    <Button look="quiet" disabled={looking} onPress={() => void reach.find()}>
      {t(looking ? 'ladder.looking' : 'ladder.look')}
    </Button>
  );
  if (found === undefined) return null;
  if (found.length === 0) {
    return (
      <>
        <p className="muted">
          {t('ladder.none')} {t('ladder.install')}
        </p>
        {again}
      </>
    );
  }
  return (
    <>
      {found.map((one, at) => (
        <span className="browser-found" key={one.id} title={one.path}>
          <Button
            look={at === 0 ? 'primary' : 'plain'}
            disabled={opening || !rungs.some(({ id }) => id === `browser ${one.id}`)}
            onPress={() => rungs.find(({ id }) => id === `browser ${one.id}`)?.run()}
          >
            {t('ladder.openIn', { name: nameOf(one) })}
          </Button>
          {one.packaged !== undefined && <Badge>{t('ladder.packaged', { kind: one.packaged })}</Badge>}
        </span>
      ))}
      {again}
    </>
  );
};

/** What a page under another name does differently, unfolded by whoever wants to know. */
const Differences = () => {
  const t = useWords('browser');
  return (
    <details>
      <summary>{t('ladder.differs')}</summary>
      <ul>
        {differences.map((one) => (
          <li key={one}>{t(`ladder.differences.${one}`)}</li>
        ))}
      </ul>
    </details>
  );
};
