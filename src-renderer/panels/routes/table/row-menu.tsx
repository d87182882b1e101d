import type { RefObject } from 'react';
import { Menu, MenuItem, Popover } from 'react-aria-components';
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
    className="routes-menu"
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
        onClose();
        actions.find((one) => one.id === id)?.run();
      }}
      onClose={onClose}
    >
      {actions.map(({ id, name, keys }) => (
        <MenuItem key={id} id={id} textValue={name} className="menu-item">
          <span>{name}</span>
          {keys !== undefined && <kbd>{keys}</kbd>}
        </MenuItem>
      ))}
    </Menu>
  </Popover>
);
