/** Whether an address, as text, is one of this machine: loopback of either family, or `localhost`. */
export const isLocalAddress = (address: string): boolean => {
  const text = address.toLowerCase().replace(/^\[(.*)\]$/, '$1');
  if (text === 'localhost' || text.endsWith('.localhost')) return true;
  if (text === '::1' || text === '0:0:0:0:0:0:0:1') return true;
  return /^(::ffff:)?127(\.\d{1,3}){3}$/.test(text);
};
