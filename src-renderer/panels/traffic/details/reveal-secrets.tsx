import { Checkbox } from 'react-aria-components';
import { useSlice, useStores } from '../../../state/stores-context.ts';
import { CheckIcon } from '../../../ui/icons.tsx';
import { useWords } from '../../../words/words.ts';

/** Whether credentials are shown, which also counts for what is copied. */
export const RevealSecrets = () => {
  const { exchangeDetails } = useStores();
  const t = useWords('exchange');
  const reveal = useSlice('exchangeDetails', (state) => state.reveal);
  return (
    <Checkbox className="check" isSelected={reveal} onChange={exchangeDetails.setReveal}>
      <span className="box">{reveal && <CheckIcon size={12} />}</span>
      {t('reveal')}
    </Checkbox>
  );
};
