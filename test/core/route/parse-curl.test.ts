// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of shells
import { expect, it } from 'vitest';
import { parsePasted } from '#core/route/paste/parse-pasted.ts';
import { randomFrom } from '../convert/random-routes.ts';

/** Method, URL, headers and body on one line, then the first note. */
const read = (text: string): string => {
  const pasted = parsePasted(text);
  if (pasted === undefined) return 'no command';
  if (!pasted.ok) return pasted.reason;
  const { method, url, headers, body, from } = pasted.request;
  const lines = headers.map(([name, value]) => ` [${name}: ${value}]`).join('');
  const [note] = pasted.notes;
  return `${from ? `${from} ` : ''}${method} ${url}${lines}${body === undefined ? '' : ` ${body}`}${note === undefined ? '' : ` !${note}`}`;
};
const form = '[Content-Type: application/x-www-form-urlencoded]';
const chrome = `curl 'https://shop.test/api?x=1&y=2' \\
  -H 'accept: */*' \\
  -b 'sid=1; t=2' \\
  -H 'sec-ch-ua: "Chromium";v="130"' \\
  --data-raw $'{"a":"it\\'s"}' \\
  --compressed`;
const chromeCmd = `curl ^"https://shop.test/api?x=1^&y=2^" ^
  -H ^"sec-ch-ua: ^\\^"Chromium^\\^";v=^\\^"130^\\^"^" ^
  --data-raw ^"^{^\\^"a^\\^":1^}^"`;
const firefox = `curl 'http://shop.test/' --compressed -H 'User-Agent: Mozilla/5.0 (X11)' -H 'Accept: text/html' -H 'Connection: keep-alive'`;
const safari = `curl 'http://shop.test/cart' \\\n-X 'PUT' \\\n-H 'Accept: */*' \\\n--data-binary '{"n":1}'`;
const postman = `curl --location --globoff 'http://shop.test/api?ids[]=1' \\\n--header 'X-Key: {{key}}' \\\n--form 'file=@"/a/b.txt"'`;

