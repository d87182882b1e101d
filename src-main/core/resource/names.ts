// The text rules of reference 9.0, by their ids there.

/** X1: 1 to 63 letters, digits and hyphens, without a hyphen at either end. Upper case is allowed. */
export const isDnsLabel = (text: string): boolean =>
  text.length <= 63 && /^[A-Za-z0-9](?:[-A-Za-z0-9]*[A-Za-z0-9])?$/.test(text);

/** X2: labels joined by dots, the last of which may be empty but not all digits. */
export const isFullName = (text: string): boolean => {
  if (text.length < 1 || text.length > 255) return false;
  const labels = text.split('.');
  const last = labels.at(-1) ?? '';
  const named = labels.length > 1 && last === '' ? labels.slice(0, -1) : labels;
  return !/^\d+$/.test(named.at(-1) ?? '') && named.every(isDnsLabel);
};

/** X3: a full name whose first label may also be `*`, `*` with a label behind it, or `*-`. */
export const isWildcardName = (text: string): boolean => {
  if (text.length < 1 || text.length > 255) return false;
  const [first = '', ...rest] = text.split('.');
  const firstFits =
    first === '*' || first === '*-' || isDnsLabel(first.startsWith('*') ? first.slice(1).replace(/^-/, '') : first);
  if (!firstFits) return false;
  return rest.length === 0 || isFullName(rest.join('.'));
};

/** X4: a wildcard that is neither `*` alone nor `*.` at the front. */
export const isPartialWildcard = (text: string): boolean =>
  text.includes('*') && text !== '*' && !text.startsWith('*.');

/** X5: an IPv4 or IPv6 address, the latter without brackets and with an optional zone. */
export const isIpAddress = (text: string): boolean => isIpv4(text) || isIpv6(text);

const isIpv4 = (text: string): boolean =>
  /^\d{1,3}(?:\.\d{1,3}){3}$/.test(text) && text.split('.').every((part) => Number(part) <= 255 && !/^0\d/.test(part));

const isIpv6 = (text: string): boolean => {
  const address = text.replace(/%[^\s%]+$/, '');
  if (!/^[0-9a-fA-F:.]+$/.test(address) || !address.includes(':')) return false;
  const halves = address.split('::');
  if (halves.length > 2) return false;
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')));
  const last = groups.at(-1);
  const embedded = last?.includes('.') === true;
  if (embedded && !isIpv4(last ?? '')) return false;
  const hex = embedded ? groups.slice(0, -1) : groups;
  if (!hex.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return false;
  const width = hex.length + (embedded ? 2 : 0);
  return halves.length === 2 ? width < 8 : width === 8;
};

/** The name of a Kubernetes object: lower-case labels joined by dots (RFC 1123), at most 253 characters. */
export const isObjectName = (text: string): boolean =>
  text.length <= 253 && /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/.test(text);

/** One label of such a name, at most 63 characters: namespaces, Services, and the ports of both. A digit may be in front, as Kubernetes takes it since 1.36. */
export const isObjectLabel = (text: string): boolean => text.length <= 63 && isObjectName(text) && !text.includes('.');

/** X9: letters, digits, hyphens, underscores and dots, at most 63 of them, with an optional domain in front: `app`, `example.com/app`. */
export const isLabelKey = (text: string): boolean => {
  const slash = text.indexOf('/');
  const domain = slash < 0 ? undefined : text.slice(0, slash);
  const name = text.slice(slash + 1);
  return (domain === undefined || isObjectName(domain)) && name.length <= 63 && isLabelText(name);
};

/** X9: the same letters as in a key, or nothing. */
export const isLabelValue = (text: string): boolean => text === '' || isLabelText(text);

const isLabelText = (text: string): boolean => /^[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?$/.test(text);

/** The name of a container's port (IANA's service names): at most 15 lower-case letters, digits and single hyphens, one letter at least. */
export const isPortName = (text: string): boolean =>
  text.length <= 15 && /^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(text) && /[a-z]/.test(text);

/** X6: an address, or one with the length of a prefix behind it. */
export const isSubnet = (text: string): boolean => {
  const slash = text.indexOf('/');
  if (slash < 0) return isIpAddress(text);
  const [address, length] = [text.slice(0, slash), text.slice(slash + 1)];
  return isIpAddress(address) && /^\d{1,3}$/.test(length) && Number(length) <= (address.includes(':') ? 128 : 32);
};
