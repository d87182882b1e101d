/**
 * The range that holds `port` in what `netsh int ipv4 show excludedportrange` prints, as `50000-50059`. The words around the numbers are in
 * the language of the system; rows are two numbers.
 */
export const excludedRange = (printed: string, port: number): string | undefined => {
  for (const line of printed.split('\n')) {
    const [, from, to] = /^\s*(\d{1,5})\s+(\d{1,5})\b/.exec(line) ?? [];
    if (from !== undefined && to !== undefined && Number(from) <= port && port <= Number(to)) return `${from}-${to}`;
  }
  return undefined;
};
