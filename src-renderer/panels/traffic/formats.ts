/** Time of day as the clock on the wall has it, and the milliseconds for those who have room. */
export const timeOfDay = (epochMs: number): { readonly seconds: string; readonly milliseconds: string } => {
  const at = new Date(epochMs);
  const two = (part: number) => String(part).padStart(2, '0');
  return {
    seconds: `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`,
    milliseconds: `.${String(at.getMilliseconds()).padStart(3, '0')}`,
  };
};

export const duration = (ms: number): string => {
  if (ms < 1) return '<1 ms';
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  return `${(ms / 1000).toFixed(ms < 9_995 ? 2 : 1)} s`;
};

export const bytes = (count: number): string => {
  if (count < 1024) return `${count} B`;
  return count < 1024 * 1024 ? `${(count / 1024).toFixed(1)} KiB` : `${(count / 1024 / 1024).toFixed(1)} MiB`;
};
