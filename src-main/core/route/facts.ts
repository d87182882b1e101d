/**
 * Header lines in the order of the wire: name, value, name, value …
 * One flat list, because both HTTP engines give and take headers this way; names in any case.
 */
export type HeaderLines = readonly string[];

/** What the listener knows about one request before anything has been decided. */
export type Facts = {
  /** `Listener.id`. */
  readonly listener: string;
  /** The SNI of the connection; absent on plaintext, empty when the client sent none. */
  readonly sni?: string;
  readonly tls: boolean;
  readonly method: string;
  /** The raw Host header (or the authority of an absolute-form target), with port and case as sent; absent when there was none. */
  readonly authority?: string;
  /** The request target in origin form, as received: path with query and fragment. */
  readonly target: string;
  readonly headers: HeaderLines;
  /** The address of the other end of the connection, without port; absent where nobody has connected. */
  readonly client?: string;
};
