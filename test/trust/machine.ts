import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Elevate, ElevatedStep } from '../../src-main/elevate/elevate.ts';
import { createLocalCa, type LocalCa } from '../../src-main/gateway/tls/local-ca.ts';
import { type Certificate, certificateOf } from '../../src-main/trust/certificate.ts';
import type { StoreWorld } from '../../src-main/trust/store.ts';
import type { Ran, TrustOs } from '../../src-main/trust/trust-os.ts';
import type { Wanted } from '../../src-main/trust/trust-stores.ts';

/** A folder of the test's own. */
export const ownFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-trust-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

export type Machine = {
  readonly os: TrustOs;
  /** What was carried out, in order. */
  readonly ran: readonly (readonly string[])[];
};

/** A machine in memory: its files, and what its programs answer. A program that is not mentioned is not installed. */
export const machine = (options: {
  readonly platform: NodeJS.Platform;
  readonly home?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly files?: Record<string, string>;
  readonly readOnly?: readonly string[];
  readonly unguarded?: readonly string[];
  readonly programs?: Readonly<Record<string, (args: readonly string[]) => Partial<Ran>>>;
}): Machine => {
  const {
    platform,
    home = '/home/ada',
    environment = {},
    files = {},
    readOnly = [],
    unguarded = [],
    programs = {},
  } = options;
  const ran: (readonly string[])[] = [];
  const temporary = '/tmp/given.pem';
  const nameOf = (path: string) =>
    path
      .split(/[\\/]/)
      .at(-1)
      ?.replace(/\.exe$/, '') ?? path;
  const isThere = (path: string) => path in files || Object.keys(files).some((file) => file.startsWith(`${path}/`));
  const run = async (program: string, args: readonly string[]): Promise<Ran> => {
    ran.push([nameOf(program), ...args]);
    const answer = programs[nameOf(program)]?.(args) ?? { code: 127, errors: 'not found' };
    return { code: 0, output: '', errors: '', ...answer };
  };
  return {
    ran,
    os: {
      platform,
      environment,
      home,
      find: async (program) => (program in programs ? `/usr/bin/${program}` : undefined),
      findOfSystem: async (program) => (program in programs ? `/usr/sbin/${program}` : undefined),
      guarded: async (path) => !unguarded.includes(path),
      run,
      runOn: async (_, program, args) => run(program, args),
      read: async (file) => files[file],
      list: async (folder) =>
        Object.keys(files).flatMap((file) =>
          file.startsWith(`${folder}/`) ? [file.slice(folder.length + 1).split('/')[0] ?? ''] : [],
        ),
      exists: async (path) => isThere(path),
      writable: async (path) => isThere(path) && !readOnly.includes(path),
      real: async (path) => path,
      makeFolder: async (folder) => {
        files[`${folder}/.`] = '';
      },
      withFile: async (text, work) => {
        files[temporary] = text;
        try {
          return await work(temporary);
        } finally {
          delete files[temporary];
        }
      },
    },
  };
};

/** Nobody gives any rights; `steps` are what was asked for. */
export const asked = (answer: Awaited<ReturnType<Elevate>> = { is: 'declined' }) => {
  const steps: ElevatedStep[] = [];
  const elevate: Elevate = async (step) => {
    steps.push(step);
    return answer;
  };
  return { elevate, steps };
};

export const worldOf = (os: TrustOs, more: Partial<StoreWorld> = {}): StoreWorld => ({
  os,
  elevate: asked().elevate,
  canAsk: async () => true,
  ...more,
});

/** What stores are to be given: a limited certificate of an authority. */
export const wantedOf = async (ca: LocalCa, domains: readonly string[]): Promise<Wanted> => ({
  certificate: known(await ca.limitedTo(domains)),
  domains,
  file: '/data/ca-limited.pem',
  whole: known(await ca.certificate()),
  wholeFile: '/data/ca.pem',
});

export const newCa = (): LocalCa => createLocalCa({ clock: Date.now });

export const known = (pem: string): Certificate => {
  const certificate = certificateOf(pem);
  if (certificate === undefined) throw new Error('this is no certificate');
  return certificate;
};
