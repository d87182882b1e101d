import { useEffect, useState } from 'react';
import { ComboBox, Dialog, Heading, Input, Label, ListBox, ListBoxItem, Modal, Popover } from 'react-aria-components';
import type { GraphEdge } from '#core/route/graph-parts.ts';
import { refusalOf, type Target } from '#core/visual/retarget.ts';
import { useStores } from '../../../state/stores-context.ts';
import { Button } from '../../../ui/button.tsx';
import { langOf } from '../../../ui/lang-of.ts';
import { useWords } from '../../../words/words.ts';
import { type NamedTarget, nameTargets, readTarget } from './targets.ts';

type SendToProps = {
  readonly edge: GraphEdge;
  readonly from: string;
  readonly onChoose: (target: Target, words: string) => void;
  readonly onClose: () => void;
};

/** The way to lead a destination elsewhere without dragging: a list of all services of the workspace, and free text. */
export const SendTo = ({ edge, from, onChoose, onClose }: SendToProps) => {
  const t = useWords('routes');
  const [text, setText] = useState('');
  const [targets, setTargets] = useState<readonly NamedTarget[]>([]);
  const { language } = useStores();
  const namespace = edge.origin?.namespace ?? '';
  useEffect(() => {
    let wanted = true;
    language.targets(namespace).then(
      (known) => wanted && setTargets(nameTargets(known ?? [])),
      () => undefined,
    );
    return () => {
      wanted = false;
    };
  }, [language, namespace]);
  // Everything is listed before somebody types.
  const words = text.trim().toLowerCase().split(/\s+/);
  const listed = targets.filter((one) => words.every((word) => one.words.toLowerCase().includes(word)));
  const target = readTarget(text, targets);
  const refusal = text !== '' && edge.origin !== undefined ? refusalOf(edge.origin, target) : undefined;
  const send = () => {
    onChoose(target, text);
    onClose();
  };
  return (
    <Modal className="map-dialog" isOpen isDismissable onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Dialog>
        <Heading slot="title">{t('map.send.title', { from })}</Heading>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (text !== '' && refusal === undefined) send();
          }}
        >
          <ComboBox
            className="labelled"
            allowsCustomValue
            menuTrigger="focus"
            inputValue={text}
            onInputChange={setText}
            items={listed}
          >
            <Label>{t('map.send.label')}</Label>
            <Input className="field" autoFocus />
            <Popover className="map-targets">
              <ListBox<NamedTarget>>
                {(one) => (
                  <ListBoxItem id={one.words} textValue={one.words}>
                    {one.words}
                  </ListBoxItem>
                )}
              </ListBox>
            </Popover>
          </ComboBox>
          <p className="map-refusal" role="status" lang={langOf(refusal?.message ?? '')}>
            {refusal?.message}
          </p>
          <div className="actions">
            <Button onPress={onClose}>{t('map.send.cancel')}</Button>
            <Button look="primary" submit disabled={text === '' || refusal !== undefined}>
              {t('map.send.submit')}
            </Button>
          </div>
        </form>
      </Dialog>
    </Modal>
  );
};
