import { isSubnet } from '../../../resource/names.ts';
import { shown } from '../../../text/words.ts';
import type { Report } from '../report.ts';
import { type Ingress, nginxPrefix } from './select.ts';

/** Reads values of `nginx.ingress.kubernetes.io/…` by the rest of their names; what cannot be read is told and counts as absent. */
export type Reader = {
  /** Absent where it is empty, too. */
  readonly text: (name: string) => string | undefined;
  readonly flag: (name: string) => boolean | undefined;
  /** Whole seconds above 0, as milliseconds. */
  readonly seconds: (name: string) => number | undefined;
  readonly count: (name: string) => number | undefined;
  /** Parts between commas, without blanks around them. */
  readonly list: (name: string) => readonly string[] | undefined;
  readonly isRange: (text: string) => boolean;
  readonly warn: (name: string, message: string) => void;
  readonly tell: (name: string, message: string) => void;
};

export const createReader = (ingress: Ingress, report: Report): Reader => {
  const say = (severity: 'warning' | 'information', name: string, message: string): void =>
    report.add({
      severity,
      code: severity === 'warning' ? 'ingress/annotation' : 'ingress/annotation-differs',
      message,
      place: ingress.at(['metadata', 'annotations', nginxPrefix + name]),
    });
  const warn = (name: string, message: string): void => say('warning', name, message);
  const text = (name: string): string | undefined => {
    const key = nginxPrefix + name;
    return Object.hasOwn(ingress.annotations, key) ? ingress.annotations[key]?.trim() || undefined : undefined;
  };
  const number = (name: string, least: number, what: string): number | undefined => {
    const written = text(name);
    if (written === undefined) return undefined;
    const value = Number(written.replace(/s$/, ''));
    if (Number.isInteger(value) && value >= least && value <= 1_000_000) return value;
    warn(name, `"${shown(written)}" is not ${what}; write a whole number`);
    return undefined;
  };
  return {
    text,
    flag: (name) => {
      const written = text(name);
      if (written === undefined) return undefined;
      if (/^(?:1|t|true)$/i.test(written)) return true;
      if (!/^(?:0|f|false)$/i.test(written))
        warn(name, `"${shown(written)}" is neither "true" nor "false"; write one of them`);
      return false;
    },
    seconds: (name) => {
      const value = number(name, 1, 'a time in seconds');
      return value === undefined ? undefined : value * 1000;
    },
    count: (name) => number(name, 0, 'a number'),
    list: (name) =>
      text(name)
        ?.split(',')
        .map((part) => part.trim())
        .filter((part) => part !== ''),
    isRange: isSubnet,
    warn,
    tell: (name, message) => say('information', name, message),
  };
};
