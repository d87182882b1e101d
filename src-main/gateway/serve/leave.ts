import { raise } from '../record.ts';
import type { Turn } from './turn.ts';

/** The client went away before there was an answer. */
export function leave({ life, world }: Turn): void {
  raise(life, 'DC');
  life.details = 'downstream_remote_disconnect';
  world.recorder.finish(life);
}
