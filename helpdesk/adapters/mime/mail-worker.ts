import { once } from 'node:events';
import { parentPort, type MessagePort } from 'node:worker_threads';
import { headOf, parseAttachments, parseHead, parseMail } from './parse-mail';
import type { FromWorker, MailJob, ToWorker } from './worker-messages';

// Runs in a thread of its own (WorkerMailReader): one mail after the other, its bytes asked for as they are needed.

if (parentPort) void serve(parentPort);

async function serve(port: MessagePort): Promise<void> {
	const say = (message: FromWorker) => port.postMessage(message);
	for (;;) {
		const message = await heard(port);
		if ('job' in message) say(await answerTo(message.job, () => bytes(port, say)));
	}
}

async function answerTo(job: MailJob, source: () => AsyncGenerator<Uint8Array>): Promise<FromWorker> {
	if (job.kind === 'attachments') return { contents: await parseAttachments(source, job.indexes) };
	return { mail: job.kind === 'head' ? await parseHead(await headOf(source())) : await parseMail(source) };
}

async function* bytes(port: MessagePort, say: (message: FromWorker) => void): AsyncGenerator<Uint8Array> {
	for (let wants: 'first' | 'next' = 'first'; ; wants = 'next') {
		say({ wants });
		const message = await heard(port);
		if (!('part' in message) || message.part === null) return;
		yield message.part;
	}
}

async function heard(port: MessagePort): Promise<ToWorker> {
	const [message] = (await once(port, 'message')) as [ToWorker];
	return message;
}
