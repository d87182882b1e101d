import type { Context } from './context.ts';
import type { Front } from './fronts.ts';
import type { Draft } from './write-document.ts';

export const toIngresses = (_context: Context, _fronts: readonly Front[]): readonly Draft[] => [];
