import { once } from 'node:events';
import { parentPort, type MessagePort } from 'node:worker_threads';
import type { Mail } from '../../domain/mail';
import { parseAllAttachments, parseAttached } from './attached-mail';
import { headOf } from './mail-head';
import { parseHead, parseMail } from './parse-mail';
import type { Answer, FromWorker, MailJob, MailPart, ToWorker } from './worker-messages';

// Runs in a thread of its own (WorkerMailReader): one mail after the other, its bytes asked for as they are needed.

if (parentPort) void serve(parentPort);

async function serve(port: MessagePort): Promise<void> {
	const say = (message: FromWorker) => port.postMessage(message);
	for (;;) {
		const message = await heard(port);
		if ('mails' in message) say({ mails: await readAll(message.mails) });
		if ('job' in message) say(await doJob(message, port));
	}
}

async function readAll(raws: readonly Uint8Array[]): Promise<Mail[]> {
	const mails: Mail[] = [];
	for (const raw of raws) mails.push(await parseMail(() => [raw]));
	return mails;
}

async function doJob(
	{ job, part, isWhole }: Extract<ToWorker, { job: MailJob }>,
	port: MessagePort,
): Promise<Answer> {
	const ask = async (wants: 'first' | 'next') => {
		port.postMessage({ wants } satisfies FromWorker);
		const message = await heard(port);
		return 'part' in message ? message.part : null;
	};
	let isFresh = true;
	return await answerTo(job, () => {
		const given = isFresh || isWhole ? part : undefined;
		isFresh = false;
		return bytes(given, isWhole, ask);
	});
}

async function answerTo(job: MailJob, source: () => AsyncGenerator<Uint8Array>): Promise<Answer> {
	if (job.kind === 'attachments') return { contents: await parseAllAttachments(source, job.indexes) };
	if (job.kind === 'attached') return { attached: await parseAttached(source, job.index) };
	return { mail: job.kind === 'head' ? await parseHead(await headOf(source())) : await parseMail(source) };
}

async function* bytes(
	given: MailPart | undefined,
	isWhole: boolean,
	ask: (wants: 'first' | 'next') => Promise<MailPart>,
): AsyncGenerator<Uint8Array> {
	let part = given === undefined ? await ask('first') : given;
	while (part !== null) {
		yield part;
		if (isWhole) return;
		part = await ask('next');
	}
}

async function heard(port: MessagePort): Promise<ToWorker> {
	const [message] = (await once(port, 'message')) as [ToWorker];
	return message;
}
