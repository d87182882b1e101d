import type { RouteTestResult } from '#core/route/route-tests.ts';

/** A line of the list: a file with its counts, or one request. */
export type ListRow =
  | {
      readonly is: 'file';
      readonly key: string;
      readonly file: string;
      readonly count: number;
      readonly failing: number;
    }
  | { readonly is: 'test'; readonly key: string; readonly result: RouteTestResult };

/** The results under their files, both in their order. A key stays the same while the test keeps its place among those of its file. */
export const rowsOf = (results: readonly RouteTestResult[], onlyFailing: boolean): readonly ListRow[] =>
  [...Map.groupBy(results, ({ test }) => test.place.file)].flatMap(([file, own]): readonly ListRow[] => {
    const rows = own.flatMap((result, at): readonly ListRow[] =>
      onlyFailing && result.faults.length === 0 ? [] : [{ is: 'test', key: `${file} ${at}`, result }],
    );
    if (rows.length === 0) return [];
    const failing = own.filter(({ faults }) => faults.length > 0).length;
    return [{ is: 'file', key: file, file, count: own.length, failing }, ...rows];
  });
