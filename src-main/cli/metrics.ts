import { type Command, WrongUse } from './command.ts';
import { pidOption, withRunning } from './running-slipway.ts';

/** The figures of the Slipway that runs, as Prometheus reads them. */
export const metrics: Command = {
  name: 'metrics',
  summary: 'requests, codes, flags and times of a Slipway that runs, for Prometheus',
  operands: '[FILE|DIR]',
  options: {
    json: { type: 'boolean', help: 'routes with rate, errors and percentiles instead, as JSON' },
    minutes: { type: 'string', value: 'N', help: 'with --json: so far back, 1 to 60; 5 unless said otherwise' },
    ...pidOption,
  },
  remarks: [
    'A Prometheus on this machine finds the same at "/metrics" of the address that "slipway run" prints.',
    'Names and labels are those of Istio’s standard metrics and of Envoy’s statistics.',
  ],
  run: (call, terminal) => {
    const minutes = Number(call.value('minutes') ?? '5');
    if (!Number.isInteger(minutes) || minutes < 1 || minutes > 60)
      throw new WrongUse(`"--minutes ${call.value('minutes')}" is no number from 1 to 60`);
    return withRunning(call, call.operands, terminal, async (ask) => {
      if (call.flag('json')) terminal.answer(JSON.stringify(await ask('metrics.figures', { minutes }), null, 2));
      else terminal.answer((await ask('metrics.text', null)).text.trimEnd());
      return 0;
    });
  },
};
