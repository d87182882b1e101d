/** One channel in each direction; the name of the call or event is part of the message, and checked. */
export const callChannel = 'slipway:call';
export const eventChannel = 'slipway:event';
/** What the window can do, for the menu; and the id of what was chosen there. */
export const menuChannel = 'slipway:menu';
export const commandChannel = 'slipway:command';
/** A URL that is to be opened in a window of the app. */
export const tabChannel = 'slipway:tab';

/** What crosses back for a call: errors as data, because Electron would put its own words around a thrown one. */
export type CallAnswer =
  | { readonly ok: true; readonly output: unknown }
  | { readonly ok: false; readonly message: string };
