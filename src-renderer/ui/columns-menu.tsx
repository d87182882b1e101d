import { Button, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';

type Props = {
  readonly says: string;
  /** What the menu is called where it is read aloud. */
  readonly label: string;
  /** Columns that may be left out. */
  readonly columns: readonly { readonly id: string; readonly title: string }[];
  readonly off: readonly string[];
  readonly onChange: (off: readonly string[]) => void;
};

/** Which columns a list shows. */
export const ColumnsMenu = ({ says, label, columns, off, onChange }: Props) => (
  <MenuTrigger>
    <Button className="button quiet">{says}</Button>
    <Popover className="menu-popover">
      <Menu
        className="menu"
        aria-label={label}
        selectionMode="multiple"
        selectedKeys={columns.flatMap(({ id }) => (off.includes(id) ? [] : [id]))}
        onSelectionChange={(chosen) =>
          onChange(columns.flatMap(({ id }) => (chosen === 'all' || chosen.has(id) ? [] : [id])))
        }
      >
        {columns.map(({ id, title }) => (
          <MenuItem key={id} id={id} textValue={title} className="menu-item">
            {({ isSelected }) => (
              <>
                <span>{title}</span>
                <span aria-hidden="true">{isSelected ? '✓' : ''}</span>
              </>
            )}
          </MenuItem>
        ))}
      </Menu>
    </Popover>
  </MenuTrigger>
);
