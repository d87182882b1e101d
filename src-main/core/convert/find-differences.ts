import { readFile } from '../resource/read-file.ts';
import type { Resource } from '../resource/resource.ts';
import { compile } from '../route/compile.ts';
import { load } from '../route/load.ts';
import type { WrittenRequest } from '../route/request-facts.ts';
import type { Table } from '../route/table.ts';
import { type Snapshot, takeSnapshot } from '../snapshot/snapshot.ts';
import { type Answer, answerOf } from './answer-of.ts';
import { literalRequests } from './literal-requests.ts';
import { withSecrets, withStandIns } from './stand-ins.ts';

/** A request that is not answered by the new documents as it was before. */
export type Difference = { readonly request: WrittenRequest; readonly before: Answer; readonly after: Answer };

/** Runs the same requests, made of the literals of both, through both tables. */
export const findDifferences = (
  before: Table,
  after: Table,
  requests: readonly WrittenRequest[] = literalRequests([before, after]),
): readonly Difference[] => {
  const [old, young] = [load(before), load(after)];
  return requests.flatMap((request): Difference[] => {
    const [was, is] = [answerOf(old, request), answerOf(young, request)];
    return was.said === is.said ? [] : [{ request, before: was, after: is }];
  });
};

/** The table of new documents, in place of all routes and Gateways, and as if everything that they name were there. */
export const tableOf = (text: string, snapshot: Snapshot): Table => {
  const { items } = readFile({ file: 'converted.yaml', text });
  const own = items.flatMap(({ resource }) => (resource ? [resource] : []));
  const read = takeSnapshot(own).value;
  const together: Snapshot = {
    ...snapshot,
    gateways: read.gateways,
    virtualServices: read.virtualServices,
    ingresses: read.ingresses,
    gatewayApi: {
      ...read.gatewayApi,
      classes: snapshot.gatewayApi.classes,
      grants: [...snapshot.gatewayApi.grants, ...read.gatewayApi.grants],
    },
  };
  const whole = own
    .filter(({ kind }) => kind === 'HTTPRoute')
    .reduce((all: Snapshot, one: Resource) => withStandIns(all, one, 'HTTPRoute'), withSecrets(together));
  return compile(whole).value;
};
