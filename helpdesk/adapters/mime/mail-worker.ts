import { once } from 'node:events';
import { parentPort, type MessagePort } from 'node:worker_threads';
import { headOf, parseAttachments, parseHead, parseMail } from './parse-mail';
import type { FromWorker, MailJob, MailPart, ToWorker } from './worker-messages';

// Runs in a thread of its own (WorkerMailReader): one mail after the other, its bytes asked for as they are needed.

if (parentPort) void serve(parentPort);

async function serve(port: MessagePort): Promise<void> {
	const say = (message: FromWorker) => port.postMessage(message);
	for (;;) {
		const message = await heard(port);
		if (!('job' in message)) continue;
		const { job, part, isWhole } = message;
		const ask = (wants: 'first' | 'next') => {
			say({ wants });
			return heard(port);
		};
		let isFresh = true;
		say(
			await answerTo(job, () => {
				const given = isFresh || isWhole ? part : undefined;
				isFresh = false;
				return bytes(given, isWhole, ask);
			}),
		);
	}
}

async function answerTo(job: MailJob, source: () => AsyncGenerator<Uint8Array>): Promise<FromWorker> {
	if (job.kind === 'attachments') return { contents: await parseAttachments(source, job.indexes) };
	return { mail: job.kind === 'head' ? await parseHead(await headOf(source())) : await parseMail(source) };
}

async function* bytes(
	given: MailPart | undefined,
	isWhole: boolean,
	ask: (wants: 'first' | 'next') => Promise<ToWorker>,
): AsyncGenerator<Uint8Array> {
	let part = given === undefined ? (await ask('first')).part : given;
	while (part !== null) {
		yield part;
		if (isWhole) return;
		({ part } = await ask('next'));
	}
}

async function heard(port: MessagePort): Promise<ToWorker> {
	const [message] = (await once(port, 'message')) as [ToWorker];
	return message;
}
