/** Endings that nobody can register, so that no real site has a name below them (RFC 2606, RFC 6761, RFC 6762, RFC 8375, ICANN's `internal`). */
const ownEndings: ReadonlySet<string> = new Set([
  'test',
  'localhost',
  'example',
  'invalid',
  'local',
  'internal',
  'lan',
]);
/** Second-level names that are reserved for documents (RFC 2606). */
const ownDomains: ReadonlySet<string> = new Set(['example.com', 'example.net', 'example.org', 'home.arpa']);
/** Whole endings that browsers reach by HTTPS alone (hstspreload.org). */
const secureEndings: ReadonlySet<string> = new Set(
  'dev app page new day foo zip mov phd prof dad nexus ing meme boo rsvp esq bank insurance google'.split(' '),
);

/**
 * What to know before names are written, each thing once with the names that it is about. `scheme`s tell whether plain HTTP is meant.
 */
export const adviseNames = (
  names: readonly { readonly name: string; readonly schemes: readonly string[] }[],
): readonly string[] => {
  const of = (is: (name: string, ending: string) => boolean): readonly string[] =>
    names.filter(({ name }) => is(name, endingOf(name))).map(({ name }) => name);
  const real = of((name, ending) => name.includes('.') && !isOwn(name, ending));
  const secure = names
    .filter(({ name, schemes }) => secureEndings.has(endingOf(name)) && !schemes.includes('https'))
    .map(({ name }) => name);
  const plain = names
    .filter(
      ({ name, schemes }) => schemes.includes('http') && !schemes.includes('https') && !mayBeInsecure(endingOf(name)),
    )
    .map(({ name }) => name);
  const local = of((_name, ending) => ending === 'local');
  const single = of((name) => !name.includes('.'));
  return [
    ...(real.length === 0
      ? []
      : [
          `${listed(real)} may be a site of the internet: in your own browser its cookies, service workers and HTTPS-only rules mix with those of what runs here; the test browser keeps them apart`,
        ]),
    ...(secure.length === 0
      ? []
      : [
          `browsers ask for ${listed(secure)} by HTTPS alone, because of its ending, and the table has plain HTTP only`,
        ]),
    ...(plain.length === 0
      ? []
      : [
          `pages of ${listed(plain)} over plain HTTP are no secure context: browsers give them no service worker, clipboard or cryptography; HTTPS or a ".localhost" link does`,
        ]),
    ...(local.length === 0
      ? []
      : [`${listed(local)} ends with "local", which systems ask the network for first: it may take seconds`]),
    ...(single.length === 0
      ? []
      : [`${listed(single)} has no dot: browsers search for it unless "http://" stands in front`]),
  ];
};

/** Those that are a secure context by themselves, or that browsers never ask for by plain HTTP. */
const mayBeInsecure = (ending: string): boolean => ending === 'localhost' || secureEndings.has(ending);

const endingOf = (name: string): string => name.split('.').at(-1) ?? '';

const isOwn = (name: string, ending: string): boolean =>
  ownEndings.has(ending) || ownDomains.has(name.split('.').slice(-2).join('.'));

const listed = (names: readonly string[]): string => {
  const shown = names.slice(0, 3).map((name) => `"${name}"`);
  return names.length > 3 ? `${shown.join(', ')} and ${names.length - 3} more` : shown.join(', ');
};
