import type { Mirror } from '../route/table.ts';
import type { Dice } from '../world.ts';
import { happens, sayShare } from './chance.ts';
import { sayDestination } from './say-destination.ts';

/** The mirrors that get a copy of one request, each drawn for itself (reference 5.12). */
export const drawMirrors = (mirrors: readonly Mirror[], dice: Dice): readonly Mirror[] =>
  mirrors.filter(({ perMillion }) => happens(perMillion, dice));

/** `copy 50% to recipes.default.svc.cluster.local:8000`. */
export const explainMirror = (mirror: Mirror): string =>
  `copy ${sayShare(mirror.perMillion)} to ${sayDestination(mirror)}`;
