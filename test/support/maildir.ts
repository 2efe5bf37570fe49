import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Returns the raw mails of a Maildir in order of arrival; empty when it does not exist yet. */
export function maildirMails(folder: string): Buffer[] {
	return ['new', 'cur']
		.map((part) => join(folder, part))
		.filter((path) => existsSync(path))
		.flatMap((path) => readdirSync(path).map((name) => ({ name, path: join(path, name) })))
		.sort((a, b) => arrival(a.name) - arrival(b.name))
		.flatMap(({ path }) => readIfThere(path));
}

// Dovecot names a file "seconds.MmicrosecondsPpid….host,S=size:2,flags".
function arrival(name: string): number {
	const [, seconds, micros] = /^(\d+)\.M(\d+)P/.exec(name) ?? [];
	return Number(seconds ?? 0) + Number(micros ?? 0) / 1e6;
}

function readIfThere(path: string): Buffer[] {
	try {
		return [readFileSync(path)];
	} catch (error) {
		return goneOr(error);
	}
}

// Dovecot renames a file at any moment: from new to cur and with each change of flags.
function goneOr(error: unknown): [] {
	if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
	throw error;
}
