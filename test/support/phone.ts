import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { waitFor } from './wait-for';

/** A notification as a phone shows it. */
export interface PhoneNotification {
	readonly topic: string;
	readonly title: string;
	readonly body: string;
}

/** A push service that takes notifications as ntfy does: POST to a topic, the title in the query, the text as body. */
export interface Phone {
	topicUrl(topic: string): string;
	readonly notifications: readonly PhoneNotification[];
	waitForNotification(topic: string, timeoutMs?: number): Promise<PhoneNotification>;
	stop(): Promise<void>;
}

export async function startPhone(): Promise<Phone> {
	const notifications: PhoneNotification[] = [];
	const server = createServer(async (request, response) => {
		const url = new URL(request.url ?? '/', 'http://phone.test');
		const chunks: Buffer[] = [];
		for await (const chunk of request) chunks.push(chunk as Buffer);
		const body = Buffer.concat(chunks).toString();
		notifications.push({ topic: url.pathname.slice(1), title: url.searchParams.get('title') ?? '', body });
		response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	return {
		topicUrl: (topic) => `http://127.0.0.1:${port}/${topic}`,
		notifications,
		waitForNotification: (topic, timeoutMs = 30_000) =>
			waitFor(`a notification on ${topic}`, () => notifications.find((each) => each.topic === topic), {
				timeoutMs,
			}),
		stop: () => new Promise((resolve) => void server.close(() => resolve())),
	};
}
