/** The gRPC status that stands for an HTTP status (reference 8.3; gRPC documentation, "HTTP to gRPC status code mapping"). */
export function grpcStatusOf(status: number): number {
  switch (status) {
    case 400:
      return 13;
    case 401:
      return 16;
    case 403:
      return 7;
    case 404:
      return 12;
    case 429:
    case 502:
    case 503:
    case 504:
      return 14;
    default:
      return 2;
  }
}

/** gRPC over HTTP/2, "Status-Message": UTF-8 with everything outside printable ASCII, and the percent sign, percent-encoded. */
export function percentEncoded(bytes: Uint8Array): string {
  let result = '';
  for (const byte of bytes) {
    if (byte >= 0x20 && byte <= 0x7e && byte !== 0x25) result += String.fromCharCode(byte);
    else result += `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return result;
}
