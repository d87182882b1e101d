import * as grpc from '@grpc/grpc-js';
import type { Answer, Sending } from './client.ts';
import type { Echoed } from './pod.ts';
import { grpcMethod } from './pod-grpc.ts';
import type { SuiteRequest } from './suite.ts';

/** A unary call by a real gRPC client. */
export function askGrpc({ path = '', authority, metadata = {} }: SuiteRequest, { at, host }: Sending): Promise<Answer> {
  const client = new grpc.Client(`${at.address}:${at.port}`, grpc.credentials.createInsecure(), {
    'grpc.default_authority': authority ?? host,
    // Clients of one process share connections, which would make them one client.
    'grpc.use_local_subchannel_pool': 1,
  });
  const sent = new grpc.Metadata();
  for (const [name, value] of Object.entries(metadata)) sent.set(name, value);
  const { requestSerialize, responseDeserialize } = grpcMethod(path);
  return new Promise<Answer>((resolve) => {
    client.makeUnaryRequest(
      path,
      requestSerialize,
      responseDeserialize,
      {},
      sent,
      { deadline: Date.now() + 10_000 },
      (error, answer) => {
        const code = grpc.status[error?.code ?? grpc.status.OK] ?? 'UNKNOWN';
        resolve({ is: 'grpc', code, details: error?.details ?? '', ...(answer ? { echoed: answer as Echoed } : {}) });
      },
    );
  }).finally(() => client.close());
}
