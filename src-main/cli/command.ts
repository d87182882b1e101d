import { parseArgs } from 'node:util';
import type { Terminal } from './terminal.ts';

/** One word after `slipway`: what it does, and how its options are written. Its help is made from this. */
export type Command = {
  readonly name: string;
  readonly summary: string;
  /** What follows the name, as in `[FILE|DIR…] METHOD URL`. */
  readonly operands: string;
  readonly options: Readonly<Record<string, Option>>;
  /** Sentences below the options. */
  readonly remarks: readonly string[];
  /** The exit code: 0 done, 1 errors in the input or the world, 2 wrong use. */
  readonly run: (call: Call, terminal: Terminal) => Promise<number>;
};

export type Option = {
  readonly type: 'boolean' | 'string';
  readonly multiple?: boolean;
  readonly short?: string;
  /** How the value is called in the help: `80=8080`. */
  readonly value?: string;
  readonly help: string;
};

/** What was written behind the command. */
export type Call = {
  readonly operands: readonly string[];
  readonly flag: (option: string) => boolean;
  readonly value: (option: string) => string | undefined;
  readonly values: (option: string) => readonly string[];
};

/** The person wrote something that cannot be meant; caught once, answered with its message and exit code 2. */
export class WrongUse extends Error {}

/** Reads the arguments behind a command's name. Throws `WrongUse`. */
export const readCall = (command: Command, args: readonly string[]): Call => {
  const options = Object.fromEntries(
    Object.entries(command.options).map(([name, { type, multiple = false, short }]) => [
      name,
      { type, multiple, ...(short === undefined ? {} : { short }) },
    ]),
  );
  const { values, positionals } = parse(args, options);
  return {
    operands: positionals,
    flag: (option) => values[option] === true,
    value: (option) => {
      const value = values[option];
      return typeof value === 'string' ? value : undefined;
    },
    values: (option) => {
      const value = values[option];
      return Array.isArray(value) ? value.map(String) : [];
    },
  };
};

const parse = (args: readonly string[], options: NonNullable<Parameters<typeof parseArgs>[0]>['options']) => {
  try {
    return parseArgs({ args: [...args], options: options ?? {}, allowPositionals: true, strict: true });
  } catch (error) {
    throw new WrongUse(inWords(error instanceof Error ? error : new Error(String(error))));
  }
};

/** Node's sentences name its own settings; ours name the option and stop. */
const inWords = (error: Error): string => {
  const option = /'(-[^' ]*)/.exec(error.message)?.[1] ?? '';
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') return `unknown option "${option}"`;
  const long = /--[\w-]+/.exec(error.message)?.[0] ?? option;
  if (/does not take an argument/.test(error.message)) return `option "${long}" takes no value`;
  return `option "${long}" needs a value`;
};

/** Help for one command. */
export const helpOf = (command: Command): string => {
  const rows = Object.entries({ ...command.options, help: helpOption }).map(([name, option]): [string, string] => [
    `${option.short === undefined ? '' : `-${option.short}, `}--${name}${option.value === undefined ? '' : ` ${option.value}`}`,
    `${option.help}${option.multiple === true ? ' (may be repeated)' : ''}`,
  ]);
  const operands = command.operands === '' ? '' : ` ${command.operands}`;
  return [
    `slipway ${command.name}${operands} [options]`,
    '',
    `  ${command.summary}`,
    '',
    ...columns(rows),
    ...(command.remarks.length === 0 ? [] : ['', ...command.remarks]),
  ].join('\n');
};

const helpOption: Option = { type: 'boolean', short: 'h', help: 'show this help' };

/** Two columns, indented by two. */
export const columns = (rows: readonly (readonly [string, string])[]): readonly string[] => {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
};
