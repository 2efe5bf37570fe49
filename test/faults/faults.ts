// npm run faults -- intake [CASE…]  mail servers, networks, stores and n8n itself fail amid bursts of mail
// npm run faults -- hostile [WORD…]  mail that is built to hurt who reads it, one at a time
// npm run faults -- sending [CASE…] mail servers and n8n itself fail amid the sending of answers
import { playHostileSet } from './hostile';
import { playFaults } from './intake';
import { playSendingFaults } from './sending';

const SUITES: Record<string, (names: readonly string[]) => Promise<number>> = {
	intake: playFaults,
	hostile: playHostileSet,
	sending: playSendingFaults,
};

async function main(): Promise<number> {
	const [suite = '', ...names] = process.argv.slice(2);
	const play = SUITES[suite];
	if (play) return await play(names);
	process.stderr.write(`Say one of: ${Object.keys(SUITES).join(', ')}\n`);
	return 2;
}

// Servers end and disks are given back when the process exits, not when a signal kills it.
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(130));

main().then(
	(wrong) => process.exit(wrong === 0 ? 0 : 1),
	(error: unknown) => {
		process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
		process.exit(1);
	},
);
