import type { HarFile, InputOf, TrafficPage } from '#contract/contract.ts';
import type { Result } from '#core/failure.ts';
import type { ExchangeDetails } from '#core/traffic/exchange-details.ts';
import { harEntry, harText } from '#core/traffic/har.ts';
import { rowsOf } from '#core/traffic/row-sheet.ts';

/** What is known of the traffic, as the log has it. */
export type HarSource = {
  readonly rows: (from: number, count: number) => Promise<TrafficPage>;
  readonly details: (id: number, reveal?: true) => Promise<Result<ExchangeDetails>>;
};

/** What a file holds at most, in characters: more is read by no tool that people open it with. */
const largest = 64 * 1024 * 1024;
/** Between two pauses, in which the gateway serves: about as much as takes some milliseconds. */
const piece = { entries: 50, characters: 512 * 1024 };

/**
 * A HAR 1.2 file of the exchanges `ids`, or of all, oldest first. Where they are too many for one file it holds the newest, and says so.
 * Credentials and fields with the names of secrets are hidden unless `reveal` asks for them. Made piece by piece, so that nothing waits.
 */
export const exportHar = async (
  { ids, reveal }: InputOf<'traffic.har'>,
  source: HarSource,
  { version, limit = largest }: { readonly version: string; readonly limit?: number },
): Promise<Result<HarFile>> => {
  const wanted = [...(ids ?? (await allIds(source)))];
  const entries: string[] = [];
  let [size, left, begun, full] = [0, 0, 0, false];
  for (let at = wanted.length - 1; at >= 0 && !full; at--) {
    const details = await source.details(wanted[at] as number, reveal);
    const entry = details.ok ? harEntry(details.value, { reveal: reveal === true }) : undefined;
    // A connection without HTTP has no entry; what is no longer kept is nowhere.
    if (entry === undefined) {
      left += 1;
      continue;
    }
    const text = JSON.stringify(entry);
    full = size + text.length > limit && entries.length > 0;
    if (full) left += at + 1;
    else entries.push(text);
    size += text.length;
    if (entries.length % piece.entries === 0 || size - begun > piece.characters) {
      begun = size;
      await new Promise((done) => setImmediate(done));
    }
  }
  const comment = [
    reveal ? 'with all secrets' : 'credentials and fields with the names of secrets read [redacted]',
    full
      ? `the newest ${entries.length} of ${wanted.length} exchanges, because a file holds at most ${sizeOf(limit)}`
      : '',
  ]
    .filter(Boolean)
    .join('; ');
  const text = harText(entries.reverse(), version, comment);
  return { ok: true, value: { text, entries: entries.length, left, ...(full && { full: true }) } };
};

const sizeOf = (limit: number): string => `${Math.round(limit / 1024 / 1024)} MiB`;

const allIds = async ({ rows }: HarSource): Promise<readonly number[]> => {
  const ids: number[] = [];
  let from = 0;
  for (;;) {
    const page = await rows(from, 20_000);
    const found = rowsOf(page.rows);
    for (const { id } of found) ids.push(id);
    from = page.first + found.length;
    if (found.length === 0 || from >= page.next) return ids;
  }
};
