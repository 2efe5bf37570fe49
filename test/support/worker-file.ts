import { join } from 'node:path';

/** The built script of the threads that parse mail: a thread runs JavaScript only. */
export const WORKER_FILE = join(
	__dirname,
	'..',
	'..',
	'dist',
	'helpdesk',
	'adapters',
	'mime',
	'mail-worker.js',
);
