import type { ReactNode } from 'react';
import { Button, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';

type AddMenuProps = {
  readonly label: string;
  readonly icon: ReactNode;
  readonly disabled?: boolean;
  readonly choices: readonly { readonly id: string; readonly label: string }[];
  readonly onChoose: (id: string) => void;
};

/** A button that opens a list of what may be added. Nothing where there is nothing to add. */
export const AddMenu = ({ label, icon, disabled = false, choices, onChoose }: AddMenuProps) =>
  choices.length === 0 ? null : (
    <MenuTrigger>
      <Button className="button quiet add-menu" isDisabled={disabled}>
        {icon}
        {label}
      </Button>
      <Popover className="rules-popover" placement="bottom start">
        <Menu aria-label={label} onAction={(id) => onChoose(String(id))}>
          {choices.map(({ id, label: words }) => (
            <MenuItem key={id} id={id} className="rules-choice">
              {words}
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
