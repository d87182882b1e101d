/** Where the port of an authority starts (its colon), -1 when it has none. A colon inside `[…]` belongs to the address (reference 3.7). */
export const portStart = (authority: string): number => {
  const colon = authority.lastIndexOf(':');
  return colon === -1 || authority.lastIndexOf(']') > colon ? -1 : colon;
};
