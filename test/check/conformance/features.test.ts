import { expect, test } from 'vitest';
import { supportedFeatures } from '#core/snapshot/gateway-api/features.ts';
import { findCases } from '../golden-files.ts';
import { withoutMeaning } from './features.ts';

test('every feature of the Gateway API that is claimed is shown by a golden case', () => {
  const shown = new Set(findCases().flatMap(({ file }) => file.features));
  expect(supportedFeatures.filter((feature) => !shown.has(feature))).toEqual([]);
});

test('no feature is claimed that has no meaning here', () => {
  expect(supportedFeatures.filter((feature) => withoutMeaning[feature] !== undefined)).toEqual([]);
});
