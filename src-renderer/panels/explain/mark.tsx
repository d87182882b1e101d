import { CheckIcon, CrossIcon } from '../../ui/icons.tsx';
import { useWords } from '../../words/words.ts';

/** ✓ or ✗, with a word for those who do not see it. */
export const Mark = ({ holds, words }: { readonly holds: boolean; readonly words: readonly [string, string] }) => (
  <>
    {holds ? <CheckIcon size={14} /> : <CrossIcon size={14} />}
    <span className="hidden-visually">{useWords('explain')('markWord', { word: holds ? words[0] : words[1] })}</span>
  </>
);
