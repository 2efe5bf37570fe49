// NODE_OPTIONS="--import file:///…/event-loop-recorder.mjs": writes down when the main thread's event loop stood still.
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { isMainThread } from 'node:worker_threads';

const EVERY_MS = 10;
const WORTH_NOTING_MS = 50;
// While it starts n8n stands still for seconds, for reasons of its own.
const STARTED_AFTER_S = 15;
const folder = process.env.EVENT_LOOP_FOLDER;

if (isMainThread && folder !== undefined && process.argv.at(-1) === 'start') {
	const file = join(folder, 'event-loop.jsonl');
	let before = performance.now();
	const look = () => {
		const now = performance.now();
		const blockedMs = now - before - EVERY_MS;
		before = now;
		if (blockedMs < WORTH_NOTING_MS || process.uptime() < STARTED_AFTER_S) return;
		appendFileSync(file, `${JSON.stringify({ endedAt: Date.now(), blockedMs: Math.round(blockedMs) })}\n`);
	};
	setInterval(look, EVERY_MS).unref();
}
