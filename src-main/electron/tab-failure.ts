/** A load that something newer took the place of; nothing went wrong. */
const aborted = -3;

/** What to say when a page did not come; undefined where there is nothing to say. `code` and `name` are Chromium's (`net_error_list.h`). */
export const failureOfLoad = (
  code: number,
  name: string,
  url: string,
): { readonly message: string; readonly detail: string } | undefined => {
  if (code === aborted || code === 0) return undefined;
  const host = URL.canParse(url) ? new URL(url).host : url.slice(0, 200);
  return { message: `“${host}” did not open.`, detail: `${causeOf(code)} (${name || code})` };
};

const causeOf = (code: number): string => {
  if (code === -130 || code === -111)
    return 'The proxy to the gateway does not take the connection; ask the doctor what is in the way.';
  if (code === -110)
    return 'This window asks for no client certificates; a server of mode MUTUAL opens in a test browser.';
  if (code <= -200 && code > -300)
    return 'Its certificate is not accepted: it is neither one of the local authority nor one that this machine trusts.';
  if (code === -105) return 'No host of the running routes has this name, and no other one was found.';
  if (code === -102) return 'Nothing listens there.';
  if (code === -7 || code === -118) return 'No answer came in time.';
  return 'The connection ended before the page was there.';
};
