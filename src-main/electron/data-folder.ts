import { homedir } from 'node:os';
import { dataFolderOf } from '../app/data-folder.ts';

/** The same folder as the command line uses, so that one local authority serves both. */
export const dataFolder = (): string => dataFolderOf(process.platform, process.env, homedir());
