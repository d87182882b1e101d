import { compileRegex } from '../../match/regex.ts';
import type { VirtualServiceSpec } from '../../resource/istio/virtual-service.ts';
import type { Resource } from '../../resource/resource.ts';
import type { Path } from '../../text/tree.ts';
import type { Rule } from '../rule.ts';

/** Expressions cost more to compile than all the rest, so only so many are tried with the hosts of their VirtualServices. */
const mostTried = 100;

/**
 * A dot of a regular expression takes any character, and that of a host is meant as a dot (reference 4.3): `shop.test` takes `shopxtest`
 * too. Information, and a warning where a host of the same VirtualService is taken that only differs in that character.
 */
export const unescapedDot: Rule = ({ virtualServices }) => {
  let tried = 0;
  return virtualServices.flatMap((resource) =>
    patternsOf(resource).flatMap(({ regex, path, isHost }) => {
      const escaped = withDotsEscaped(regex);
      if (escaped === undefined) return [];
      // With one host there is none to be mistaken for it.
      const { hosts = [] } = resource.spec;
      const taken = isHost && hosts.length > 1 && tried++ < mostTried ? takenToo(regex, escaped, hosts) : undefined;
      const message =
        taken === undefined
          ? `a dot takes any character here, so more names than "${escaped}" are taken; write "\\." where a dot is meant`
          : `a dot takes any character, so "${taken}" is taken too; write "\\." where a dot is meant`;
      const severity = taken === undefined ? ('information' as const) : ('warning' as const);
      return [{ severity, code: 'regex/unescaped-dot', message, place: resource.at(path) }];
    }),
  );
};

type Pattern = { readonly regex: string; readonly path: Path; readonly isHost: boolean };

/** Conditions on the host, and origins of CORS: whoever owns the wrong one of those may read answers. */
const patternsOf = ({ spec }: Resource<VirtualServiceSpec>): readonly Pattern[] => {
  const found: Pattern[] = [];
  const add = (regex: string | undefined, path: Path, isHost: boolean): void => {
    if (regex !== undefined) found.push({ regex, path: [...path, 'regex'], isHost });
  };
  spec.http?.forEach(({ match, corsPolicy }, entry) => {
    match?.forEach(({ authority, headers }, index) => {
      const path = ['spec', 'http', entry, 'match', index];
      add(authority?.regex, [...path, 'authority'], true);
      for (const name of ['host', ':authority']) add(headers?.[name]?.regex, [...path, 'headers', name], true);
    });
    corsPolicy?.allowOrigins?.forEach(({ regex }, index) => {
      add(regex, ['spec', 'http', entry, 'corsPolicy', 'allowOrigins', index], false);
    });
  });
  return found;
};

/** A dot with a part of a name on either side; in front of a quantifier it is meant as it stands. */
const bareDot = /(?<=[A-Za-z0-9)\]*+-])\.(?=[A-Za-z0-9([])/g;

/** The pattern as it is probably meant; undefined where its dots are right, or it is not plainly a name. */
const withDotsEscaped = (regex: string): string | undefined => {
  // Within brackets a dot is a dot; such patterns are their writer's business, and so are escapes other than that of the dot.
  if (/\[[^\]]*\.[^\]]*\]/.test(regex) || /\\[^.\-/dw]/.test(regex)) return undefined;
  const escaped = regex.replace(bareDot, '\\.');
  return escaped === regex ? undefined : escaped;
};

const takenToo = (regex: string, escaped: string, hosts: readonly string[]): string | undefined => {
  const written = compileRegex(regex);
  const hit = written.ok ? hosts.filter((host) => !host.startsWith('*') && written.matches(host)) : [];
  if (hit.length === 0) return undefined;
  const meant = compileRegex(escaped);
  return meant.ok ? hit.find((host) => !meant.matches(host)) : undefined;
};
