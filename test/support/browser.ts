import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';
import { runCommand } from './child-process';

const PATHS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
// Without these Chromium asks hosts outside at every start.
const QUIET = [
	'--no-sandbox',
	'--disable-gpu',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
];

/** Starts a headless browser, installing Debian's Chromium where we may; a string says why there is none. */
export async function startBrowser(): Promise<Browser | string> {
	if (installed() === undefined) await install();
	const executablePath = installed();
	if (executablePath === undefined)
		return 'There is no Chromium, and it can be installed as root on Debian only.';
	return await chromium.launch({ executablePath, args: QUIET });
}

function installed(): string | undefined {
	return [process.env.CHROMIUM ?? '', ...PATHS].find((path) => path !== '' && existsSync(path));
}

async function install(): Promise<void> {
	if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return;
	const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
	await runCommand('apt-get', ['update', '-qq'], { env });
	await runCommand('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], { env });
}
