import type { UpstreamState } from '#core/traffic/upstream-state.ts';
import type { Command } from './command.ts';
import { pidOption, withRunning } from './running-slipway.ts';
import { upstreamLines } from './upstream-lines.ts';

/** Endpoints, their health, and what goes on at them, of the Slipway that runs. */
export const upstreams: Command = {
  name: 'upstreams',
  summary: 'endpoints, health and load of a Slipway that runs',
  operands: '[FILE|DIR]',
  options: {
    json: { type: 'boolean', help: 'everything that is known, as one JSON array' },
    ...pidOption,
  },
  remarks: [
    'Where several run, the file or folder that one of them serves says which is meant.',
    'ACTIVE, CONN and PENDING are of now; a limit stands behind the stroke.',
    'REQUESTS counts attempts since the endpoint is known, refused ones too; SUCCESS leaves out those that a limit refused or that are under way.',
  ],
  run: (call, terminal) =>
    withRunning(call, call.operands, terminal, async (ask) => {
      const states = await ask('gateway.upstreams', null);
      terminal.answer(call.flag('json') ? JSON.stringify(states, null, 2) : sayStates(states));
      return 0;
    }),
};

const sayStates = (states: readonly UpstreamState[]): string =>
  states.length === 0 ? 'no route or service names an upstream' : upstreamLines(states, Date.now()).join('\n');
