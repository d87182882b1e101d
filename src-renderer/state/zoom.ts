import { settingRules } from '#contract/settings.ts';

/** The steps of browsers, within what the setting allows; in percent. */
const steps: readonly number[] = [50, 67, 75, 80, 90, 100, 110, 125, 150, 175, 200];

/** The next step from here; the last is as far as it goes. */
export const zoomIn = (zoom: number): number => steps.find((step) => step > zoom) ?? settingRules.zoom.most;
export const zoomOut = (zoom: number): number => steps.findLast((step) => step < zoom) ?? settingRules.zoom.least;
