/** What the window can do, as it has told: the menu is made of it, in the window's language. */
export type WindowMenu = {
  readonly groups: readonly { readonly id: string; readonly label: string; readonly items: readonly WindowItem[] }[];
};
export type WindowItem = {
  readonly id: string;
  readonly label: string;
  readonly keys?: string;
  readonly enabled: boolean;
};

const mostItems = 500;

/** The menu in a message of the window; undefined where it is none, because a page is believed nothing. */
export const readWindowMenu = (value: unknown): WindowMenu | undefined => {
  const groups = listIn(value, 'groups');
  if (groups === undefined) return undefined;
  const read = groups.map((group) => {
    const items = listIn(group, 'items')?.map(itemIn);
    const [id, label] = [textIn(group, 'id'), textIn(group, 'label')];
    if (id === undefined || label === undefined || items === undefined) return undefined;
    return items.every((one) => one !== undefined) ? { id, label, items } : undefined;
  });
  return read.every((one) => one !== undefined) ? { groups: read } : undefined;
};

const itemIn = (value: unknown): WindowItem | undefined => {
  const [id, label, keys] = [textIn(value, 'id'), textIn(value, 'label'), textIn(value, 'keys')];
  if (id === undefined || label === undefined) return undefined;
  // Electron throws for keys that it does not know.
  const isKnown =
    keys !== undefined && /^((CommandOrControl|Shift|Alt)\+)*([A-Z0-9]|F\d{1,2}|Enter|[-+=,.?])$/.test(keys);
  const accelerator = keys?.replace(/\+\+$/, '+Plus');
  return {
    id,
    label,
    enabled: memberOf(value, 'enabled') === true,
    ...(isKnown && accelerator && { keys: accelerator }),
  };
};

const memberOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;

const textIn = (value: unknown, name: string): string | undefined => {
  const found = memberOf(value, name);
  return typeof found === 'string' && found.length <= 200 ? found : undefined;
};

const listIn = (value: unknown, name: string): readonly unknown[] | undefined => {
  const found = memberOf(value, name);
  return Array.isArray(found) && found.length <= mostItems ? found : undefined;
};
