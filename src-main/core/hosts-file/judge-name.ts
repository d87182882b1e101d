import { asciiLabel } from './punycode.ts';
import { discoveryNames, guardedDomains, ownNames, publicSuffixes } from './refused-names.ts';

/** `name` as it is written into a hosts file; or why it is not, as the end of a sentence that begins with the name. */
export type JudgedName = { readonly ok: true; readonly name: string } | { readonly ok: false; readonly reason: string };

/**
 * Whether a name may be written into a hosts file: lower case and without the root's dot, in the letters of the DNS (RFC 1123 section 2.1;
 * underscores too, because browsers and resolvers take them; other letters as RFC 3492 puts them).
 * What is refused cannot be expressed there (a wildcard, an address), or would break the machine. The step that runs with the rights of the
 * administrator asks this too, so nothing but a name of this form gets there.
 */
export const judgeName = (written: string): JudgedName => {
  if (written.length > 1_000) return no('is longer than the 253 characters that a name can have');
  const plain = written
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[。．｡]/g, '.')
    .replace(/\.$/, '');
  if (plain === '') return no('is empty');
  if (plain.includes('*'))
    return no(
      'is a wildcard, which a hosts file cannot express; write the names that you open, or use the test browser',
    );
  if (plain.includes(':') || /^[0-9.]+$/.test(plain) || /^0x[0-9a-f]+$/.test(plain.split('.').at(-1) ?? ''))
    return no('is an address, and a hosts file is for names');
  const labels: string[] = [];
  for (const label of plain.split('.')) {
    if (label === '') return no('has an empty part between two dots');
    if (!isAscii(label) && !/^[\p{L}\p{M}\p{N}_-]+$/u.test(label)) return no('has a character that no name has');
    const ascii = asciiLabel(label);
    if (ascii.length > 63) return no('has a part of more than 63 characters');
    if (!/^[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?$/.test(ascii))
      return no('has a character that no name has, or a part that begins or ends with "-"');
    labels.push(ascii);
  }
  const name = labels.join('.');
  if (name.length > 253) return no('is longer than the 253 characters that a name can have');
  // An address in a spelling that some resolvers take (inet_aton).
  if (/^[0-9]+$/.test(labels.at(-1) ?? '')) return no('is an address, and a hosts file is for names');
  return dangerOf(name, labels) ?? { ok: true, name };
};

const no = (reason: string): JudgedName => ({ ok: false, reason });

const isAscii = (label: string): boolean => [...label].every((char) => (char.codePointAt(0) ?? 0) < 128);

const dangerOf = (name: string, labels: readonly string[]): JudgedName | undefined => {
  if (ownNames.has(name)) return no('belongs to the system, and programs rely on what it leads to');
  if (discoveryNames.has(labels[0] ?? ''))
    return no('is the name by which systems look for a proxy; all their traffic would come here');
  if (publicSuffixes.has(name) || (labels.length === 1 && name.length <= 2))
    return no('is an ending under which others have their names, and no site of its own');
  const guarded = labels.map((_, at) => labels.slice(at).join('.')).find((one) => guardedDomains.has(one));
  if (guarded === undefined) return undefined;
  return no(
    `is below "${guarded}", which systems and antivirus programs need and guard (Defender sets the whole file back); use the test browser`,
  );
};
