import type { HeaderLines } from '../route/facts.ts';
import { maskJson } from './mask-json.ts';
import { isSecretHeader, redacted } from './redact-lines.ts';

/** What stands in place of a secret. */
export const masked = redacted;

/**
 * Names of fields that hold a secret, in queries, forms and JSON, however they are written (`api_key`, `apiKey`, `API-KEY`); `code` and
 * `state` are what OAuth hands over (RFC 6749 section 4.1.2), `sig` signs a URL.
 */
const secretNames =
  /^(code|state|sig|sid|pin|otp|nonce|auth|authorization|jwt|bearer|cookie|session|samlresponse|samlrequest|assertion)$|(password|passwd|passphrase|^pwd$|secret|token|credential|apikey|accesskey|privatekey|signingkey|signature|sessionid|sessionkey|cvv|cvc$|cardnumber)/;

/** Counts and kinds of tokens, which are none. */
const harmless =
  /^(token(type|s|count|expiry|expiresin)|(max|total|prompt|completion|input|output)tokens|nextpagetoken)$/;

/** Whether a field of this name holds a secret. */
export const isSecretName = (name: string): boolean => {
  const plain = name.toLowerCase().replace(/[^a-z0-9]/g, '');
  return secretNames.test(plain) && !harmless.test(plain);
};

/** Header lines without credentials: of cookies the names stay, of `Authorization` the scheme; URLs in other lines lose theirs too. */
export const maskHeaders = (lines: HeaderLines): HeaderLines =>
  lines.map((value, i) => (i % 2 === 0 ? value : maskHeader(lines[i - 1] ?? '', value)));

const maskHeader = (name: string, value: string): string => {
  const lower = name.toLowerCase();
  if (value === masked) return value;
  if (lower === 'cookie') return value.replace(/=[^;]*/g, `=${masked}`);
  if (lower === 'set-cookie') return value.replace(/^([^=;]*)=[^;]*/, `$1=${masked}`);
  if (lower.endsWith('authorization'))
    return value.replace(/^(\S+)\s.*$|^.*$/s, (_, scheme?: string) => (scheme ? `${scheme} ${masked}` : masked));
  if (isSecretHeader(lower)) return masked;
  return maskUrls(value);
};

/** A path or URL whose query, fragment and user information hold no secret. */
export const maskUrl = (url: string): string => {
  const at = url.search(/[?#]/);
  const [before, after] = at < 0 ? [url, ''] : [url.slice(0, at), url.slice(at)];
  return before.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/]*@/i, `$1${masked}@`) + maskPairs(after);
};

/*
 * Whoever sends a body chooses its text, and it is read where the gateway serves: each pattern takes a time in proportion to the text. So none
 * may begin at every character and read on to the end from there.
 */

/** The URLs in a line of text. */
const maskUrls = (text: string): string =>
  maskJwt(
    text.replace(/[^\s"'<>]+/g, (word) => {
      const slash = word.indexOf('/');
      if (slash < 0) return word;
      const start = word.startsWith('://', slash - 1) ? startOfScheme(word, slash - 1) : slash;
      return word.slice(0, start) + maskUrl(word.slice(start));
    }),
  );

/** Where the scheme begins that ends before `colon`; a word may have other signs in front of it, such as a bracket. */
const startOfScheme = (word: string, colon: number): number => {
  let start = colon;
  while (start > 0 && /[a-z0-9+.-]/i.test(word[start - 1] as string)) start--;
  while (start < colon && !/[a-z]/i.test(word[start] as string)) start++;
  return start;
};

/** `name=value` in a query, a fragment or a form: what stands between `?`, `&`, `;` and `#`. */
const maskPairs = (text: string): string =>
  maskJwt(
    text.replace(/([?&#;]|^)([^=&?#;]*)=([^&#;]*)/g, (all, start: string, name: string, value: string) =>
      value !== '' && isSecretName(decoded(name)) ? `${start}${name}=${masked}` : all,
    ),
  );

const decoded = (name: string): string => {
  try {
    return decodeURIComponent(name.replaceAll('+', ' '));
  } catch {
    // What is encoded badly is nobody's name.
    return name;
  }
};

/** A JSON Web Token is a credential wherever it stands (RFC 7519). */
const maskJwt = (text: string): string =>
  text.replace(/(?<![\w-])[\w-]+\.[\w-]{6,}\.[\w-]*/g, (all) => {
    const [, before, token] = /^([\w-]*?)(eyJ[\w-]{6,}\.)/.exec(all) ?? [];
    return token === undefined ? all : `${before}${masked}`;
  });

/** A body as text, by what it says it is; where it says nothing, by how it looks. It may be cut off anywhere. */
export const maskText = (text: string, contentType = ''): string => {
  if (/x-www-form-urlencoded/i.test(contentType)) return maskPairs(text);
  if (/multipart\//i.test(contentType)) return maskParts(text);
  if (/json/i.test(contentType) || /^\s*[[{]/.test(text))
    return maskJwt(maskJson(text, isSecretName, masked, maskInside));
  // Events and lines of JSON bring their objects behind a word.
  if (/event-stream|ndjson/i.test(contentType)) return maskLines(text);
  if (/xml|html/i.test(contentType)) return maskTags(text);
  // So do logs and messages: `42["login",{"password":…`.
  return maskUrls(/[{[]\s{0,99}"/.test(text) ? maskLines(text) : text);
};

const maskLines = (text: string): string =>
  text
    .split('\n')
    .map((line) => maskJwt(maskJson(line, isSecretName, masked, maskInside)))
    .join('\n');

/** A string of JSON, which says nothing about what it is. */
const maskInside = (text: string): string => {
  // Most strings are words.
  if (!/[/=.{[]/.test(text)) return text;
  return /^[^\s=&?]+=[^\s]*$/.test(text) ? maskPairs(text) : maskText(text);
};

/** RFC 7578: each part names its field in its head, and may say of what sort it is. */
const maskParts = (text: string): string =>
  text
    .split(/(?=\r?\n--)/)
    .map((part) => {
      const [all, blank = ''] = /\r?\n(\r?\n)/.exec(part) ?? [];
      if (all === undefined) return part;
      const at = part.indexOf(all) + all.length - blank.length;
      const head = part.slice(0, at);
      const value = part.slice(at + blank.length);
      const name = /\bname=(?:"([^"]*)"|([^\s;"]+))/i.exec(head);
      if (value !== '' && isSecretName(name?.[1] ?? name?.[2] ?? '')) return `${head}${blank}${masked}`;
      const type = /^content-type:\s*(\S+)/im.exec(head)?.[1] ?? '';
      return head + blank + maskText(value, /multipart/i.test(type) ? '' : type);
    })
    .join('');

const maskTags = (text: string): string =>
  maskJwt(
    text.replace(/<([\w:.-]+)((?:[^\w:.<>-][^<>]*)?)>([^<]+)(?=<|$)/g, (all, name: string, rest: string) =>
      isSecretName(name.replace(/^.*:/, '')) ? `<${name}${rest}>${masked}` : all,
    ),
  );
