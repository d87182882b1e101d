import { build } from '#core/build.ts';
import type { ResourceStatus } from '#core/snapshot/status.ts';
import type { Command } from './command.ts';
import { sayErrors } from './count-diagnostics.ts';
import { readSources } from './read-sources.ts';
import { statusLines } from './status-lines.ts';

/** The statuses of the resources that have one in Kubernetes. */
export const status: Command = {
  name: 'status',
  summary: 'show the status of Gateways, routes and policies: their conditions, addresses and attached routes',
  operands: '[FILE|DIR…]',
  options: { json: { type: 'boolean', help: 'one JSON object in the shape of Kubernetes' } },
  remarks: ['Exit code: 0, or 1 where a file cannot be read; `check` tells errors.'],
  run: async (call, terminal) => {
    const { sources, failures } = await readSources(call.operands, terminal);
    const { statuses, diagnostics } = build(sources);
    if (call.flag('json')) {
      terminal.answer(JSON.stringify({ apiVersion: 'v1', kind: 'List', items: statuses.map(objectOf) }, null, 2));
    } else if (statuses.length === 0) terminal.answer('no resource has a status');
    else terminal.answer(statusLines(statuses, terminal.colour).join('\n'));
    for (const { message } of failures) terminal.note(`slipway: ${message}`);
    const errors = sayErrors(diagnostics);
    if (errors !== undefined) terminal.note(errors);
    return failures.length > 0 ? 1 : 0;
  },
};

/** As the API of Kubernetes would give it, without what it is the status of. */
const objectOf = ({ apiVersion, kind, namespace, name, status: body }: ResourceStatus) => ({
  apiVersion,
  kind,
  metadata: { name, ...(namespace && { namespace }) },
  status: body,
});
