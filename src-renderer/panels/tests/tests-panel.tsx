import { useRef, useState } from 'react';
import { useSlice, useStores } from '../../state/stores-context.ts';
import { Button } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { PlusIcon, TestsIcon } from '../../ui/icons.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { useWords } from '../../words/words.ts';
import { CoverageView } from './coverage-view.tsx';
import { ImportTests } from './import-tests.tsx';
import { NewTest } from './new-test.tsx';
import { TestList } from './test-list.tsx';
import { useDroppedFile } from './use-dropped-file.ts';
import { ValidatorFiles } from './validator-files.tsx';
import './tests.css';

const views = ['tests', 'coverage'] as const;

/** The route tests of the drafts, asked while somebody types: which hold, why the others do not, and which rules none of them hits. */
export const TestsPanel = () => {
  const { routeTests } = useStores();
  const t = useWords('tests');
  const view = useSlice('routeTests', (state) => state.view);
  const results = useSlice('routeTests', (state) => state.results);
  const bug = useSlice('routeTests', (state) => state.bug);
  const [asking, setAsking] = useState<'new' | 'import'>();
  const [said, setSaid] = useState('');
  const head = useRef<HTMLElement>(null);
  const dropped = useDroppedFile();
  const close = (words?: string) => {
    setAsking(undefined);
    dropped.forget();
    setSaid(words ?? '');
    // The form goes away with its button; the focus has to stay somewhere.
    head.current?.querySelector<HTMLElement>('[data-deed="new-test"] button')?.focus();
  };
  const isEmpty = results?.length === 0;
  return (
    <>
      <header className="panel-head" ref={head}>
        <h2>{t('title')}</h2>
        <span className="spacer" />
        <Segmented
          label={t('view.label')}
          value={view}
          options={views.map((id) => ({ id, label: t(`view.${id}`) }))}
          onChange={(next) => routeTests.change({ view: next })}
        />
        <span data-deed="import-tests">
          <Button onPress={() => setAsking('import')}>{t('action.import')}</Button>
        </span>
        <span data-deed="new-test">
          <Button look="primary" icon={<PlusIcon size={16} />} onPress={() => setAsking('new')}>
            {t('action.new')}
          </Button>
        </span>
      </header>
      <section
        className={`panel-body tests-body${dropped.over ? ' dropping' : ''}`}
        aria-label={t('list')}
        {...(asking === 'import' && { 'data-takes-files': true, ...dropped.listeners })}
      >
        {bug !== undefined && <Notice tone="error">{t('stopped', { why: bug })}</Notice>}
        {asking === 'new' && <NewTest onDone={close} />}
        {asking === 'import' && <ImportTests dropped={dropped.file} onDone={close} />}
        <p className="hidden-visually" role="status">
          {said}
        </p>
        <ValidatorFiles onDone={setSaid} />
        {view === 'coverage' && <CoverageView />}
        {view === 'tests' && !isEmpty && <TestList onSaid={setSaid} />}
        {view === 'tests' && isEmpty && asking === undefined && (
          <Empty icon={<TestsIcon size={28} />} title={t('empty.title')}>
            <p>{t('empty.words')}</p>
            <Button onPress={() => setAsking('new')}>{t('empty.action')}</Button>
          </Empty>
        )}
      </section>
    </>
  );
};
