// NODE_OPTIONS="--import file:///…/collect-on-signal.mjs": SIGUSR2 makes n8n collect its garbage, so that memory has an idle level.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { isMainThread } from 'node:worker_threads';

if (isMainThread) {
	setFlagsFromString('--expose-gc');
	const collect = runInNewContext('gc');
	process.on('SIGUSR2', () => collect());
}
