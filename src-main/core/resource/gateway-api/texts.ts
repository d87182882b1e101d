// The text rules of the Gateway API's fields, by their names in its reference.

const label = '[a-z0-9](?:[-a-z0-9]*[a-z0-9])?';
const name = `${label}(?:\\.${label})*`;

export const dnsLabel = {
  pattern: new RegExp(`^${label}$`),
  help: 'is not a name of a namespace; use lower-case letters, digits and hyphens',
  longest: 63,
};
/** The name of something of any kind; the kind itself may be stricter. */
export const objectName = { longest: 253, filled: true };
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
/** The alternatives are anchored as the CRD has them: each on one side only. */
export const protocolName = {
  pattern: new RegExp(`^[a-zA-Z0-9](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?$|${name}/[A-Za-z0-9]+$`),
  help: 'is not a protocol; use HTTP, HTTPS, TLS, TCP or UDP',
  longest: 255,
};
/** Hardly a limit, because the CRD anchors only the first and the last of the alternatives. */
export const addressType = {
  pattern: new RegExp(`^Hostname|IPAddress|NamedAddress|${name}/[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+$`),
  help: 'is not a type of address; use "IPAddress" or "Hostname"',
  longest: 253,
};
/** The value of a header, to compare with or to send. The experimental channel is stricter: `check-headers.ts`. */
export const headerValue = {
  pattern: /^[^\0\r\n]+$/,
  help: 'cannot be the value of a header; write one line of text',
  longest: 4096,
};
export const labelValue = {
  pattern: /^(?:(?:[A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/,
  help: 'cannot be the value of a label; use letters, digits, "-", "_" and "."',
  longest: 63,
};
/** Annotations, and the settings of implementations. */
export const longText = { longest: 4096 };
/** As RFC 3986 has it: a scheme, and what it names behind "//". */
export const uriText = {
  pattern: /^[^:/?#]+:\/\//,
  help: 'is not a URI; write it as "spiffe://cluster.local/ns/shop/sa/oven"',
  longest: 253,
};
export const authorities = {
  pattern: new RegExp(`^(?:System|${name}/(?:[A-Za-z0-9][-A-Za-z0-9_.]{0,61})?[A-Za-z0-9])$`),
  help: 'is not a set of authorities; use "System"',
  longest: 253,
};
/** What RFC 3986 allows in a path. */
export const pathText = {
  pattern: /^(?:[-A-Za-z0-9/._~!$&'()*+,;=:@]|%[0-9a-fA-F]{2})+$/,
  help: 'is not a path; write what is none of its characters as "%" and two hexadecimal digits',
  longest: 1024,
};
export const corsOrigin = {
  pattern: /^(?:\*|https?:\/\/(?:(?:\*\.)?(?:[a-zA-Z0-9-]+\.)*[a-zA-Z0-9-]+|\*)(?::[0-9]{1,5})?)$/,
  help: 'is not an origin; write it as "https://shop.example.com", with "*." for every name below, or "*"',
  longest: 253,
};
