import type { Failure } from '#core/failure.ts';

export const gone: Failure = {
  code: 'traffic/gone',
  message: 'this exchange is no longer kept: newer ones have taken its place',
};
