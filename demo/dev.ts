// npm run dev: puts the built package into a private n8n that keeps its data in .dev/, and starts it.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { unpackedPackage } from '../test/support/packed-package';
import { RealN8n } from '../test/support/real-n8n';

const FOLDER = join(__dirname, '..', '.dev');
const PORT = 5678;

async function main(): Promise<void> {
	const packed = join(FOLDER, 'package');
	rmSync(packed, { recursive: true, force: true });
	const packageFolder = await unpackedPackage(packed);
	const n8n = await RealN8n.prepare({ userFolder: join(FOLDER, 'n8n'), packageFolder, port: PORT });
	await n8n.start();
	const { email, password } = n8n.owner;
	console.log(`n8n runs at ${n8n.url} (${email} / ${password}). Its data stays in .dev; Ctrl-C ends it.`);
	await new Promise<void>((resolve) => {
		const keepAlive = setInterval(() => undefined, 60_000);
		process.once('SIGINT', () => {
			clearInterval(keepAlive);
			resolve();
		});
	});
	await n8n.stop();
}

void main().catch((error: unknown) => {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
});
