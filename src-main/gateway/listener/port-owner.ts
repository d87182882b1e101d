import { readdir, readFile, readlink } from 'node:fs/promises';

/**
 * Who listens on a port, as a person would name it: `"nginx" (process 812)`. Only Linux tells without privileges, and only about
 * processes one may look into; absent where the system does not say.
 */
export async function portOwner(port: number): Promise<string | undefined> {
  try {
    const inodes = new Set([...(await listening('/proc/net/tcp', port)), ...(await listening('/proc/net/tcp6', port))]);
    if (inodes.size === 0) return undefined;
    for (const pid of await readdir('/proc')) {
      if (!/^\d+$/.test(pid) || !(await holds(pid, inodes))) continue;
      const name = (await readFile(`/proc/${pid}/comm`, 'utf8')).trim();
      return `"${name}" (process ${pid})`;
    }
  } catch {
    // Not Linux, or a process that ended while we looked: then nobody is named.
  }
  return undefined;
}

/** Inodes of listening sockets on a port; the tables hold `address:port` in hexadecimal and the state 0A for listening. */
async function listening(table: string, port: number): Promise<readonly string[]> {
  const wanted = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const lines = (await readFile(table, 'utf8').catch(() => '')).split('\n').slice(1);
  return lines.flatMap((line) => {
    const [, local = '', , state, , , , , , inode] = line.trim().split(/\s+/);
    return state === '0A' && local.endsWith(wanted) && inode !== undefined ? [inode] : [];
  });
}

async function holds(pid: string, inodes: ReadonlySet<string>): Promise<boolean> {
  const files = await readdir(`/proc/${pid}/fd`).catch(() => []);
  for (const file of files) {
    const target = await readlink(`/proc/${pid}/fd/${file}`).catch(() => '');
    const inode = /^socket:\[(\d+)\]$/.exec(target)?.[1];
    if (inode !== undefined && inodes.has(inode)) return true;
  }
  return false;
}