it.each([
  [
    'Chrome',
    chrome,
    `POST https://shop.test/api?x=1&y=2 [accept: */*] [sec-ch-ua: "Chromium";v="130"] [Accept-Encoding: deflate, gzip, br, zstd] [Cookie: sid=1; t=2] ${form} {"a":"it's"}`,
  ],
  ['Chrome for cmd', chromeCmd, `POST https://shop.test/api?x=1&y=2 [sec-ch-ua: "Chromium";v="130"] ${form} {"a":1}`],
  [
    'Firefox',
    firefox,
    'GET http://shop.test/ [Accept-Encoding: deflate, gzip, br, zstd] [User-Agent: Mozilla/5.0 (X11)] [Accept: text/html] [Connection: keep-alive]',
  ],
  ['Safari', safari, `PUT http://shop.test/cart [Accept: */*] ${form} {"n":1}`],
  [
    'Postman',
    postman,
    'POST http://shop.test/api?ids[]=1 [X-Key: {{key}}] [Content-Type: multipart/form-data] !the form is not sent as a body from here',
  ],
  ['PowerShell', 'curl.exe "http://a.test/x" `\n  -H "a: b"', 'GET http://a.test/x [a: b]'],
  ['Windows line ends', "curl 'http://a.test' \\\r\n  -H 'A: b'", 'GET http://a.test [A: b]'],
  ['cmd line ends', 'curl "http://a.test/" ^\r\n  -H "Accept: x"', 'GET http://a.test/ [Accept: x]'],
  [
    'escapes of bash',
    "curl a.test -H $'X: caf\\u00e9' -d $'\\u0021\\x41\\101\\n'",
    `POST http://a.test [X: café] ${form} !AA\n`,
  ],
  ['a quote in quotes', "curl a.test -d '{\"a\":\"don'\\''t\"}'", `POST http://a.test ${form} {"a":"don't"}`],
  ['several URLs', 'curl http://a.test/1 http://a.test/2', 'GET http://a.test/1 !of 2 URLs only the first is taken'],
  [
    'several requests',
    'curl http://a.test/1 -d x --next http://a.test/2 -X DELETE',
    `POST http://a.test/1 ${form} x !of several requests only the first is taken`,
  ],
  [
    'globs',
    "curl 'http://a.test/{one,two}/[1-3]'",
    'GET http://a.test/one/1 !"http://a.test/{one,two}/[1-3]" stands for several URLs, of which only the first is taken',
  ],
  ['no globs', "curl -g 'http://a.test/{one,two}'", 'GET http://a.test/{one,two}'],
  ['an address in brackets', 'curl http://[::1]:8080/', 'GET http://[::1]:8080/'],
  [
    'a variable',
    'curl "$HOST/api"',
    'GET http://$HOST/api !"$HOST" is for the shell to replace; put its value in its place',
  ],
  [
    'a variable in braces',
    'curl http://${HOST}/api',
    'GET http://${HOST}/api !"${HOST}" is for the shell to replace; put its value in its place',
  ],
  ['a dollar that is none', 'curl \'http://a.test/$x\' -H "a: \\$y"', 'GET http://a.test/$x [a: $y]'],
  [
    'a workload',
    'kubectl exec "$POD" -c sleep -- curl -sS http://httpbin:8000/headers',
    'mesh GET http://httpbin:8000/headers',
  ],
  ['a container', 'docker exec -it c curl http://a.test/', 'GET http://a.test/'],
  ['a variable before it', 'TOKEN=x time curl http://a.test', 'GET http://a.test'],
  ['sudo', '$ sudo /usr/bin/curl http://a.test', 'GET http://a.test'],
  ['a pipe', 'curl -v http://a.test | jq .', 'GET http://a.test'],
  ['output in a file', 'curl -s http://a.test > out.txt', 'GET http://a.test'],
  ['errors in a file', 'curl -s http://a.test 2>/dev/null', 'GET http://a.test'],
  ['another command', 'curl http://a.test; echo done', 'GET http://a.test'],
  ['a semicolon in a URL', 'curl http://a.test/a;b=1', 'GET http://a.test/a;b=1'],
  ['one after the other', 'curl http://a.test && echo ok', 'GET http://a.test'],
  ['a document behind', 'curl -X POST http://a.test <<EOF\nx\nEOF', 'POST http://a.test'],
  ['a value behind =', 'curl --request=PUT --header="X: 1" http://a.test', 'PUT http://a.test [X: 1]'],
  ['a query by itself', 'curl --url-query a=b --url-query +c=%20 http://a.test/x?z', 'GET http://a.test/x?z&a=b&c=%20'],
  ['another target', 'curl --request-target /other?x http://a.test/x', 'GET http://a.test/other?x'],
  ['signing', 'curl --aws-sigv4 aws:amz:us:s3 http://a.test', 'GET http://a.test'],
  ['a socket', 'curl --abstract-unix-socket x --unix-socket /y http://localhost/x', 'GET http://localhost/x'],
  ['a proxy of another sort', 'curl --socks5 localhost:1080 http://a.test', 'GET http://a.test'],
  [
    'an option of tomorrow',
    'curl --tomorrow a.value http://a.test',
    'GET http://a.test !option "--tomorrow" is not known here and is left out',
  ],
  ['cookies', 'curl -b a=b --cookie c=d a.test', 'GET http://a.test [Cookie: a=b; c=d]'],
  [
    'a jar',
    'curl -b jar.txt -c jar.txt a.test',
    'GET http://a.test !the cookies are in the file "jar.txt" and are left out',
  ],
  ['no agent', "curl -A '' a.test", 'GET http://a.test'],
  ['who asks in the URL', 'curl http://jo:p%40w@a.test/x', 'GET http://a.test/x [Authorization: Basic am86cEB3]'],
  ['a token', 'curl --oauth2-bearer abc a.test', 'GET http://a.test [Authorization: Bearer abc]'],
  [
    'a file to a folder',
    'curl -T dir/f.txt http://a.test/up/',
    'PUT http://a.test/up/f.txt !the body is in the file "dir/f.txt" and is left out',
  ],
  [
    'a file to a name',
    'curl -T f.txt http://a.test/name',
    'PUT http://a.test/name !the body is in the file "f.txt" and is left out',
  ],
  [
    'a body from a file',
    'curl --json @f.json a.test',
    'POST http://a.test [Content-Type: application/json] [Accept: application/json] !the body is in the file "f.json" and is left out',
  ],
  [
    'a named body from a file',
    'curl --data-urlencode name@f a.test',
    `POST http://a.test ${form} !the body is in the file "f" and is left out`,
  ],
  ['headers from a file', 'curl -H @h.txt a.test', 'GET http://a.test !header "@h.txt" cannot be read and is left out'],
  ['a header twice', "curl -H 'X-A: 1' -H 'X-A: 2' a.test", 'GET http://a.test [X-A: 1] [X-A: 2]'],
  ['the end of options', 'curl -s -- http://a.test', 'GET http://a.test'],
  ['options together', 'curl -sk#Lm5 http://a.test', 'GET http://a.test'],
  ['values without blanks', 'curl -o/dev/null -HX-A:1 -XPATCH http://a.test', 'PATCH http://a.test [X-A: 1]'],
  ['what is written out', "curl -w '%{http_code}\\n' -o /dev/null -s http://a.test", 'GET http://a.test'],
  ['any address', 'curl --connect-to ::127.0.0.1:8080 http://a.test/x', 'GET http://a.test:8080/x [Host: a.test]'],
  ['only the head', 'curl --head http://a.test', 'HEAD http://a.test'],
  ['data as a query', 'curl -G -d a=b -d c=d http://a.test#x', 'GET http://a.test?a=b&c=d#x'],
  ['a tab', 'curl\thttp://a.test', 'GET http://a.test'],
  ['pieces of a word', `curl http://a.test/"one"'two'\\ x`, 'GET http://a.test/onetwo x'],
  ['capitals', 'curl HTTP://A.test/', 'GET HTTP://A.test/'],
  [
    'another scheme',
    'curl ftp://a.test/x',
    'scheme "ftp" is not served here; use http or https, or tcp or tls for connections',
  ],
  ['nothing', 'curl -X', 'this curl command has no URL; add one'],
  ['a quote that is not closed', 'curl "http://a.test', 'GET http://a.test'],
  ['no curl', 'kubectl get pods', 'no command'],
  ['the name alone', 'curl', 'no command'],
])('%s', (_name, text, expected) => expect(read(text)).toBe(expected));

it('reads anything to its end, and never throws', () => {
  const chance = randomFrom(7);
  const pieces = [
    'curl ',
    '-',
    '--',
    'X',
    'H',
    'd',
    "'",
    '"',
    '\\',
    '\n',
    '\r\n',
    '^',
    '`',
    '$',
    '{',
    '}',
    '[',
    ']',
    '(',
    ')',
    '@',
    '=',
    ':',
    '/',
    '?',
    '#',
    '&',
    ';',
    '|',
    '>',
    '<',
    ' ',
    'http://',
    'a.test',
    '%',
    '\u0000',
    '😀',
    'data-raw',
    'kubectl exec -- ',
    '1-',
    ',',
  ];
  for (let round = 0; round < 20_000; round++) {
    const length = Math.floor(chance() * 20);
    const text = `curl ${Array.from({ length }, () => pieces[Math.floor(chance() * pieces.length)]).join('')}`;
    const pasted = parsePasted(text);
    if (pasted?.ok) expect(typeof pasted.request.url).toBe('string');
  }
  for (const long of ['a', '$', "'", '{', '[', 'x=1 ', 'kubectl ', ' exec ', '\\'])
    expect(() => parsePasted(`curl ${long.repeat(20_000)}`)).not.toThrow();
});
