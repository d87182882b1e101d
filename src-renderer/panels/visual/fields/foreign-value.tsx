import type { Path } from '#core/text/tree.ts';
import { Badge } from '../../../ui/badge.tsx';
import { rich } from '../../../words/rich.ts';
import { useWords } from '../../../words/words.ts';
import { useForm } from '../form-context.ts';

const longest = 600;

type ForeignValueProps = { readonly path: Path; readonly message: string; readonly name: string };

/** A value that no form can edit without harm: its text, why, and the way to it. */
export const ForeignValue = ({ path, message, name }: ForeignValueProps) => {
  const { goTo, sourceOf } = useForm();
  const t = useWords('visual');
  const source = sourceOf(path);
  return (
    <div className="foreign-value">
      <p>
        <Badge tone="info">{t('field.kept')}</Badge> <span lang="en">{message}.</span>{' '}
        <button type="button" className="link" onClick={() => goTo(path)}>
          {rich(t('field.editInText'), { name: <span className="mono">{name}</span> })}
        </button>
      </p>
      {source !== '' && <pre>{source.length > longest ? `${source.slice(0, longest)}\n…` : source}</pre>}
    </div>
  );
};
