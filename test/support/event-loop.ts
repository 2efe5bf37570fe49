import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const RECORDER = join(__dirname, 'event-loop-recorder.mjs');

/** Returns what makes an n8n write down in a folder when its event loop stood still. */
export function recordEventLoop(folder: string): Record<string, string> {
	return { NODE_OPTIONS: `--import ${pathToFileURL(RECORDER).href}`, EVENT_LOOP_FOLDER: folder };
}

/** Returns the longest time that the event loop stood still since a moment, in milliseconds; 0 below 50. */
export function longestBlock(folder: string, since: number): number {
	const file = join(folder, 'event-loop.jsonl');
	if (!existsSync(file)) return 0;
	const blocks = readFileSync(file, 'utf8')
		.split('\n')
		.filter(Boolean)
		.map((line) => JSON.parse(line) as { endedAt: number; blockedMs: number });
	return Math.max(0, ...blocks.filter(({ endedAt }) => endedAt > since).map(({ blockedMs }) => blockedMs));
}
