import { type Infer, integer, map, object, optional, string } from '../../schema/schema.ts';

/** Reference 1.5: one workload, as a resource of its own or as an endpoint of a ServiceEntry. */
export const workloadEntrySpec = object('WorkloadEntry', {
  address: optional(string(), 'An IP address, a host name, or "unix://" with the path of a socket.'),
  ports: optional(map(integer(1, 65535)), 'The port of the workload for each named port of the service.'),
  labels: optional(map(string()), 'Labels by which services and subsets choose it.'),
  network: optional(string(), 'The network it is in.', {
    fidelity: 'ignored',
    note: 'there is one network here, and every address is dialled directly',
  }),
  locality: optional(string(), 'Where it is, as "region/zone/subzone".'),
  weight: optional(integer(0, 4_294_967_295), 'Its share of the requests.', { default: '1' }),
  serviceAccount: optional(string(), 'The account it runs under.', {
    fidelity: 'ignored',
    note: 'it concerns the certificates of a mesh',
  }),
});

export type WorkloadEntrySpec = Infer<typeof workloadEntrySpec>;
