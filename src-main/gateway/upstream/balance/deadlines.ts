/** Hands out items in proportion to their weights, evenly mixed: each comes again after `1 / weight`, the earliest first. */
export type Deadlines<T> = { readonly next: () => T | undefined };

type Entry<T> = { readonly item: T; deadline: number; order: number };

/**
 * Earliest deadline first, as Envoy schedules. A weight is asked for whenever its item has been handed out, so that it may change;
 * it must be above 0. `skip` items are handed out beforehand, so that two schedules of the same items need not agree.
 */
export function createDeadlines<T>(items: readonly T[], weightOf: (item: T) => number, skip: number): Deadlines<T> {
  const heap: Entry<T>[] = [];
  let now = 0;
  let count = 0;
  const push = (entry: Entry<T>) => {
    let at = heap.push(entry) - 1;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (!earlier(entry, heap[above] as Entry<T>)) break;
      heap[at] = heap[above] as Entry<T>;
      at = above;
    }
    heap[at] = entry;
  };
  /** Moves the first entry down to where it belongs. */
  const sink = (entry: Entry<T>) => {
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      if (below >= heap.length) break;
      if (below + 1 < heap.length && earlier(heap[below + 1] as Entry<T>, heap[below] as Entry<T>)) below++;
      if (!earlier(heap[below] as Entry<T>, entry)) break;
      heap[at] = heap[below] as Entry<T>;
      at = below;
    }
    heap[at] = entry;
  };
  for (const item of items) push({ item, deadline: 1 / weightOf(item), order: count++ });
  const next = () => {
    const first = heap[0];
    if (!first) return undefined;
    now = first.deadline;
    first.deadline = now + 1 / weightOf(first.item);
    first.order = count++;
    sink(first);
    return first.item;
  };
  for (let i = 0; i < skip; i++) next();
  return { next };
}

const earlier = (a: Entry<unknown>, b: Entry<unknown>): boolean =>
  a.deadline < b.deadline || (a.deadline === b.deadline && a.order < b.order);
