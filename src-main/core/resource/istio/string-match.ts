import { type Infer, object, optional, string } from '../../schema/schema.ts';

/** One text condition (reference 1.3). Empty means "is present" for headers and query parameters, and nothing for the rest. */
export const stringMatch = object(
  'StringMatch',
  {
    exact: optional(string(), 'Matches when the text is exactly this one.'),
    prefix: optional(string(), 'Matches when the text begins with this one, character by character.'),
    regex: optional(string(), 'Matches when the whole text fits this RE2 regular expression.'),
  },
  [['exact', 'prefix', 'regex']],
);

export type StringMatch = Infer<typeof stringMatch>;
