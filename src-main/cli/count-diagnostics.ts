import type { Diagnostic, Severity } from '#core/text/diagnostic.ts';

export type Counts = { readonly errors: number; readonly warnings: number; readonly information: number };

export const countDiagnostics = (diagnostics: readonly Diagnostic[]): Counts => {
  const of = (severity: Severity): number => diagnostics.filter((one) => one.severity === severity).length;
  return { errors: of('error'), warnings: of('warning'), information: of('information') };
};

/** `2 errors, 1 warning`; `no problems` for none. */
export const sayCounts = ({ errors, warnings, information }: Counts): string => {
  const words = [
    ...(errors === 0 ? [] : [plural(errors, 'error')]),
    ...(warnings === 0 ? [] : [plural(warnings, 'warning')]),
    ...(information === 0 ? [] : [`${information} information`]),
  ];
  return words.length === 0 ? 'no problems' : words.join(', ');
};

export const plural = (count: number, word: string, several = `${word}s`): string =>
  `${count} ${count === 1 ? word : several}`;

/** One line for commands whose answer is something else: that the YAML has errors and where to see them. Undefined without errors. */
export const sayErrors = (diagnostics: readonly Diagnostic[]): string | undefined => {
  const { errors } = countDiagnostics(diagnostics);
  if (errors === 0) return undefined;
  return `slipway: the YAML has ${plural(errors, 'error')}, and what they are in is left out; "slipway check" shows them`;
};
