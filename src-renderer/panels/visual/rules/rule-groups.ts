/** Which fields of a rule stand together; what nobody has named here stands under the last heading. */
const groups = [
  { id: 'way', fields: ['rewrite', 'headers', 'filters'] },
  { id: 'time', fields: ['timeout', 'timeouts', 'retries', 'retry', 'fault'] },
  { id: 'copies', fields: ['mirror', 'mirrors', 'mirrorPercentage', 'mirrorPercent'] },
  { id: 'origins', fields: ['corsPolicy'] },
] as const;

/** `id`: the key of its heading, `visual:group.<id>`. */
export type FieldGroup = { readonly id: (typeof groups)[number]['id'] | 'other'; readonly fields: readonly string[] };

/** The headings under which a rule's fields are shown, each with at least one field. */
export const groupsOf = (fields: readonly string[]): readonly FieldGroup[] => {
  const named = groups.map(
    ({ id, fields: wanted }): FieldGroup => ({ id, fields: wanted.filter((name) => fields.includes(name)) }),
  );
  const rest = fields.filter((name) => !named.some((group) => group.fields.includes(name)));
  const all: readonly FieldGroup[] = [...named, { id: 'other', fields: rest }];
  return all.filter((group) => group.fields.length > 0);
};
