import { readableWord } from '#core/reach/shell-word.ts';
import { certificateOf, entryName, isOwnName } from './certificate.ts';
import { type Done, done, doneOf, failed, type Held, type Store, type StoreWorld, wordsOf } from './store.ts';

export type JavaOptions = {
  readonly home: string;
  readonly keytool: string;
  /** Its file of authorities, behind all links. */
  readonly keystore: string;
};

/** The password of every file of authorities that comes with Java; it protects nothing. */
const password = ['-storepass', 'changeit'];

/** Sentences in English; compiled as little as a program of one second needs, where this Java knows how. */
const quick = ['-J-Duser.language=en', '-J-XX:+IgnoreUnrecognizedVMOptions', '-J-XX:TieredStopAtLevel=1'];

const addScript =
  'set -eu; text=$1 keytool=$2 alias=$3 store=$4; shift 4; for one do "$keytool" -delete -noprompt -alias "$one" -keystore "$store" -storepass changeit; done; printf %s "$text" | base64 -d | "$keytool" -importcert -noprompt -trustcacerts -alias "$alias" -keystore "$store" -storepass changeit';
const removeScript =
  'set -eu; keytool=$1 store=$2; shift 2; for one do "$keytool" -delete -noprompt -alias "$one" -keystore "$store" -storepass changeit; done';

/** The authorities of one Java. */
export const javaStore = ({ os, elevate, canAsk }: StoreWorld, { home, keytool, keystore }: JavaOptions): Store => {
  const run = (...args: readonly string[]) => os.run(keytool, [...quick, ...args, '-keystore', keystore, ...password]);
  const isOwn = () => os.writable(keystore);
  const byShell = os.platform !== 'win32';
  /** `JAVA_HOME` and the path name any program; one that others can exchange never gets the administrator's rights from us. */
  const mayElevate = async () => byShell && (await os.guarded(keytool));
  const elevated = async (why: string, script: string, args: readonly string[]): Promise<Done> =>
    (await mayElevate())
      ? doneOf(await elevate({ why, program: '/bin/sh', args: ['-c', script, 'sh', ...args] }))
      : failed(
          `"${keystore}" cannot be written by you, and "${keytool}" is not guarded by the administrator, so it is not started with all rights; carry out the command yourself where you trust it`,
        );
  return {
    id: `java:${home}`,
    name: `Java in ${home}`,
    usedBy: 'programs of this Java that name no store of their own',
    sort: 'java',
    called: home,
    place: keystore,
    look: async (thumbprints) => {
      // It takes a second or more, and stores are looked at often.
      const ran = await os.runOn(keystore, keytool, [...quick, '-list', '-rfc', '-keystore', keystore, ...password]);
      if (ran.code !== 0) {
        const why = wordsOf(ran);
        const says = `"${keystore}" cannot be read with the usual password (${why})`;
        return { is: 'unavailable', says, finding: { is: 'unreadable', why } };
      }
      return {
        is: 'there',
        held: readEntries(ran.output).filter((one) => isOwnName(one.name) || thumbprints.has(one.thumbprint)),
        rights: (await isOwn()) ? 'own' : (await mayElevate()) && (await canAsk()) ? 'prompt' : 'command',
      };
    },
    add: async (certificate, earlier) => {
      const alias = entryName(certificate);
      if (!(await isOwn()))
        return elevated('trust the certificate of Slipway in Java', addScript, [
          Buffer.from(certificate.pem).toString('base64'),
          keytool,
          alias,
          keystore,
          ...earlier.map(({ entry }) => entry),
        ]);
      for (const { entry } of earlier) await run('-delete', '-noprompt', '-alias', entry);
      const ran = await os.withFile(certificate.pem, (file) =>
        run('-importcert', '-noprompt', '-trustcacerts', '-alias', alias, '-file', file),
      );
      return ran.code === 0 ? done : failed(`"${keystore}" could not be changed (${wordsOf(ran)})`);
    },
    remove: async (held) => {
      const aliases = held.map(({ entry }) => entry);
      if (!(await isOwn()))
        return elevated('trust the certificate of Slipway no more in Java', removeScript, [
          keytool,
          keystore,
          ...aliases,
        ]);
      for (const alias of aliases) {
        const ran = await run('-delete', '-noprompt', '-alias', alias);
        if (ran.code !== 0) return failed(`"${alias}" could not be taken out of "${keystore}" (${wordsOf(ran)})`);
      }
      return done;
    },
    command: async (file, certificate) =>
      `${(await isOwn()) || !byShell ? '' : 'sudo '}${readableWord(keytool)} -importcert -noprompt -trustcacerts -alias ${entryName(certificate)} -file ${readableWord(file)} -keystore ${readableWord(keystore)} -storepass changeit`,
    after: 'java',
  };
};

/** `keytool -list -rfc`: the alias, some lines, the certificate. */
const readEntries = (text: string): readonly Held[] =>
  text.split(/^Alias name: /m).flatMap((part) => {
    const entry = part.slice(0, part.indexOf('\n')).trim();
    const pem = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/.exec(part)?.[0];
    const certificate = pem === undefined ? undefined : certificateOf(pem);
    return certificate ? [{ ...certificate, entry, trusted: /^Entry type: trustedCertEntry/m.test(part) }] : [];
  });
