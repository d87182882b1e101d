/** Which fields of a rule stand together; what nobody has named here stands under the last heading. */
const groups = [
  { title: 'Changes on the way', fields: ['rewrite', 'headers', 'filters'] },
  { title: 'Time and failure', fields: ['timeout', 'timeouts', 'retries', 'retry', 'fault'] },
  { title: 'Copies', fields: ['mirror', 'mirrors', 'mirrorPercentage', 'mirrorPercent'] },
  { title: 'Browsers of other origins', fields: ['corsPolicy'] },
] as const;

export type FieldGroup = { readonly title: string; readonly fields: readonly string[] };

/** The headings under which a rule's fields are shown, each with at least one field. */
export const groupsOf = (fields: readonly string[]): readonly FieldGroup[] => {
  const named = groups.map(
    ({ title, fields: wanted }): FieldGroup => ({ title, fields: wanted.filter((name) => fields.includes(name)) }),
  );
  const rest = fields.filter((name) => !named.some((group) => group.fields.includes(name)));
  return [...named, { title: 'Other fields', fields: rest }].filter((group) => group.fields.length > 0);
};
