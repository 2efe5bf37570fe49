import { once } from 'node:events';
import { createServer, request as httpRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { InboundPost, InboundRequest } from '../../helpdesk/adapters/inbound/inbound-request';
import type { Payload } from './inbound-payloads';

/** An HTTP server of 127.0.0.1 that reads requests in a provider's way and keeps what came of the last one. */
export class InboundServer {
	last: InboundPost | undefined;

	private readonly server: Server = createServer((request, response) => {
		const { searchParams } = new URL(request.url ?? '', 'http://127.0.0.1');
		const query = Object.fromEntries(
			[...new Set(searchParams.keys())].map((name) => {
				const values = searchParams.getAll(name);
				return [name, values.length > 1 ? values : values[0]];
			}),
		);
		const body = request.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>;
		this.read({ headers: request.headers, query, body }).then(
			(post) => {
				this.last = post;
				response.statusCode = post.kind === 'mail' ? 200 : post.status;
				if (response.statusCode === 413) response.setHeader('connection', 'close');
				response.end(post.kind === 'mail' ? 'taken' : post.reason);
			},
			(error: unknown) => {
				response.statusCode = 500;
				response.end(String(error));
			},
		);
	});

	constructor(private readonly read: (request: InboundRequest) => Promise<InboundPost>) {}

	async start(): Promise<void> {
		await once(this.server.listen(0, '127.0.0.1'), 'listening');
	}

	async stop(): Promise<void> {
		this.server.closeAllConnections();
		await once(this.server.close(), 'close');
	}

	get url(): string {
		return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
	}

	post(payload: Payload, path = '/'): Promise<PostAnswer> {
		return postTo(`${this.url}${path}`, payload);
	}
}

export interface PostAnswer {
	readonly status: number;
	readonly text: string;
	readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

/**
 * Posts a body in small pieces.
 *
 * @param isChunked - does not say beforehand how long the body is
 */
export async function postTo(
	url: string,
	{ headers, body }: Payload,
	isChunked = false,
): Promise<PostAnswer> {
	const length = isChunked ? {} : { 'content-length': String(body.length) };
	const request = httpRequest(url, { method: 'POST', headers: { ...headers, ...length } });
	// A server that has refused a body may close the connection before all of it was sent.
	request.on('error', () => undefined);
	const answered = once(request, 'response', { signal: AbortSignal.timeout(20_000) });
	answered.catch(() => undefined);
	const PIECE = 16_381;
	for (let at = 0; at < body.length && !request.destroyed; at += PIECE) {
		if (!request.write(body.subarray(at, at + PIECE)) && !request.destroyed) {
			await Promise.race([once(request, 'drain'), once(request, 'close'), answered]).catch(() => undefined);
		}
	}
	request.end();
	const [response] = await answered;
	const chunks: Buffer[] = [];
	for await (const chunk of response) chunks.push(chunk);
	return { status: response.statusCode, text: Buffer.concat(chunks).toString(), headers: response.headers };
}
