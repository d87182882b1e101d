import { CopyButton } from '../../ui/copy-button.tsx';
import { useWords } from '../../words/words.ts';

/** The new documents as they would be written, with the numbers of their lines. */
export const ConvertText = ({ text }: { readonly text: string }) => {
  const t = useWords('visual');
  const body = text.replace(/\n$/, '');
  const numbers = body
    .split('\n')
    .map((_, index) => index + 1)
    .join('\n');
  if (text === '') return <p className="convert-text muted">{t('convert.empty')}</p>;
  return (
    <div className="convert-text">
      <section
        className="convert-lines"
        aria-label={t('convert.documents')}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: long text is scrolled by keyboard too
        tabIndex={0}
      >
        <pre className="convert-numbers" aria-hidden="true">
          {numbers}
        </pre>
        <pre>{body}</pre>
      </section>
      <span className="convert-copy">
        <CopyButton text={text} what={t('convert.theDocuments')} />
      </span>
    </div>
  );
};
