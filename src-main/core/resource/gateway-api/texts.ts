// The text rules of the Gateway API's fields, by their names in its reference.

const label = '[a-z0-9](?:[-a-z0-9]*[a-z0-9])?';
const name = `${label}(?:\\.${label})*`;

export const dnsLabel = {
  pattern: new RegExp(`^${label}$`),
  help: 'is not a name of a namespace; use lower-case letters, digits and hyphens',
  longest: 63,
};
export const dnsName = {
  pattern: new RegExp(`^${name}$`),
  help: 'is not a name; use lower-case letters, digits, hyphens and dots',
  longest: 253,
};
/** Empty for the core group. */
export const groupName = {
  pattern: new RegExp(`^(?:${name})?$`),
  help: 'is not an API group; write "" for core kinds',
  longest: 253,
};
export const kindName = {
  pattern: /^[a-zA-Z](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?$/,
  help: 'is not a kind; use letters and digits',
  longest: 63,
};
/** A host name, with or without `*.` in front. */
export const wildcardHost = {
  pattern: new RegExp(`^(?:\\*\\.)?${name}$`),
  help: 'is not a host name; use lower-case letters, digits, hyphens and dots, with "*." in front for every name below',
  longest: 253,
};
/** A host name without wildcard. */
export const exactHost = {
  pattern: new RegExp(`^${name}$`),
  help: 'is not a host name; use lower-case letters, digits, hyphens and dots',
  longest: 253,
};
export const token = {
  pattern: /^[A-Za-z0-9!#$%&'*+\-.^_`|~]+$/,
  help: 'is not a name of a header or parameter; use letters, digits and hyphens',
  longest: 256,
};
/** The names of classes of controllers and kinds of addresses: `example.com/name`. */
export const domainPath = {
  pattern: new RegExp(`^${name}/[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+$`),
  help: 'must be a domain and a path, such as "example.com/gateway"',
  longest: 253,
};
export const protocolName = {
  pattern: new RegExp(`^(?:[a-zA-Z0-9](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?|${name}/[A-Za-z0-9]+)$`),
  help: 'is not a protocol; use HTTP, HTTPS, TLS, TCP or UDP',
  longest: 255,
};
export const corsOrigin = {
  pattern: /^(?:\*|https?:\/\/(?:(?:\*\.)?(?:[a-zA-Z0-9-]+\.)*[a-zA-Z0-9-]+|\*)(?::[0-9]{1,5})?)$/,
  help: 'is not an origin; write it as "https://shop.example.com", with "*." for every name below, or "*"',
  longest: 253,
};
