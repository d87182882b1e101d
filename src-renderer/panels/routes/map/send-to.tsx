import { useState } from 'react';
import { ComboBox, Dialog, Heading, Input, Label, ListBox, ListBoxItem, Modal, Popover } from 'react-aria-components';
import type { GraphEdge } from '#core/route/graph-parts.ts';
import type { Table } from '#core/route/table.ts';
import { refusalOf, type Target } from '#core/visual/retarget.ts';
import { Button } from '../../../ui/button.tsx';
import { readTarget, targetsOf } from './targets.ts';

type SendToProps = {
  readonly table: Table;
  readonly edge: GraphEdge;
  readonly from: string;
  readonly onChoose: (target: Target, words: string) => void;
  readonly onClose: () => void;
};

/** The way to lead a destination elsewhere without dragging: a list of all services that routes know, and free text. */
export const SendTo = ({ table, edge, from, onChoose, onClose }: SendToProps) => {
  const [text, setText] = useState('');
  const targets = targetsOf(table);
  const target = readTarget(text, targets);
  const refusal = text !== '' && edge.origin !== undefined ? refusalOf(edge.origin, target) : undefined;
  const send = () => {
    onChoose(target, text);
    onClose();
  };
  return (
    <Modal className="map-dialog" isOpen isDismissable onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Dialog>
        <Heading slot="title">Send {from} to</Heading>
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
          >
            <Label>service, as host:port, and a subset behind a blank</Label>
            <Input className="field" autoFocus />
            <Popover className="map-targets">
              <ListBox items={targets}>
                {({ words }) => (
                  <ListBoxItem id={words} textValue={words}>
                    {words}
                  </ListBoxItem>
                )}
              </ListBox>
            </Popover>
          </ComboBox>
          <p className="map-refusal" role="status">
            {refusal?.message}
          </p>
          <div className="actions">
            <Button onPress={onClose}>Cancel</Button>
            <Button look="primary" submit disabled={text === '' || refusal !== undefined}>
              Send there
            </Button>
          </div>
        </form>
      </Dialog>
    </Modal>
  );
};
