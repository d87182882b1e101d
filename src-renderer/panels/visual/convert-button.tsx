import { useEffect, useState } from 'react';
import { routeKinds } from '#core/convert/answers.ts';
import type { Place } from '#core/text/diagnostic.ts';
import type { VisualDocument } from '#core/visual/document.ts';
import { useStores } from '../../state/stores-context.ts';
import { Button } from '../../ui/button.tsx';
import { useWords } from '../../words/words.ts';
import { ConvertDialog } from './convert-dialog.tsx';
import { type Source, sourceOf } from './convert-plan.ts';

type ConvertButtonProps = { readonly file: string; readonly document: VisualDocument };

/** Offers to write a route anew as another kind; nothing for other resources. */
export const ConvertButton = ({ file, document }: ConvertButtonProps) => {
  const { navigation } = useStores();
  const t = useWords('visual');
  const [source, setSource] = useState<Source>();
  const [place, setPlace] = useState<Place>();
  // Only when the dialog is gone can anything behind it have the focus.
  useEffect(() => {
    if (place === undefined || source !== undefined) return;
    setPlace(undefined);
    navigation.jumpTo(place);
  }, [place, source, navigation]);
  const kind = routeKinds.find((one) => one === document.kind);
  if (kind === undefined || document.name === '' || document.declared === undefined) return null;
  return (
    <>
      <Button look="quiet" onPress={() => setSource(sourceOf(file, document))}>
        {t('convert.open')}
      </Button>
      {source !== undefined && (
        <ConvertDialog
          source={source}
          kind={kind}
          onClose={(next) => {
            setSource(undefined);
            setPlace(next);
          }}
        />
      )}
    </>
  );
};
