import { useMemo, useState } from 'react';
import { hexLines } from '../../../state/captured-body.ts';
import { Button } from '../../../ui/button.tsx';
import { useWords } from '../../../words/words.ts';
import { bytes } from '../formats.ts';
import { ScrollText } from './scroll-text.tsx';

/** More than that is drawn when somebody asks for it, eight times as much each time. */
const firstCharacters = 64 * 1024;
const firstBytes = 4 * 1024;

export const LongText = ({ text, name }: { readonly text: string; readonly name: string }) => {
  const [count, setCount] = useState(firstCharacters);
  return (
    <>
      <ScrollText name={name}>{count < text.length ? text.slice(0, count) : text}</ScrollText>
      <More left={text.length - count} onMore={() => setCount(count * 8)} />
    </>
  );
};

export const Hex = ({ content, name }: { readonly content: Uint8Array; readonly name: string }) => {
  const [count, setCount] = useState(firstBytes);
  const lines = useMemo(() => hexLines(content, 0, count), [content, count]);
  return (
    <>
      <ScrollText name={name} hex>
        {lines}
      </ScrollText>
      <More left={content.length - count} onMore={() => setCount(count * 8)} />
    </>
  );
};

const More = ({ left, onMore }: { readonly left: number; readonly onMore: () => void }) => {
  const t = useWords('exchange');
  return left <= 0 ? null : <Button onPress={onMore}>{t('body.more', { size: bytes(left) })}</Button>;
};
