import { useEffect, useState } from 'react';
import { useWords } from '../words/words.ts';
import { IconButton } from './button.tsx';
import { CheckIcon, CopyIcon } from './icons.tsx';

type CopyButtonProps = {
  /** A long text is made when it is wanted. */
  readonly text: string | (() => string | Promise<string>);
  /** Names it: "copy the command". */
  readonly what: string;
};

/** Copies a text. Says for two seconds that it is done. */
export const CopyButton = ({ text, what }: CopyButtonProps) => {
  const t = useWords('ui');
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 2000);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = async () => {
    try {
      if (!navigator.clipboard) return;
      await navigator.clipboard.writeText(typeof text === 'string' ? text : await text());
      setCopied(true);
    } catch {
      // A browser may forbid the clipboard; the text stands beside the button and can be selected by hand.
      setCopied(false);
    }
  };
  return (
    <>
      <IconButton label={copied ? t('copied') : t('copy', { what })} onPress={() => void copy()}>
        {copied ? <CheckIcon size={16} /> : <CopyIcon size={16} />}
      </IconButton>
      <span className="hidden-visually" role="status">
        {copied ? t('copiedWhat', { what }) : ''}
      </span>
    </>
  );
};

/** A shell command that can be copied. */
export const Command = ({ text }: { readonly text: string }) => {
  const t = useWords('ui');
  return (
    <div className="command">
      <code>{text}</code>
      <CopyButton text={text} what={t('command')} />
    </div>
  );
};
