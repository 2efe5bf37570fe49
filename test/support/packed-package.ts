import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from './child-process';

const ROOT = join(__dirname, '..', '..');

/** Packs the built project as `npm publish` would, and unpacks it into a folder; returns where its package.json is. */
export async function unpackedPackage(folder: string): Promise<string> {
	mkdirSync(folder, { recursive: true });
	const answer = await runCommand('npm', ['pack', '--json', '--pack-destination', folder], { cwd: ROOT });
	const name = /"filename":\s*"([^"]+)"/.exec(answer)?.[1];
	if (name === undefined) throw new Error(`npm pack named no file:\n${answer}`);
	await runCommand('tar', ['-xzf', join(folder, name), '-C', folder]);
	return join(folder, 'package');
}
