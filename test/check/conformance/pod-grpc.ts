import * as grpc from '@grpc/grpc-js';
import type { Echoed } from './pod.ts';

const write = (message: unknown): Buffer => Buffer.from(JSON.stringify(message));
const read = (bytes: Buffer): unknown => (bytes.length === 0 ? {} : JSON.parse(bytes.toString()));

/** What gRPC calls of the suite look like here: JSON in place of protobuf, because both ends are ours. */
export const grpcMethod = (path: string) => ({
  path,
  requestStream: false,
  responseStream: false,
  requestSerialize: write,
  requestDeserialize: read,
  responseSerialize: write,
  responseDeserialize: read,
});

const service = 'gateway_api_conformance.echo_basic.grpcecho.GrpcEcho';

/** The gRPC echo service of the suite: `Echo` and `EchoTwo` answer, `EchoThree` is there without being implemented. */
export async function startGrpcEcho(
  who: Pick<Echoed, 'pod' | 'namespace'>,
  tls?: { readonly cert: string; readonly key: string },
): Promise<{ readonly port: number; readonly close: () => void }> {
  const server = new grpc.Server();
  const handle = (path: string) => (call: grpc.ServerUnaryCall<unknown, Echoed>, done: grpc.sendUnaryData<Echoed>) => {
    const headers = Object.fromEntries(
      Object.keys(call.metadata.getMap()).map((name) => [name, call.metadata.get(name).map(String)]),
    );
    done(null, { ...who, method: 'POST', path, host: call.getHost(), headers });
  };
  const paths = { echo: `/${service}/Echo`, echoTwo: `/${service}/EchoTwo` };
  server.addService({ echo: grpcMethod(paths.echo), echoTwo: grpcMethod(paths.echoTwo) }, {
    echo: handle(paths.echo),
    echoTwo: handle(paths.echoTwo),
  } as never);
  const credentials = tls
    ? grpc.ServerCredentials.createSsl(null, [{ cert_chain: Buffer.from(tls.cert), private_key: Buffer.from(tls.key) }])
    : grpc.ServerCredentials.createInsecure();
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', credentials, (error, bound) => (error ? reject(error) : resolve(bound))),
  );
  return { port, close: () => server.forceShutdown() };
}
