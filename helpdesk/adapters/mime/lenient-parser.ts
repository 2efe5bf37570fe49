import { Transform, type TransformCallback } from 'node:stream';
import { MailParser } from 'mailparser';
import { repairHeader } from './broken-header';
import { asUtf8, decodeText, type Decode } from './charset';
import { joinedBodies, type BodyPart } from './joined-bodies';

const OPTIONS = {
	skipImageLinks: true,
	keepDeliveryStatus: true,
	// A mail in a mail is an attachment also where it says "inline": its words are not the sender's.
	ignoreEmbedded: true,
};

// What we reach into; the version is pinned, and the tests of each correction tell when it moves.
interface PartHead {
	readonly root: boolean;
	readonly filename: string | false;
	contentType: string | false;
	readonly parentNode: PartHead | false;
	disposition: string | false;
	_headersLines: Buffer[];
	_headerlen: number;
	parseHeaders(): void;
}
interface Internals {
	readonly splitter: {
		node: PartHead;
		newNode(parent?: PartHead): void;
		checkBoundary(line: Buffer): number | false;
	};
	readonly libmime: { decodeWord(charset: string, encoding: 'B', text: string): string };
	decoder: { decodeStream(charset: string): Transform };
	createNode(part: PartHead): { isAttachment?: boolean; charset?: string };
	readonly tree: BodyPart;
	getTextContent(): { type: 'text'; text: string; html: string };
}

/**
 * Gives a mailparser that is corrected where it loses what broken mail has.
 *
 * @param rootType - the content type to read the mail by, in place of its own
 */
export function lenientParser(rootType?: string): MailParser {
	const parser = new MailParser(OPTIONS);
	const internals = parser as unknown as Internals;
	const decode: Decode = (charset, bytes) =>
		internals.libmime.decodeWord(charset, 'B', bytes.toString('base64'));
	correctHeaders(internals, decode, rootType);
	correctBoundaries(internals);
	correctBodies(internals, decode);
	// mailparser's own conversions reject whole mails with deep HTML.
	internals.getTextContent = () => ({ type: 'text', ...joinedBodies(internals.tree) });
	return parser;
}

function correctHeaders({ splitter }: Internals, decode: Decode, rootType: string | undefined): void {
	const repair = (part: PartHead) => {
		const parse = part.parseHeaders.bind(part);
		part.parseHeaders = () => {
			const parentType = (part.parentNode && part.parentNode.contentType) || '';
			const place = { isRoot: part.root, parentType, rootType };
			const header = repairHeader(Buffer.concat(part._headersLines), place, (bytes) =>
				decodeText(bytes, '', decode),
			);
			part._headersLines = [header];
			part._headerlen = header.length;
			parse();
		};
	};
	const newNode = splitter.newNode.bind(splitter);
	splitter.newNode = (parent) => {
		newNode(parent);
		repair(splitter.node);
	};
	repair(splitter.node);
}

// RFC 2046 §5.1.1: white space may follow a boundary.
function correctBoundaries({ splitter }: Internals): void {
	const checkBoundary = splitter.checkBoundary.bind(splitter);
	splitter.checkBoundary = (line) => checkBoundary(isPadded(line) ? unpadded(line) : line);
}

function isPadded(line: Buffer): boolean {
	if (line[0] !== 0x2d || line[1] !== 0x2d) return false;
	const last = line[line.length - (line[line.length - 2] === 0x0d ? 3 : 2)];
	return last === 0x20 || last === 0x09;
}

function unpadded(line: Buffer): Buffer {
	return Buffer.from(`${line.toString('latin1').trimEnd()}\r\n`, 'latin1');
}

function correctBodies(internals: Internals, decode: Decode): void {
	const createNode = internals.createNode.bind(internals);
	internals.createNode = (part) => {
		// RFC 2045 §5.2: a type that is none is plain text.
		if (part.contentType === 'text') part.contentType = 'text/plain';
		// What nobody can name is no attachment: it is the text, whatever an odd disposition says.
		const isText = part.contentType === 'text/plain' || part.contentType === 'text/html' || !part.contentType;
		if (isText && !part.filename && (part.root || part.disposition !== 'attachment'))
			part.disposition = false;
		const node = createNode(part);
		// With a name that is neither ASCII's nor UTF-8's, mailparser asks our decoder.
		if (!node.isAttachment) node.charset = `declared ${node.charset ?? ''}`;
		return node;
	};
	internals.decoder = {
		decodeStream: (charset) => new TextDecoding(charset.slice('declared '.length), decode),
	};
}

/** Turns the bytes of a text part into UTF-8 when all of them are there. */
class TextDecoding extends Transform {
	private readonly parts: Buffer[] = [];

	constructor(
		private readonly declared: string,
		private readonly decode: Decode,
	) {
		super();
	}

	override _transform(part: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
		this.parts.push(part);
		done();
	}

	override _flush(done: TransformCallback): void {
		this.push(asUtf8(Buffer.concat(this.parts), this.declared, this.decode));
		done();
	}
}
