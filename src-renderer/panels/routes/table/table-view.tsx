import { Button } from '../../../ui/button.tsx';
import { Empty } from '../../../ui/empty.tsx';
import { RoutesIcon } from '../../../ui/icons.tsx';
import { useWords } from '../../../words/words.ts';
import type { RoutesViewProps } from '../view.ts';
import { RoutesGrid } from './routes-grid.tsx';
import { Toolbar } from './toolbar.tsx';
import { useRows } from './use-rows.ts';
import './table.css';

/** All routes as a table: sorted, filtered, grouped, with what passes each of them, and everything that can be done with one. */
export const TableView = ({ table, running, listeners, filter, onClear }: RoutesViewProps) => {
  const t = useWords('routes');
  const more = useWords('welcome');
  const rows = useRows({ table, running, filter });
  return (
    <>
      <Toolbar rows={rows} />
      {rows.lines.length > 0 ? (
        <RoutesGrid rows={rows} listeners={listeners} />
      ) : (
        <Empty icon={<RoutesIcon size={32} />} title={t('nothing.title')}>
          <p>{t('nothing.text')}</p>
          <Button onPress={onClear}>{more('empty.clear')}</Button>
        </Empty>
      )}
    </>
  );
};
