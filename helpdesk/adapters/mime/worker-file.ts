import { join } from 'node:path';

/** The script of the threads that parse mail. */
export const WORKER_FILE = join(__dirname, 'mail-worker.js');
