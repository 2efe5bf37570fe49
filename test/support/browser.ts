import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

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

/** Returns why no browser can be started here, as a sentence; undefined when there is one. */
export function browserBan(): string | undefined {
	return installed() === undefined
		? 'There is no Chromium on this machine; CHROMIUM may name one.'
		: undefined;
}

/** Starts a headless browser. @throws the sentence of `browserBan` where there is none */
export async function startBrowser(): Promise<Browser> {
	const executablePath = installed();
	if (executablePath === undefined) throw new Error(browserBan());
	return await chromium.launch({ executablePath, args: QUIET });
}

function installed(): string | undefined {
	return [process.env.CHROMIUM ?? '', ...PATHS].find((path) => path !== '' && existsSync(path));
}
