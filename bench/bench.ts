// npm run bench -- intake [PART…]  our intake beside n8n's own mail trigger, in one n8n and on one mail server
// npm run bench -- sending         our sending beside n8n's own Send Email, in one n8n and to one SMTP server
// npm run bench -- threading       threading in a desk with a million messages beside one with ten thousand
import { benchIntake } from './intake';
import { benchSending } from './sending';
import { benchThreading } from './threading';

const BENCHES: Record<string, (parts: readonly string[]) => Promise<void>> = {
	intake: benchIntake,
	sending: benchSending,
	threading: benchThreading,
};

async function main(): Promise<number> {
	const [name = '', ...parts] = process.argv.slice(2);
	const bench = BENCHES[name];
	if (!bench) {
		process.stderr.write(`Say one of: ${Object.keys(BENCHES).join(', ')}\n`);
		return 2;
	}
	await bench(parts);
	return 0;
}

// Servers end and disks are given back when the process exits, not when a signal kills it.
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(130));

main().then(
	(code) => process.exit(code),
	(error: unknown) => {
		process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
		process.exit(1);
	},
);
