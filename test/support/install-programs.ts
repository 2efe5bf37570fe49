// Installs the servers and the browser that the tests run against, before any of them looks which are there.
import { browserBan } from './browser';
import { DOVECOT_PACKAGES, dovecotBan } from './dovecot-programs';
import { findPostgres } from './postgres';
import { installPackages } from './programs';
import { redisBan } from './redis';

const WANTED = [
	{ ban: dovecotBan, packages: DOVECOT_PACKAGES },
	{ ban: () => findPostgres().ban, packages: ['postgresql'] },
	{ ban: redisBan, packages: ['redis-server'] },
	{ ban: browserBan, packages: ['chromium'] },
];

void main();

async function main(): Promise<void> {
	const packages = WANTED.filter(({ ban }) => ban() !== undefined).flatMap((each) => each.packages);
	if (packages.length === 0) return;
	process.stderr.write(`… installing ${packages.join(', ')} for the tests\n`);
	try {
		await installPackages(packages);
	} catch (error) {
		process.stderr.write(`Not installed: ${(error as Error).message}\n`);
	}
	const bans = WANTED.flatMap(({ ban }) => ban() ?? []);
	if (bans.length > 0) process.stderr.write(`Tests are left out: ${bans.join(' ')}\n`);
}
