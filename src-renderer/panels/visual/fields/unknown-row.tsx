import type { Path } from '#core/text/tree.ts';
import { useWords } from '../../../words/words.ts';
import { useVisual } from '../visual-context.ts';
import { Findings } from './findings.tsx';
import { ForeignValue } from './foreign-value.tsx';

/** A key that nobody declared: it stays as it is. */
export const UnknownRow = ({ name, path }: { readonly name: string; readonly path: Path }) => {
  const { findingsAt } = useVisual();
  const t = useWords('visual');
  return (
    <div className="field-row">
      <div className="field-head">
        <span className="field-name mono">{name}</span>
      </div>
      <div className="field-body">
        <ForeignValue path={path} message={t('field.unknownRow')} name={name} />
        <Findings found={findingsAt(path, true)} />
      </div>
    </div>
  );
};
