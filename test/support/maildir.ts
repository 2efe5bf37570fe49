import {
	chownSync,
	existsSync,
	mkdirSync,
	readFileSync,
	readdirSync,
	renameSync,
	writeFileSync,
} from 'node:fs';
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

/** To whom the files of a Maildir belong. */
export interface MaildirOwner {
	readonly uid: number;
	readonly gid: number;
}

let written = 0;

/**
 * Puts raw mails into a Maildir as a delivery agent does, thousands at one moment; a server that watches it pushes them.
 *
 * @param isSeen - as if a person had read them before anybody else could look
 * @returns when the first of them appeared, as `Date.now()` has it
 */
export function writeMaildir(
	folder: string,
	raws: readonly Buffer[],
	{ uid, gid }: MaildirOwner,
	isSeen = false,
): number {
	for (const path of [folder, ...['tmp', 'new', 'cur'].map((part) => join(folder, part))]) {
		if (existsSync(path)) continue;
		mkdirSync(path, { recursive: true, mode: 0o700 });
		chownSync(path, uid, gid);
	}
	const names = raws.map((raw) => {
		const name = maildirName(raw.byteLength);
		const path = join(folder, 'tmp', name);
		writeFileSync(path, raw, { mode: 0o600 });
		chownSync(path, uid, gid);
		return name;
	});
	const appearedAt = Date.now();
	for (const name of names) {
		const to = isSeen ? join(folder, 'cur', `${name}:2,S`) : join(folder, 'new', name);
		renameSync(join(folder, 'tmp', name), to);
	}
	return appearedAt;
}

// S is the size of the file, W that with CRLF: the same here. Without them Dovecot reads the file to know.
function maildirName(bytes: number): string {
	written += 1;
	const now = performance.timeOrigin + performance.now();
	const micros = String(Math.floor((now % 1000) * 1000)).padStart(6, '0');
	return `${Math.floor(now / 1000)}.M${micros}P${process.pid}Q${written}.lab,S=${bytes},W=${bytes}`;
}
