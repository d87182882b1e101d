import { storeWords } from '../../state/store-words.ts';
import { useSlice } from '../../state/stores-context.ts';
import { langOf } from '../../ui/lang-of.ts';
import { useWords } from '../../words/words.ts';

/** What became of the last step with a store, as reading it back shows; a no of the person is no error. */
export const StoreReportLine = ({ id }: { readonly id: string }) => {
  const t = useWords('certificates');
  const report = useSlice('certificates', ({ reports }) => reports[id]);
  if (report === undefined) return <p role="status" className="hidden-visually" />;
  if (report.is === 'declined') return <p role="status">{t('stores.declined')}</p>;
  if (report.is === 'failed') {
    return (
      <p role="status" className="trouble" lang={langOf(report.failure.message)}>
        {report.failure.message}
      </p>
    );
  }
  const { wanted, store } = report;
  if (store.state !== wanted) {
    return (
      <p role="status" className="trouble">
        {t(`stores.notDone.${wanted}`, { says: storeWords(store, t).says })}
      </p>
    );
  }
  return <p role="status">{t(`stores.done.${wanted}`)}</p>;
};
