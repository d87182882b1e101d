import type { Diagnostic, Place } from '../../text/diagnostic.ts';
import type { Rule } from '../rule.ts';

/**
 * Regular expressions of paths that mean something else than they seem to, or that a plain condition says better: the whole path must
 * fit (reference 4.2). One remark for each, the one that matters most.
 */
export const regexMeaning: Rule = ({ virtualServices, gatewayApi }) => [
  ...virtualServices.flatMap((resource) =>
    (resource.spec.http ?? []).flatMap(({ match = [] }, entry) =>
      match.flatMap(({ uri }, index) =>
        tell(uri?.regex, () => resource.at(['spec', 'http', entry, 'match', index, 'uri', 'regex']), istio),
      ),
    ),
  ),
  ...gatewayApi.httpRoutes.flatMap((resource) =>
    (resource.spec.rules ?? []).flatMap(({ matches = [] }, rule) =>
      matches.flatMap(({ path }, index) =>
        path?.type === 'RegularExpression'
          ? tell(
              path.value,
              () => resource.at(['spec', 'rules', rule, 'matches', index, 'path', 'value']),
              gatewayApiWords,
            )
          : [],
      ),
    ),
  ),
];

/** How an API calls the plain conditions. */
type Words = { readonly prefix: string; readonly exact: string; readonly ignoreCase?: string };

const istio: Words = { prefix: '"prefix"', exact: '"exact"', ignoreCase: '"ignoreUriCase: true"' };
const gatewayApiWords: Words = { prefix: 'the type PathPrefix', exact: 'the type Exact' };

const tell = (regex: string | undefined, place: () => Place, words: Words): readonly Diagnostic[] => {
  const found = regex === undefined ? undefined : meaningOf(regex, words);
  return found ? [{ severity: 'information', code: found[0], message: found[1], place: place() }] : [];
};

/** No character that means something in a regular expression, but for escaped ones. */
const plain = /^(?:[^\\.*+?()[\]{}|^$]|\\[.\-/])+$/;

const meaningOf = (regex: string, words: Words): readonly [code: string, message: string] | undefined => {
  if (/^\^?(?:\/?\.\*|\/\(\.\*\))\$?$/.test(regex)) {
    return ['regex/every-path', `"${regex}" takes every path; ${words.prefix} with "/" says so, and costs less`];
  }
  const glob = /^(.*[^\\])?\/\*(\/.*)?$/.exec(regex);
  if (glob && !/[()[\]{}|]/.test(regex)) {
    const meant = `${glob[1] ?? ''}/${glob[2] === undefined ? '.*' : `[^/]+${glob[2]}`}`;
    const message = `"/*" takes any number of slashes and nothing else; write "${meant}" if any name may stand there`;
    return ['regex/glob', message];
  }
  if (/^[^\\[\](){}|?*+]*\/\.\$?$/.test(regex)) {
    const message = `"." takes exactly one character, so "${regex}" takes no longer names; write ".*" if any may follow`;
    return ['regex/one-character', message];
  }
  const insensitive = /^\(\?i\)\^?(.*?)(\.\*)?\$?$/s.exec(regex);
  if (insensitive && words.ignoreCase && plain.test(insensitive[1] ?? '')) {
    const kind = insensitive[2] === undefined ? words.exact : words.prefix;
    const message = `this is ${kind} without regard to case; ${kind} with ${words.ignoreCase} says so, and costs less`;
    return ['regex/ignore-case', message];
  }
  if (plain.test(regex)) {
    const message = `without wildcards this takes "${regex.replace(/\\/g, '')}" alone, and nothing below it; use ${words.exact} to say so, or ${words.prefix} for what is below`;
    return ['regex/literal', message];
  }
  const [begins, ends] = [regex.startsWith('^'), /(?:^|[^\\])(?:\\\\)*\$$/.test(regex)];
  if (begins && !ends && !/\.[*+]\)?$|\)\?$/.test(regex)) {
    const message = `the whole path must fit, so "${regex}" takes nothing longer; end it with ".*" if it may go on`;
    return ['regex/anchor', message];
  }
  if (begins || ends) {
    return ['regex/anchor', 'the whole path must fit anyway, so "^" and "$" at the ends change nothing; remove them'];
  }
  return undefined;
};
