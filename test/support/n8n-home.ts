import { createRequire } from 'node:module';
import { join } from 'node:path';

/** Returns the folder of the private n8n, which `node scripts/run.mjs TASK` installs and names. */
export function n8nHome(): string {
	const home = process.env.HELPDESK_N8N_HOME;
	if (home === undefined) {
		throw new Error('HELPDESK_N8N_HOME is not set: run this by `npm run e2e` or `npm run demo`.');
	}
	return home;
}

/** Returns the script that is n8n's command line. */
export function n8nScript(): string {
	return join(n8nHome(), 'node_modules', 'n8n', 'bin', 'n8n');
}

/** Returns what a text in n8n's own format for run data (flatted) stands for. */
export function parseRunData<T>(text: string): T {
	const { parse } = createRequire(join(n8nHome(), 'package.json'))('flatted') as {
		parse: (text: string) => T;
	};
	return parse(text);
}
