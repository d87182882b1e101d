import { type TrayWords, trayWords } from './tray-menu.ts';

/** What the window can do, as it has told: the menu is made of it, in the window's language. */
export type WindowMenu = {
  /** Absent: they were not told, or not all of them. */
  readonly tray?: TrayWords;
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
  if (!read.every((one) => one !== undefined)) return undefined;
  const tray = wordsIn(memberOf(value, 'tray'));
  return { groups: read, ...(tray && { tray }) };
};

/** What the window can do under an id. */
export const itemOfMenu = (menu: WindowMenu, id: string): WindowItem | undefined =>
  menu.groups.flatMap(({ items }) => items).find((item) => item.id === id);

const wordsIn = (value: unknown): TrayWords | undefined => {
  const names = Object.keys(trayWords) as readonly (keyof TrayWords)[];
  const read = names.map((name) => [name, textIn(value, name)] as const);
  return read.every(([, text]) => text !== undefined && text !== '')
    ? (Object.fromEntries(read) as TrayWords)
    : undefined;
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
