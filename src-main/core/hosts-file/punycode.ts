/**
 * A label in the letters of the DNS: `bücher` becomes `xn--bcher-kva` (RFC 3492). What is ASCII stays as it is.
 * The caller has put the letters into lower case and composed form.
 */
export const asciiLabel = (label: string): string => {
  const points = [...label].map((char) => char.codePointAt(0) ?? 0);
  if (points.every((point) => point < initialN)) return label;
  const basic = points.filter((point) => point < initialN);
  let out = String.fromCodePoint(...basic);
  if (basic.length > 0) out += '-';
  let n = initialN;
  let delta = 0;
  let bias = initialBias;
  for (let handled = basic.length; handled < points.length; n++, delta++) {
    const next = Math.min(...points.filter((point) => point >= n));
    delta += (next - n) * (handled + 1);
    n = next;
    for (const point of points) {
      if (point < n) delta++;
      if (point !== n) continue;
      out += variableLength(delta, bias);
      bias = adapt(delta, handled + 1, handled === basic.length);
      delta = 0;
      handled++;
    }
  }
  return `xn--${out}`;
};

// RFC 3492 section 5.
const base = 36;
const tMin = 1;
const tMax = 26;
const skew = 38;
const damp = 700;
const initialBias = 72;
const initialN = 128;

const variableLength = (delta: number, bias: number): string => {
  let out = '';
  let q = delta;
  for (let k = base; ; k += base) {
    const t = Math.min(Math.max(k - bias, tMin), tMax);
    if (q < t) return out + digit(q);
    out += digit(t + ((q - t) % (base - t)));
    q = Math.floor((q - t) / (base - t));
  }
};

const digit = (value: number): string => String.fromCharCode(value < 26 ? value + 97 : value + 22);

const adapt = (first: number, points: number, isFirst: boolean): number => {
  let delta = Math.floor(first / (isFirst ? damp : 2));
  delta += Math.floor(delta / points);
  let k = 0;
  for (; delta > Math.floor(((base - tMin) * tMax) / 2); k += base) delta = Math.floor(delta / (base - tMin));
  return k + Math.floor(((base - tMin + 1) * delta) / (delta + skew));
};
