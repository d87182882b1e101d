/**
 * What the program is called that a runtime runs, from its command line: `node services/orders/server.js` is `orders`, `java -jar
 * orders-1.2.jar` is `orders-1.2`, `python -m shop.orders` is `orders`. Undefined where it says nothing. Nothing else of the command line,
 * in which there may be passwords, is looked at.
 */
export const scriptName = (words: readonly string[]): string | undefined => {
  const script = scriptOf(words.slice(1));
  if (script === undefined || script.includes('node_modules') || !/^[\w@.\-/\\ ]{1,300}$/.test(script))
    return undefined;
  const parts = script
    .replace(/\.(?:[cm]?[jt]sx?|py|rb|jar|dll|exe|php)$/i, '')
    .split(/[/\\]/)
    .filter((part) => part !== '' && part !== '.' && part !== '..');
  const isClass = parts.length === 1 && /^[A-Za-z_]\w*(?:\.\w+)+$/.test(parts[0] ?? '');
  const own = (isClass ? (parts[0] ?? '').split('.') : parts).findLast((part) => !general.test(part));
  return own === undefined || /^\d/.test(own) ? undefined : own.slice(0, 60);
};

/** Files and folders that are called alike in every project. */
const general =
  /^(?:index|main|server|app|application|start|run|serve|cli|manage|wsgi|asgi|__main__|bootstrap|program|src|dist|build|lib|bin|out|target|cmd|release|debug|home|root|usr|opt|srv|net\d.*)$/i;

/** Their next word is a value, not the script. */
const valued =
  /^(?:-r|--require|--import|--loader|--experimental-loader|-C|--conditions|-cp|-classpath|--class-path|-I|-W|-X)$/;

const scriptOf = (words: readonly string[]): string | undefined => {
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (word === '-m' || word === '-jar') return words[at + 1];
    // Code in place of a script says nothing of its name.
    if (/^(?:-e|-c|-p|--eval|--print)$/.test(word)) return undefined;
    if (valued.test(word)) at += 1;
    else if (!word.startsWith('-') && word !== '' && !/^(?:run|exec|start|watch|serve)$/.test(word)) return word;
  }
  return undefined;
};
