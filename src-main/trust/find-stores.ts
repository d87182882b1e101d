import { posix, win32 } from 'node:path';
import { firefoxProfiles } from './firefox-profiles.ts';
import { hintStores } from './hints.ts';
import { javaStore } from './java.ts';
import { linuxSystem } from './linux-system.ts';
import { macosSystem } from './macos-system.ts';
import { nssStore } from './nss.ts';
import type { Store, StoreWorld } from './store.ts';
import type { TrustOs } from './trust-os.ts';
import { windowsProgram, windowsSystem } from './windows-system.ts';

/** Every store of this machine and this person, in the order in which people are told of them. */
export const findStores = async (world: StoreWorld): Promise<readonly Store[]> => {
  const { os } = world;
  const [browsers, java] = await Promise.all([browserStores(world), javaStores(world)]);
  return [...systemStores(world), ...browsers, ...java, ...hintStores({ os })];
};

const systemStores = (world: StoreWorld): readonly Store[] => {
  const { os } = world;
  const { platform, environment } = os;
  if (platform === 'darwin') return [macosSystem(world)];
  if (platform === 'win32')
    return [windowsSystem(world, { program: windowsProgram(environment), id: 'system', name: 'Windows' })];
  const linux = linuxSystem(world);
  if (environment.WSL_DISTRO_NAME === undefined) return [linux];
  // Browsers run beside this system, on Windows.
  const pathOf = async (file: string) => (await os.run('/usr/bin/wslpath', ['-w', file])).output.trim() || file;
  const program = '/mnt/c/Windows/System32/certutil.exe';
  return [linux, windowsSystem(world, { program, pathOf, id: 'windows', name: 'Windows, around WSL' })];
};

/** Firefox takes the system's list on macOS and Windows, so that its profiles matter on Linux alone. */
const browserStores = async (world: StoreWorld): Promise<readonly Store[]> => {
  const { os } = world;
  if (os.platform === 'darwin' || os.platform === 'win32') return [];
  const after = 'browsers';
  const usual = `${os.home}/.pki/nssdb`;
  const chromium = nssStore(world, {
    id: 'nss',
    name: 'Chromium and its kin',
    usedBy: 'Chrome, Chromium, Edge, Brave, Opera, Vivaldi',
    sort: 'chromium',
    folder: usual,
    make: true,
    after,
  });
  const packaged = (await packagedDatabases(os)).map(({ name, folder }) =>
    nssStore(world, {
      id: `nss:${name}`,
      name,
      usedBy: name,
      sort: 'packaged',
      called: name,
      folder,
      make: false,
      after,
    }),
  );
  const profiles = (await firefoxProfiles(os)).map(({ id, name, folder }) =>
    nssStore(world, {
      id: `firefox:${id}`,
      name: `Firefox, profile ${name}`,
      usedBy: 'this profile of Firefox',
      sort: 'firefox',
      called: name,
      folder,
      make: false,
      after: 'firefox',
    }),
  );
  return [chromium, ...packaged, ...profiles];
};

/** Browsers in a sandbox have databases of their own. */
const packagedDatabases = async (
  os: TrustOs,
): Promise<readonly { readonly name: string; readonly folder: string }[]> => {
  const candidates = await Promise.all([
    os
      .list(`${os.home}/snap`)
      .then((names) =>
        names.map((name) => ({ name: `snap ${name}`, folder: `${os.home}/snap/${name}/current/.pki/nssdb` })),
      ),
    os
      .list(`${os.home}/.var/app`)
      .then((names) =>
        names.map((name) => ({ name: `flatpak ${name}`, folder: `${os.home}/.var/app/${name}/.pki/nssdb` })),
      ),
  ]);
  const there = await Promise.all(
    candidates.flat().map(async (one) => ((await os.exists(`${one.folder}/cert9.db`)) ? [one] : [])),
  );
  return there.flat();
};

/** The Java of the environment and the one in the path; of two with the same file one. */
const javaStores = async (world: StoreWorld): Promise<readonly Store[]> => {
  const { os } = world;
  const paths = os.platform === 'win32' ? win32 : posix;
  const tool = os.platform === 'win32' ? 'keytool.exe' : 'keytool';
  const inPath = await os.find('keytool');
  const homes = [os.environment.JAVA_HOME, ...(inPath ? [paths.dirname(paths.dirname(await os.real(inPath)))] : [])];
  const stores = new Map<string, Store>();
  for (const home of homes) {
    if (!home) continue;
    const keytool = paths.join(home, 'bin', tool);
    if (!(await os.exists(keytool))) continue;
    for (const inside of ['lib/security/cacerts', 'jre/lib/security/cacerts']) {
      const file = paths.join(home, inside);
      if (!(await os.exists(file))) continue;
      const keystore = await os.real(file);
      if (!stores.has(keystore)) stores.set(keystore, javaStore(world, { home, keytool, keystore }));
    }
  }
  return [...stores.values()];
};

/** A store of which something was written down, and which `findStores` does not find any more; undefined where it is gone. */
export const storeAt = async (world: StoreWorld, id: string, place: string): Promise<Store | undefined> => {
  const { os } = world;
  if (!(await os.exists(place))) return undefined;
  if (id.startsWith('java:')) {
    const keytool = await os.find('keytool');
    return keytool === undefined ? undefined : javaStore(world, { home: id.slice(5), keytool, keystore: place });
  }
  return nssStore(world, {
    id,
    name: place,
    usedBy: 'what was found here before',
    folder: place,
    make: false,
  });
};
