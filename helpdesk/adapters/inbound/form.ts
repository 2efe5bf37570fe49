import { once } from 'node:events';
import { Busboy, type BusboyInstance } from '@fastify/busboy';
import { headerOf, mediaTypeOf, type InboundRequest } from './inbound-request';

const MULTIPART = 'multipart/form-data';
const URL_ENCODED = 'application/x-www-form-urlencoded';
const MAX_FIELDS = 1000;

/** The fields of a form by name, byte for byte, or why there are none; the first of repeated fields counts. */
export type Form = ReadonlyMap<string, Buffer> | 'not-a-form' | 'broken' | 'too-large';

/** Reads a form without decoding anything of its fields, and without keeping more than the limit. */
export async function readForm(request: InboundRequest, maxBytes: number): Promise<Form> {
	const parser = parserOf(request, maxBytes);
	if (typeof parser === 'string') return parser;
	const fields = new Map<string, Buffer>();
	let bytes = 0;
	const keep = (name: string, content: Buffer) => {
		if (!fields.has(name)) fields.set(name, content);
	};
	parser.on('file', (name, part) => {
		const chunks: Buffer[] = [];
		part.on('data', (chunk: Buffer) => {
			bytes += chunk.length;
			if (bytes <= maxBytes) chunks.push(chunk);
			else chunks.length = 0;
		});
		part.on('error', () => undefined);
		part.on('end', () => keep(name, Buffer.concat(chunks)));
	});
	parser.on('field', (name, value, _isNameCut, isCut) => {
		bytes += isCut ? maxBytes + 1 : value.length;
		if (bytes <= maxBytes) keep(name, Buffer.from(value, 'latin1'));
	});
	const isWhole = await feed(parser, request, maxBytes);
	if (bytes > maxBytes) return 'too-large';
	return isWhole ? fields : 'broken';
}

function parserOf(request: InboundRequest, maxBytes: number): BusboyInstance | 'not-a-form' | 'broken' {
	const type = mediaTypeOf(request);
	if (type !== MULTIPART && type !== URL_ENCODED) return 'not-a-form';
	// Latin-1 gives each byte a character, whatever charset the sender claims.
	const contentType =
		type === MULTIPART ? headerOf(request, 'content-type') : `${URL_ENCODED}; charset=latin1`;
	try {
		return new Busboy({
			headers: { 'content-type': contentType },
			// The parser decodes fields, but never files.
			isPartAFile: () => true,
			limits: { fieldSize: maxBytes, fields: MAX_FIELDS, parts: MAX_FIELDS },
		});
	} catch {
		return 'broken';
	}
}

async function feed(parser: BusboyInstance, { body }: InboundRequest, maxBytes: number): Promise<boolean> {
	const end = once(parser, 'finish').then(
		() => true,
		() => false,
	);
	let isBroken = false;
	parser.once('error', () => {
		isBroken = true;
	});
	let bytes = 0;
	for await (const chunk of body) {
		bytes += chunk.length;
		if (isBroken || bytes > 4 * maxBytes) break;
		const hasRoom = parser.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
		if (!hasRoom) await Promise.race([once(parser, 'drain').catch(() => undefined), end]);
	}
	parser.end();
	return await end;
}
