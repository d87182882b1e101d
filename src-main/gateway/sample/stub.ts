import type { Stub } from '#core/route/cluster-policy.ts';
import { pause } from './httpbin/route.ts';
import type { SampleService } from './sample-server.ts';

/**
 * Answers every request alike, whatever its method and path are; `HEAD`, 204 and 304 without a body. A body that is sent is read and dropped.
 * In HTTP/2 an answer without a body is one frame, so that headers with a `grpc-status` are an answer to gRPC.
 */
export function createStub({ status, headers, body, delayMs }: Stub): SampleService {
  const bytes = Buffer.from(body, 'utf8');
  const lines = headers.flat();
  const hasBody = status !== 204 && status !== 304;
  return {
    handle: async ({ raw }, response) => {
      raw.resume();
      if (delayMs > 0 && !(await pause(delayMs, response))) return;
      if (raw.httpVersionMajor === 2 && bytes.length === 0) {
        response.statusCode = status;
        for (const [name, line] of headers) response.setHeader(name, line);
        return void response.end();
      }
      response.writeHead(status, hasBody ? [...lines, 'content-length', String(bytes.length)] : lines);
      response.end(hasBody ? bytes : undefined);
    },
  };
}
