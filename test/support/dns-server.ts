import { createSocket, type RemoteInfo } from 'node:dgram';
import { once } from 'node:events';

const TYPES: Readonly<Record<number, string>> = { 1: 'A', 5: 'CNAME', 16: 'TXT', 28: 'AAAA' };
const NO_ERROR = 0x8180;
const SERVER_FAILURE = 0x8182;
const NO_SUCH_NAME = 0x8183;

/** A server of the DNS on loopback (RFC 1035), which knows texts and IPv4 addresses. */
export interface DnsServer {
	/** As `ip:port`. */
	readonly address: string;
	/** By name, as `TXT text` or `A ip`; names that answer with `silence` or `failure` instead may stand there as well. */
	readonly zone: Map<string, readonly string[] | 'silence' | 'failure'>;
	/** What was asked for, as `type name`. */
	readonly asked: string[];
	close(): void;
}

/** Starts a server that knows nothing yet. */
export async function startDnsServer(): Promise<DnsServer> {
	const socket = createSocket('udp4');
	const zone: DnsServer['zone'] = new Map();
	const asked: string[] = [];
	socket.on('message', (query, { port, address }: RemoteInfo) => {
		const { name, type, end } = questionOf(query);
		asked.push(`${TYPES[type] ?? type} ${name}`);
		const records = zone.get(name);
		if (records === 'silence') return;
		socket.send(answerTo(query.subarray(0, end), type, records), port, address);
	});
	socket.bind(0, '127.0.0.1');
	await once(socket, 'listening');
	return { address: `127.0.0.1:${socket.address().port}`, zone, asked, close: () => socket.close() };
}

function questionOf(query: Buffer): { readonly name: string; readonly type: number; readonly end: number } {
	const labels: string[] = [];
	let at = 12;
	while (query[at]) {
		const length = query[at] ?? 0;
		labels.push(query.toString('latin1', at + 1, at + 1 + length).toLowerCase());
		at += length + 1;
	}
	return { name: labels.join('.'), type: query.readUInt16BE(at + 1), end: at + 5 };
}

function answerTo(
	question: Buffer,
	type: number,
	records: readonly string[] | 'failure' | undefined,
): Buffer {
	const own = records === 'failure' ? [] : (records ?? []);
	const answers = own
		.filter((record) => record.startsWith(`${TYPES[type]} `))
		.map((record) => record.slice(record.indexOf(' ') + 1))
		.map((value) => (type === 1 ? Buffer.from(value.split('.').map(Number)) : characterStrings(value)));
	const header = Buffer.from(question.subarray(0, 12));
	const found = records ? NO_ERROR : NO_SUCH_NAME;
	header.writeUInt16BE(records === 'failure' ? SERVER_FAILURE : found, 2);
	header.writeUInt16BE(answers.length, 6);
	header.writeUInt32BE(0, 8);
	return Buffer.concat([header, question.subarray(12), ...answers.map((data) => recordOf(type, data))]);
}

function recordOf(type: number, data: Buffer): Buffer {
	const head = Buffer.alloc(12);
	// The name is that of the question.
	head.writeUInt16BE(0xc00c, 0);
	head.writeUInt16BE(type, 2);
	head.writeUInt16BE(1, 4);
	head.writeUInt32BE(60, 6);
	head.writeUInt16BE(data.length, 10);
	return Buffer.concat([head, data]);
}

function characterStrings(text: string): Buffer {
	const parts = text.match(/.{1,255}/gs) ?? [''];
	return Buffer.concat(parts.flatMap((part) => [Buffer.from([part.length]), Buffer.from(part)]));
}
