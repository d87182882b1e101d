import { compileRegex } from '../../match/regex.ts';
import type { VirtualServiceSpec } from '../../resource/istio/virtual-service.ts';
import type { Resource } from '../../resource/resource.ts';
import type { Diagnostic } from '../../text/diagnostic.ts';
import type { Path } from '../../text/tree.ts';
import type { Rule } from '../rule.ts';

/**
 * A dot of a regular expression takes any character, and that of a host is meant as a dot (reference 4.3): `shop.test` takes `shopxtest`
 * too. Information, and a warning where a host of the same VirtualService is taken that only differs in that character.
 */
export const unescapedDot: Rule = ({ virtualServices }) =>
  virtualServices.flatMap((resource) =>
    (resource.spec.http ?? []).flatMap(({ match = [], corsPolicy }, entry) => {
      const at = ['spec', 'http', entry];
      return [
        ...match.flatMap(({ authority, headers = {} }, index) => {
          const path = [...at, 'match', index];
          return [
            ...judge(authority?.regex, [...path, 'authority', 'regex'], resource, true),
            ...Object.entries(headers).flatMap(([name, value]) =>
              name === 'host' || name === ':authority'
                ? judge(value.regex, [...path, 'headers', name, 'regex'], resource, true)
                : [],
            ),
          ];
        }),
        // Origins are as good as hosts, and whoever owns the wrong one may read answers.
        ...(corsPolicy?.allowOrigins ?? []).flatMap(({ regex }, index) =>
          judge(regex, [...at, 'corsPolicy', 'allowOrigins', index, 'regex'], resource, false),
        ),
      ];
    }),
  );

const judge = (
  regex: string | undefined,
  path: Path,
  resource: Resource<VirtualServiceSpec>,
  isHost: boolean,
): readonly Diagnostic[] => {
  const escaped = regex === undefined ? undefined : withDotsEscaped(regex);
  if (regex === undefined || escaped === undefined) return [];
  const taken = isHost ? takenToo(regex, escaped, resource.spec.hosts ?? []) : undefined;
  const message =
    taken === undefined
      ? `a dot takes any character here, so more names than "${escaped}" are taken; write "\\." where a dot is meant`
      : `a dot takes any character, so "${taken}" is taken too; write "\\." where a dot is meant`;
  const severity = taken === undefined ? 'information' : 'warning';
  return [{ severity, code: 'regex/unescaped-dot', message, place: resource.at(path) }];
};

/** A dot with a part of a name on either side; in front of a quantifier it is meant as it stands. */
const bareDot = /(?<=[A-Za-z0-9)\]*+-])\.(?=[A-Za-z0-9([])/g;

/** The pattern as it is probably meant; undefined where its dots are right, or it is not plainly a name. */
const withDotsEscaped = (regex: string): string | undefined => {
  // Within brackets a dot is a dot; such patterns are their writer's business, and so are escapes other than that of the dot.
  if (/\[[^\]]*\.[^\]]*\]/.test(regex) || /\\[^.\-/dw]/.test(regex)) return undefined;
  const escaped = regex.replace(bareDot, '\\.');
  if (escaped === regex) return undefined;
  return compileRegex(escaped).ok ? escaped : undefined;
};

const takenToo = (regex: string, escaped: string, hosts: readonly string[]): string | undefined => {
  const [written, meant] = [compileRegex(regex), compileRegex(escaped)];
  if (!written.ok || !meant.ok) return undefined;
  return hosts.find((host) => !host.startsWith('*') && written.matches(host) && !meant.matches(host));
};
