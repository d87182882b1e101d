import type { RefObject } from 'react';
import { Menu, MenuItem, Popover, SubmenuTrigger } from 'react-aria-components';
import type { RowAction } from './row-actions.ts';

type RowMenuProps = {
  readonly label: string;
  readonly actions: readonly RowAction[];
  readonly anchor: RefObject<HTMLElement | null>;
  readonly onClose: () => void;
};

/** What can be done with a route, beside its row; the focus goes back to the table. */
export const RowMenu = ({ label, actions, anchor, onClose }: RowMenuProps) => (
  <Popover
    className="menu-popover"
    aria-label={label}
    triggerRef={anchor}
    isOpen
    onOpenChange={(open) => open || onClose()}
    placement="bottom end"
    offset={2}
  >
    <Menu
      className="menu"
      aria-label={label}
      autoFocus="first"
      onAction={(id) => {
        const action = actions.find((one) => one.id === id);
        if (action?.choices !== undefined) return;
        onClose();
        action?.run();
      }}
      onClose={onClose}
    >
      {actions.map((action) =>
        action.choices === undefined ? (
          <Item key={action.id} action={action} />
        ) : (
          <SubmenuTrigger key={action.id}>
            <Item action={action} />
            <Popover className="menu-popover">
              <Menu
                className="menu"
                aria-label={action.name}
                onAction={(id) => {
                  onClose();
                  action.choices?.find((one) => one.id === id)?.run();
                }}
              >
                {action.choices.map((choice) => (
                  <Item key={choice.id} action={choice} />
                ))}
              </Menu>
            </Popover>
          </SubmenuTrigger>
        ),
      )}
    </Menu>
  </Popover>
);

const Item = ({ action: { id, name, keys, choices } }: { readonly action: RowAction }) => (
  <MenuItem id={id} textValue={name} className="menu-item">
    <span>{name}</span>
    {keys !== undefined && <kbd>{keys}</kbd>}
    {choices !== undefined && <span aria-hidden="true">›</span>}
  </MenuItem>
);
