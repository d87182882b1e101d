import type { Path } from '../../text/tree.ts';
import type { CheckReport } from '../kind.ts';
import { checkBackend } from './check-backend.ts';
import { checkHeaderValue } from './check-headers.ts';
import type { HeaderFilter, HttpFilter, PathModifier } from './filters.ts';

// What single filters say (reference 3): both channels where nothing else is said.

type Member<Name extends keyof HttpFilter> = NonNullable<HttpFilter[Name]>;

export const checkHeaderFilter = (filter: HeaderFilter, path: Path, report: CheckReport): void => {
  for (const field of ['set', 'add'] as const) {
    filter[field]?.forEach(({ value }, index) => {
      checkHeaderValue(value, [...path, field, index, 'value'], report);
    });
  }
};

export const checkMirror = (
  { backendRef, percent, fraction }: Member<'requestMirror'>,
  path: Path,
  report: CheckReport,
): void => {
  checkBackend(backendRef, [...path, 'backendRef'], report); // 29
  if (percent !== undefined && fraction) {
    const message = '"percent" and "fraction" both say which share is copied; remove one of the two'; // 40
    const related = { message: 'the other one', path: [...path, 'percent'] };
    report('route/mirror', message, [...path, 'fraction'], { key: true, related });
  }
  const { numerator = 0, denominator = 100 } = fraction ?? {};
  if (numerator > denominator) {
    const message = `the fraction ${numerator} of ${denominator} is more than all; write ${denominator} at most`; // 41
    report('route/mirror', message, [...path, 'fraction', 'numerator']);
  }
};

/** 61, 62 and 63. Origins such as `https://*.example.com` are no "*". */
export const checkCors = (cors: Member<'cors'>, path: Path, report: CheckReport): void => {
  for (const field of ['allowHeaders', 'allowMethods', 'allowOrigins'] as const) {
    const values: readonly string[] = cors[field] ?? [];
    const index = values.indexOf('*');
    if (index < 0 || values.length === 1) continue;
    const message = `"*" in "${field}" allows the others anyway, so it stands alone; remove it, or the others`;
    report('route/cors-wildcard', message, [...path, field, index]);
  }
};

const replacements = [
  ['ReplaceFullPath', 'replaceFullPath'], // 64, 65
  ['ReplacePrefixMatch', 'replacePrefixMatch'], // 66, 67
] as const;

export const checkPathModifier = (modifier: PathModifier, path: Path, report: CheckReport): void => {
  for (const [type, member] of replacements) {
    const given = modifier[member] !== undefined;
    if (type === modifier.type && !given) {
      report('route/path-modifier', `type "${type}" needs "${member}"; add it`, [...path, 'type']);
    } else if (type !== modifier.type && given) {
      const message = `"${member}" is not for type "${modifier.type}"; change "type", or remove it`;
      report('route/path-modifier', message, [...path, member], { key: true });
    }
  }
};

const authMembers = [
  ['GRPC', 'grpc'], // 91, 92, experimental
  ['HTTP', 'http'], // 93, 94, experimental
] as const;

export const checkExternalAuth = (auth: Member<'externalAuth'>, path: Path, report: CheckReport): void => {
  checkBackend(auth.backendRef, [...path, 'backendRef'], report); // 29
  for (const [protocol, member] of authMembers) {
    if (protocol === auth.protocol && !auth[member]) {
      const message = `protocol "${protocol}" needs "${member}"; add it, empty if there is nothing to say`;
      report('route/external-auth', message, [...path, 'protocol']);
    } else if (protocol !== auth.protocol && auth[member]) {
      const message = `"${member}" is not for protocol "${auth.protocol}"; change "protocol", or remove it`;
      report('route/external-auth', message, [...path, member], { key: true });
    }
  }
};
