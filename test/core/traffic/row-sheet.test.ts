import { expect, test } from 'vitest';
import { rowCount, rowsOf, sheetFrom, sheetOf, sheetTo, writeSheet } from '#core/traffic/row-sheet.ts';
import { rowOf, type TrafficRow } from '#core/traffic/traffic-row.ts';
import { exchange } from '../../app-world.ts';

const rows: readonly TrafficRow[] = [
  { ...rowOf(exchange(1)), started: 1_700_000_000_000, path: '/a?b=\u4e2d' },
  { ...rowOf(exchange(2)), started: 1_699_999_999_000, status: 0, stream: 'websocket', open: true, proxy: 'mesh' },
  { ...rowOf(exchange(3)), bytesSent: 2 ** 40, upstream: { cluster: 'c', attempts: 3 } },
];

test('rows come back from a sheet as they were, also by way of JSON', () => {
  const sheet = sheetOf(rows);
  expect(rowsOf(sheet)).toEqual(rows);
  expect(rowsOf(JSON.parse(JSON.stringify(sheet)))).toEqual(rows);
});

test('a part of a sheet has the rows from one index on, or before one', () => {
  const sheet = sheetOf(rows);
  expect([-1, 0, 1, 3, 9].map((at) => rowsOf(sheetFrom(sheet, at)).map(({ id }) => id))).toEqual([
    [1, 2, 3],
    [1, 2, 3],
    [2, 3],
    [],
    [],
  ]);
  expect([-1, 0, 1, 3, 9].map((at) => rowCount(sheetTo(sheet, at)))).toEqual([0, 0, 1, 3, 3]);
  expect(rowsOf(sheet, 2)).toEqual(rows.slice(2));
});

test('what many rows say alike is said once', () => {
  const sheet = writeSheet();
  const same = {};
  const {
    id: _,
    started: __,
    durationMs: ___,
    path,
    status,
    bytesReceived,
    bytesSent,
    upstream,
    ...kind
  } = rows[0] as TrafficRow;
  for (let id = 1; id <= 1_000; id++) {
    const number = sheet.kind(same, () => kind);
    sheet.row(number, path, id, 1_700_000_000_000 + id, 1, status, bytesReceived, bytesSent, 0);
  }
  const done = sheet.done();
  expect([done.kinds.length, rowCount(done)]).toEqual([1, 1_000]);
  expect(rowsOf(done).at(-1)).toMatchObject({ ...kind, id: 1_000, started: 1_700_000_001_000 });
  expect(JSON.stringify(done).length).toBeLessThan(JSON.stringify(rowsOf(done)).length / 4);
});
