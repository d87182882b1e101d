import type { Failure } from '#core/failure.ts';

/** What a hosts file did to us, each with what can be done. The test browser needs none of it, and each sentence that has no better way says so. */
const instead = 'the test browser needs no hosts file';

export const absent = (file: string): Failure => ({
  code: 'hosts/absent',
  message: `there is no hosts file at "${file}"; make an empty one, or ${instead}`,
  detail: { file },
});

export const notAFile = (file: string): Failure => ({
  code: 'hosts/not-a-file',
  message: `"${file}" is no file; look at what stands there, or ${instead}`,
  detail: { file },
});

export const managed = (file: string, by: 'NixOS' | 'Guix', snippet: string): Failure => ({
  code: 'hosts/managed',
  message: `"${file}" is made by ${by} from its configuration, so it is not written: add ${snippet} there; ${instead}`,
  detail: { file, by, snippet },
});

export const sandboxed = (by: 'Flatpak' | 'Snap'): Failure => ({
  code: 'hosts/sandboxed',
  message: `this Slipway runs in the sandbox of ${by}, whose hosts file is not the one that browsers read; ${instead}`,
  detail: { by },
});

export const immutable = (file: string, command: string): Failure => ({
  code: 'hosts/immutable',
  message: `"${file}" is marked as one that nobody may change; whoever did that takes it back by: ${command}; ${instead}`,
  detail: { file, command },
});

export const readOnlyDisk = (file: string): Failure => ({
  code: 'hosts/read-only',
  message: `"${file}" lies on a disk that is mounted for reading only, as in systems that are made of images; ${instead}`,
  detail: { file },
});

export const readOnlyFile = (file: string): Failure => ({
  code: 'hosts/read-only',
  message: `"${file}" has the attribute "read-only"; take it off by: attrib -R "${file}", as administrator`,
  detail: { file },
});

export const ownFile = (file: string): Failure => ({
  code: 'hosts/no-permission',
  message: `"${file}", which the setting "hosts.file" names, cannot be written by you; make it writable, because rights are asked for the system's own file alone`,
  detail: { file },
});

export const utf16 = (file: string): Failure => ({
  code: 'hosts/utf-16',
  message: `"${file}" is UTF-16, which no resolver reads (PowerShell's ">" writes it so); "slipway hosts convert" makes it UTF-8 and keeps the old one`,
  detail: { file },
});

export const unreadable = (file: string, errno: string): Failure => ({
  code: 'hosts/unreadable',
  message: `"${file}" cannot be read (${errno}); look at its permissions`,
  detail: { file, errno },
});

export const notWritten = (file: string, errno: string): Failure => ({
  code: 'hosts/not-written',
  message: `"${file}" cannot be written (${errno}) and is as it was; ${errno === 'ENOSPC' ? 'free some space and try again' : `an antivirus program may guard it; ${instead}`}`,
  detail: { file, errno },
});

export const busy = (file: string): Failure => ({
  code: 'hosts/busy',
  message: `another program holds "${file}" and does not let go of it (antivirus programs do so); try again in a moment`,
  detail: { file },
});

/** At once, or a few seconds later. */
export const setBack = (file: string): Failure => ({
  code: 'hosts/set-back',
  message: `another program has taken our names out of "${file}" again; antivirus programs do so (Defender: "HostsFileHijack"): permit the file there, or use the test browser`,
  detail: { file },
});

export const notRestored = (file: string, backup: string): Failure => ({
  code: 'hosts/not-restored',
  message: `"${file}" could not be written whole nor set back; what it held is kept in "${backup}": copy it back`,
  detail: { file, backup },
});

export const tooMany = (file: string, lines: number, most: number): Failure => ({
  code: 'hosts/too-many',
  message: `the names make ${lines} lines, and "${file}" gets ${most} of ours at most, because every program reads all of them for each name; choose those that you open, or use the test browser`,
  detail: { file, lines, most },
});

export const changedMeanwhile = (file: string): Failure => ({
  code: 'hosts/changed',
  message: `"${file}" or the names are others than those that were shown; look at the plan again`,
  detail: { file },
});
