import type { HeaderLines } from '../route/facts.ts';
import type { Exchange } from './exchange.ts';

/**
 * Everything that is known about one exchange. Plain JSON. Values of credentials are `[redacted]` unless they were asked for.
 * What a client said is in `exchange`; `sent` and `received` are the side between the gateway and the service, of the last attempt.
 */
export type ExchangeDetails = {
  readonly exchange: Exchange;
  /** As the service received it; absent where nothing was sent. */
  readonly sent?: {
    readonly method: string;
    readonly path: string;
    readonly authority: string;
    readonly headers: HeaderLines;
  };
  /** As the service answered, before any step changed it. */
  readonly received?: { readonly status: number; readonly headers: HeaderLines };
  readonly requestBody?: CapturedBody;
  /** As the client got it. */
  readonly responseBody?: CapturedBody;
  readonly requestTrailers?: HeaderLines;
  readonly responseTrailers?: HeaderLines;
  /** WebSocket messages, events and gRPC messages, oldest first; at most the newest thousand. */
  readonly messages?: readonly CapturedMessage[];
  /** Messages before those in `messages`. */
  readonly messagesDropped?: number;
};

/** The beginning of a body, at most as much as the settings say. */
export type CapturedBody = {
  /** Base64, with the content encoding (gzip, br, deflate, zstd) taken off where all of it is here. */
  readonly content: string;
  /** Bytes of the whole body as they passed the gateway. */
  readonly size: number;
  /** There was more than is here. */
  readonly truncated: boolean;
  readonly contentType?: string;
  /** What was taken off, or what is still on it (`decoded: false`). */
  readonly encoding?: { readonly name: string; readonly decoded: boolean };
};

/** One message of a stream. */
export type CapturedMessage = {
  /** Milliseconds since the exchange began. */
  readonly at: number;
  readonly from: 'client' | 'service';
  /** `ping`, `pong` and `close` come from WebSockets. */
  readonly kind: 'text' | 'binary' | 'ping' | 'pong' | 'close' | 'event' | 'grpc';
  /** Text as it is, of `close` its status code and reason (`1000 bye`), everything else as base64; at most 16 KiB of it, of gRPC as far as the body was kept. */
  readonly content: string;
  readonly size: number;
  readonly truncated: boolean;
  /** Of a server-sent event. */
  readonly event?: string;
  readonly eventId?: string;
  /** Of a gRPC message whose type is known: its content as JSON. */
  readonly decoded?: { readonly type: string; readonly json: string };
  readonly compressed?: boolean;
};
