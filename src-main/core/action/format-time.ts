const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/**
 * A moment in UTC as `%START_TIME(format)%` prints it: `strftime` letters and `%1f` to `%9f` for fractions of a second.
 * Without format: `2026-08-22T15:00:18.123Z`. Unknown letters stay as written.
 */
export const formatTime = (milliseconds: number, format?: string): string => {
  const at = new Date(milliseconds);
  // A moment outside what a Date can say would throw below.
  if (Number.isNaN(at.getTime())) return '';
  if (format === undefined || format === '') return at.toISOString();
  return format.replace(/%([1-9]?f|[A-Za-z%])/g, (whole, letter: string) => part(at, letter) ?? whole);
};

const part = (at: Date, letter: string): string | undefined => {
  const two = (value: number, fill = '0') => String(value).padStart(2, fill);
  const day = days[at.getUTCDay()] ?? '';
  const month = months[at.getUTCMonth()] ?? '';
  if (letter.endsWith('f') && letter.length === 2) {
    return `${String(at.getUTCMilliseconds()).padStart(3, '0')}000000`.slice(0, Number(letter[0]));
  }
  switch (letter) {
    case 'Y':
      return String(at.getUTCFullYear());
    case 'y':
      return two(at.getUTCFullYear() % 100);
    case 'm':
      return two(at.getUTCMonth() + 1);
    case 'd':
      return two(at.getUTCDate());
    case 'e':
      return two(at.getUTCDate(), ' ');
    case 'H':
      return two(at.getUTCHours());
    case 'I':
      return two(at.getUTCHours() % 12 || 12);
    case 'M':
      return two(at.getUTCMinutes());
    case 'S':
      return two(at.getUTCSeconds());
    case 'f':
      return `${String(at.getUTCMilliseconds()).padStart(3, '0')}000000`;
    case 'p':
      return at.getUTCHours() < 12 ? 'AM' : 'PM';
    case 'a':
      return day.slice(0, 3);
    case 'A':
      return day;
    case 'b':
    case 'h':
      return month.slice(0, 3);
    case 'B':
      return month;
    case 'F':
      return at.toISOString().slice(0, 10);
    case 'T':
      return at.toISOString().slice(11, 19);
    case 'R':
      return at.toISOString().slice(11, 16);
    case 'D':
      return `${two(at.getUTCMonth() + 1)}/${two(at.getUTCDate())}/${two(at.getUTCFullYear() % 100)}`;
    case 'j':
      return String(Math.floor((at.getTime() - Date.UTC(at.getUTCFullYear(), 0, 1)) / 86_400_000) + 1).padStart(3, '0');
    case 's':
      return String(Math.floor(at.getTime() / 1000));
    case 'z':
      return '+0000';
    case 'Z':
      return 'UTC';
    case 'n':
      return '\n';
    case 't':
      return '\t';
    case '%':
      return '%';
    default:
      return undefined;
  }
};
