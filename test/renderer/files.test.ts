import { describe, expect, it } from 'vitest';
import { textOf } from '../../src-renderer/state/files.ts';
import { openWindow } from './window.ts';

const file = 'httpbin.yaml';

const start = async () => {
  const window = await openWindow();
  const one = () => window.stores.files.getState().files.find((open) => open.file === file);
  const disk = one()?.disk?.text ?? '';
  return { ...window, one, disk };
};

describe('files', () => {
  it('shows what is on disk, nothing unsaved', async () => {
    const { stores } = await start();
    const { files, title } = stores.files.getState();
    expect(title).toBe('samples');
    expect(files.map((one) => one.file)).toEqual(['gateway.yaml', 'httpbin.yaml', 'shop.yaml']);
    expect(files.every(({ draft }) => draft === undefined)).toBe(true);
  });

  it('keeps a draft until it is saved, and is clean when the text is the disk’s again', async () => {
    const { stores, one, disk } = await start();
    stores.files.edit(file, `${disk}# mine\n`);
    expect(one()?.draft).toBe(`${disk}# mine\n`);
    stores.files.edit(file, disk);
    expect(one()?.draft).toBeUndefined();
    stores.files.edit(file, `${disk}# mine\n`);
    expect(await stores.files.save(file)).toBe(true);
    expect(one()?.draft).toBeUndefined();
    expect(one()?.disk?.text).toBe(`${disk}# mine\n`);
  });

  it('keeps what was typed while a save was under way', async () => {
    const { stores, one, disk } = await start();
    stores.files.edit(file, `${disk}# one\n`);
    const saving = stores.files.save(file);
    stores.files.edit(file, `${disk}# one\n# two\n`);
    expect(await saving).toBe(true);
    expect(one()?.draft).toBe(`${disk}# one\n# two\n`);
    expect(one()?.conflict).toBeUndefined();
    expect(await stores.files.save(file)).toBe(true);
    expect(one()?.disk?.text).toBe(`${disk}# one\n# two\n`);
  });

  it('lets a clean file follow the disk', async () => {
    const { fake, one, disk } = await start();
    fake.changeOnDisk(file, `${disk}# theirs\n`);
    expect(one()?.disk?.text).toBe(`${disk}# theirs\n`);
    expect(one()?.conflict).toBeUndefined();
  });

  it('makes a conflict of a draft whose file changed on disk, and saves nothing until it is settled', async () => {
    const { fake, stores, one, disk } = await start();
    stores.files.edit(file, `${disk}# mine\n`);
    fake.changeOnDisk(file, `${disk}# theirs\n`);
    expect(one()?.conflict).toBe('changed');
    expect(await stores.files.save(file)).toBe(false);
    expect(one()?.disk?.text).toBe(`${disk}# theirs\n`);
  });

  it('keep mine: the next save overwrites', async () => {
    const { fake, stores, one, disk } = await start();
    stores.files.edit(file, `${disk}# mine\n`);
    fake.changeOnDisk(file, `${disk}# theirs\n`);
    stores.files.keepMine(file);
    expect(one()?.conflict).toBeUndefined();
    expect(await stores.files.save(file)).toBe(true);
    expect(one()?.disk?.text).toBe(`${disk}# mine\n`);
  });

  it('take theirs: the draft goes', async () => {
    const { fake, stores, one, disk } = await start();
    stores.files.edit(file, `${disk}# mine\n`);
    fake.changeOnDisk(file, `${disk}# theirs\n`);
    stores.files.revert(file);
    expect(one()).toEqual({ file, disk: one()?.disk });
    expect(one()?.disk?.text).toBe(`${disk}# theirs\n`);
  });

  it('keeps the draft of a file that was removed on disk, and can save it anew', async () => {
    const { fake, stores, one, disk } = await start();
    stores.files.edit(file, `${disk}# mine\n`);
    fake.changeOnDisk(file, undefined);
    expect(one()?.conflict).toBe('removed');
    stores.files.keepMine(file);
    expect(await stores.files.save(file)).toBe(true);
    expect(one()?.disk?.text).toBe(`${disk}# mine\n`);
  });

  it('finds a race on its own: main refuses, and the conflict is shown', async () => {
    const { fake, stores, one, disk, stop } = await start();
    stop();
    stores.files.edit(file, `${disk}# mine\n`);
    fake.changeOnDisk(file, `${disk}# theirs\n`);
    expect(one()?.conflict).toBeUndefined();
    expect(await stores.files.save(file)).toBe(false);
    expect(one()?.conflict).toBe('changed');
    expect(textOf(one() ?? { file })).toBe(`${disk}# mine\n`);
  });

  it('says so when main does not answer, and keeps the draft', async () => {
    const { fake, stores, one, disk } = await start();
    stores.files.edit(file, `${disk}# mine\n`);
    fake.setState('lost');
    expect(await stores.files.save(file)).toBe(false);
    expect(one()?.failure?.code).toBe('wire/unreachable');
    expect(one()?.draft).toBe(`${disk}# mine\n`);
  });

  it('makes new files that are on disk once saved, never two of one name', async () => {
    const { stores, fake } = await start();
    expect(stores.files.create('new.yaml', '# new\n')).toBe(true);
    expect(stores.files.create('new.yaml', '')).toBe(false);
    await stores.files.saveAll();
    expect(fake.calls.filter(({ name }) => name === 'workspace.write')).toEqual([
      { name: 'workspace.write', input: { file: 'new.yaml', text: '# new\n', workspace: 'samples' } },
    ]);
    expect(stores.files.getState().files.find((one) => one.file === 'new.yaml')?.disk?.text).toBe('# new\n');
  });

  it('deletes a file from disk', async () => {
    const { stores, one, settle } = await start();
    expect(await stores.files.remove(file)).toBeUndefined();
    await settle();
    expect(one()).toBeUndefined();
    expect(stores.draft.getState().texts.has(file)).toBe(false);
  });
});
