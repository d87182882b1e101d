import type { Page } from '@playwright/test';

/** Those since the last time, in milliseconds. */
export const tasksOf = (page: Page): Promise<readonly number[]> =>
  page.evaluate(() => {
    const all = (window as unknown as { tasks: number[] }).tasks;
    return all.splice(0, all.length);
  });

/** In the page: gathers the tasks of more than 50 ms, as the browser itself counts them. */
export const watchTasks = (): void => {
  const tasks: number[] = [];
  Object.assign(window, { tasks });
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) tasks.push(duration);
  }).observe({ type: 'longtask' });
};
