import { useEffect, useId, useRef } from 'react';
import { useSlice, useStores } from '../state/stores-context.ts';
import { tourSample } from '../state/tour-steps.ts';
import { Button } from '../ui/button.tsx';
import { BrandIcon } from '../ui/icons.tsx';
import { Notice } from '../ui/notice.tsx';
import { Segmented } from '../ui/segmented.tsx';
import { useWords } from '../words/words.ts';
import { CopySample } from './copy-sample.tsx';
import { OwnFolder } from './own-folder.tsx';
import { RecentList } from './recent-list.tsx';
import { SampleCard } from './sample-card.tsx';
import './welcome.css';

/** What there is to open: a sample, a folder, what was open lately. Stands in place of the panels, and stops nothing. */
export const StartPage = () => {
  const { workspaces, settings } = useStores();
  const t = useWords('welcome');
  const known = useSlice('workspaces', (state) => state.known);
  const opening = useSlice('workspaces', (state) => state.opening);
  const failure = useSlice('workspaces', (state) => state.failure);
  const language = useSlice('settings', (state) => state.settings.language);
  const title = useSlice('files', (state) => state.title);
  const heading = useRef<HTMLHeadingElement>(null);
  const id = useId();
  // Whoever came here by a key or a command goes on from here.
  useEffect(() => heading.current?.focus(), []);
  const first = known?.samples.find(({ name }) => name === tourSample);
  return (
    <section className="start-page" aria-label={t('page')} data-part="beside" tabIndex={-1}>
      <header>
        <BrandIcon size={40} />
        <div>
          <h1 ref={heading} tabIndex={-1}>
            {t('title')}
          </h1>
          <p>{t('says')}</p>
        </div>
        <Segmented
          label={t('language.label')}
          value={language}
          options={[
            { id: 'system', label: t('language.system') },
            { id: 'en', label: t('language.en') },
            { id: 'zh-CN', label: t('language.zh') },
          ]}
          onChange={(next) => void settings.change({ language: next })}
        />
      </header>
      <p className="hidden-visually" role="status">
        {opening === undefined ? '' : t('opening', { title: opening })}
      </p>
      {opening !== undefined && (
        <p className="start-opening" aria-hidden="true">
          {t('opening', { title: opening })}
        </p>
      )}
      {failure !== undefined && (
        <Notice
          tone="error"
          actions={
            <Button look="quiet" onPress={workspaces.dismissFailure}>
              {t('dismiss')}
            </Button>
          }
        >
          {failure.message}
        </Notice>
      )}
      <div className="start-columns">
        <div>
          {first !== undefined && (
            <section className="start-first" aria-labelledby={id}>
              <h2 id={id}>{t('first.title')}</h2>
              <p>{t('first.says')}</p>
              <FirstSample />
            </section>
          )}
          <OwnFolder />
          <RecentList />
          {known !== undefined && known.open.length > 0 && (
            <Button look="quiet" onPress={workspaces.leavePage}>
              {t('back', { title })}
            </Button>
          )}
        </div>
        <section className="start-part" aria-labelledby={`${id}-samples`}>
          <h3 id={`${id}-samples`}>{t('samples.title')}</h3>
          <ul className="sample-cards">
            {known?.samples.map((sample) => (
              <SampleCard key={sample.name} sample={sample} />
            ))}
          </ul>
          {known !== undefined && <CopySample samples={known.samples} />}
        </section>
      </div>
    </section>
  );
};

const FirstSample = () => {
  const { tour } = useStores();
  const t = useWords('welcome');
  const busy = useSlice('workspaces', (state) => state.opening !== undefined);
  return (
    <Button look="primary" disabled={busy} onPress={() => void tour.start()}>
      {t('first.open')}
    </Button>
  );
};
