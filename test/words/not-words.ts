/** What the window shows and nobody translates: names and code, the same in every language. */
const names: ReadonlySet<string> = new Set([
  'Slipway',
  // Kinds of resources, as they are written in YAML.
  'Gateway',
  'VirtualService',
  'DestinationRule',
  'ServiceEntry',
  'Ingress',
  'Service',
  'Secret',
  // Types of conditions.
  'Programmed',
  'Accepted',
  // Keys of a keyboard, as `KeyboardEvent.key` has them.
  'Enter',
  'Home',
  'End',
  'Escape',
  'Tab',
  'Backspace',
  'Delete',
  // Header names that the code writes.
  'Host',
  // A field, and the end of the names of others.
  'spec',
  'Exact',
  'Type',
]);

/** The same, where there are many: percentiles, names of files, commands of the CLI, times, keys, selectors, media queries and lines of style sheets. */
const patterns: readonly RegExp[] = [
  /^p\d+$/,
  /^[\w./-]+\.yaml$/,
  /^slipway [a-z-]+$/,
  /^\d+ms$/,
  /^(Mod|Ctrl|Alt|Shift)\+/,
  /^input:not|^\(prefers-/,
  /^\d+px (dotted|solid|dashed) var\(/,
];

export const isName = (said: string): boolean => names.has(said) || patterns.some((one) => one.test(said));

/** Files whose strings are code for somebody else, with the reason. */
export const code: readonly { readonly file: RegExp; readonly why: string }[] = [
  { file: /^src-renderer\/state\/curl\.ts$/, why: 'shell commands' },
  { file: /^src-renderer\/state\/copy-as\.ts$/, why: 'programs and requests' },
  { file: /^src-renderer\/state\/build-draft\.ts$/, why: 'a diagnostic, English as all of them are' },
  { file: /^src-renderer\/state\/resource-states\.ts$/, why: 'names as the status has them' },
  { file: /^src-renderer\/panels\/editor\/(code|tooltip)-theme\.ts$/, why: 'style sheets' },
  { file: /^src-renderer\/panels\/editor\/phrases\.ts$/, why: 'the words by which a library asks for its own' },
  { file: /^src-renderer\/panels\/editor\/templates\.ts$/, why: 'YAML that is put into files' },
];
