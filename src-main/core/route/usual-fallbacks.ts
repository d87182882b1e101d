/** Ports that are tried where a declared one cannot be had: what people expect in place of the ports of the web, else 8000 above. */
export const usualFallbacks = (declared: number): readonly number[] => {
  if (declared === 80) return [8080];
  if (declared === 443) return [8443];
  return declared + 8000 <= 65535 ? [declared + 8000] : [];
};
