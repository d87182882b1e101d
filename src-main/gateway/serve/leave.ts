import { raise } from '../record.ts';
import type { Leaving } from './message.ts';
import type { Turn } from './turn.ts';

const ways = {
  disconnected: { flag: 'DC', details: 'downstream_remote_disconnect' },
  reset: { flag: 'DR', details: 'http2.remote_reset' },
  'broke-protocol': { flag: 'DPE', details: 'http2.codec_error' },
} as const;

/** The client takes no answer any more: the record says how it left (reference 8.6), and the turn is over. */
export function leave({ life, world }: Turn, how: Leaving): void {
  const { flag, details } = ways[how];
  raise(life, flag);
  life.details = details;
  world.recorder.finish(life);
}
