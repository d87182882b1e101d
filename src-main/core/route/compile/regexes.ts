import { type CompiledRegex, compileRegex } from '../../match/regex.ts';

/** Compiled expressions by pattern, so that a pattern used by thousands of routes is read once per compilation. */
export type Regexes = (pattern: string) => CompiledRegex;

export const createRegexes = (): Regexes => {
  const known = new Map<string, CompiledRegex>();
  return (pattern) => {
    let regex = known.get(pattern);
    if (regex === undefined) {
      regex = compileRegex(pattern);
      known.set(pattern, regex);
    }
    return regex;
  };
};
