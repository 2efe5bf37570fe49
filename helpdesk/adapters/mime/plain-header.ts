import type { Address } from '../../domain/address';

/** A header field; of one that is repeated each time. */
export interface PlainField {
	/** The field name in lower case. */
	readonly key: string;
	/** The whole field, folded as it is. */
	readonly line: string;
	/** The field body, unfolded. */
	readonly value: string;
}

/** A value with parameters (RFC 2045 §5.1). */
export interface PlainValue {
	/** In lower case. */
	readonly value: string;
	/** By their names in lower case. */
	readonly params: ReadonlyMap<string, string>;
}

// Of these every reader takes another one when there are two.
const ONCE = new Set(
	'from to cc reply-to subject content-type content-transfer-encoding content-disposition content-id'.split(
		' ',
	),
);
const MAX_FIELDS = 400;
const LINE = /^(?:[\w.-]+:|[ \t])[\t -~]*$/;

/** Gives the fields of a header; undefined when it is not plain ASCII of proper fields (RFC 5322 §2.2). */
export function plainFields(header: string): PlainField[] | undefined {
	const folded: string[] = [];
	for (const line of header.split(/\r?\n/)) {
		if (line === '') continue;
		if (!LINE.test(line)) return undefined;
		const isContinuation = line.startsWith(' ') || line.startsWith('\t');
		if (!isContinuation) folded.push(line);
		else if (folded.length === 0 || line.trim() === '') return undefined;
		else folded.push(`${folded.pop()}\r\n${line}`);
	}
	const fields = folded.map((line) => {
		const colon = line.indexOf(':');
		const value = line.slice(colon + 1).replace(/\r\n[ \t]*/g, ' ');
		return { key: line.slice(0, colon).toLowerCase(), line, value: value.trim() };
	});
	const once = fields.filter(({ key }) => ONCE.has(key));
	const isAmbiguous = new Set(once.map(({ key }) => key)).size < once.length;
	return isAmbiguous || fields.length > MAX_FIELDS ? undefined : fields;
}

/** Gives a value with its parameters; undefined where quoting, comments or RFC 2231 make more of it. */
export function plainValue(body: string): PlainValue | undefined {
	const [first = ''] = /^[\w!#$&^.+/-]+/.exec(body) ?? [];
	const params = new Map<string, string>();
	const param = /\s*;\s*([a-z\d-]+)=(?:"([^"\\]*)"|([^\s"'*;,\\()<>]+))/giy;
	param.lastIndex = first.length;
	let end = first.length;
	for (let found = param.exec(body); found; found = param.exec(body)) {
		const [, name = '', quoted, bare = ''] = found;
		if (params.has(name.toLowerCase())) return undefined;
		params.set(name.toLowerCase(), quoted ?? bare);
		end = param.lastIndex;
	}
	const rest = body.slice(end).trim();
	return first !== '' && (rest === '' || rest === ';') ? { value: first.toLowerCase(), params } : undefined;
}

const ATOM = String.raw`[\w!#$%&'*+/=^\x60{|}~-]+`;
const ADDR_SPEC = String.raw`${ATOM}(?:\.${ATOM})*@[a-z\d-]+(?:\.[a-z\d-]+)*`;
const PERSON = String.raw`"(?<quoted>[^"\\()<>@:;]*)"|(?<bare>[\w!#$%&'*+/=?^\x60{|}~. -]*?)`;
const MAILBOX = new RegExp(
	String.raw`\s*(?:(?:${PERSON})\s*<(?<angle>${ADDR_SPEC})>|(?<alone>${ADDR_SPEC}))\s*(?:,(?=\s*\S)|$)`,
	'giy',
);

/** Gives the addresses of a field; undefined when it is no plain list of them (RFC 5322 §3.4). */
export function plainAddresses(body: string): Address[] | undefined {
	const addresses: Address[] = [];
	// Within names several blanks mean something; a long run of them would keep the expression busy.
	const list = body.replace(/>,\s+/g, '>, ');
	if (/\s\s|\t/.test(list)) return undefined;
	let end = 0;
	MAILBOX.lastIndex = 0;
	while (end < list.length) {
		const groups = MAILBOX.exec(list)?.groups;
		if (!groups) return undefined;
		end = MAILBOX.lastIndex;
		const { quoted, bare = '', angle, alone = '' } = groups;
		const name = plainWords((quoted ?? bare).trim());
		const address = angle ?? alone;
		// An internationalised domain, and an address that is an encoded word, are read in a way of their own.
		if (name === undefined || /xn--|=\?/i.test(address)) return undefined;
		addresses.push({ name, address });
	}
	return addresses;
}

const WORD =
	/=\?utf-8\?(?:(b)\?((?:[a-z\d+/]{4})*(?:[a-z\d+/]{2}==|[a-z\d+/]{3}=)?)|(q)\?((?:[!-<>@-~]|=[a-f\d]{2})*))\?=/i;
const WORDS = new RegExp(
	String.raw`${WORD.source}(?:\s+${WORD.source.replaceAll(/\((?!\?)/g, '(?:')})*`,
	'gi',
);

/** Gives a text with its encoded words decoded (RFC 2047); undefined when one of them is not plain UTF-8. */
export function plainWords(text: string): string | undefined {
	if (!text.includes('=?')) return text;
	let isPlain = true;
	const decoded = text.replaceAll(WORDS, (run: string) => {
		const words = run.split(/\s+/).map((word) => WORD.exec(word));
		// Encoded in two ways, they are not put together in the same way by everybody.
		if (new Set(words.map((word) => word?.[1] === undefined)).size > 1) isPlain = false;
		const bytes = Buffer.concat(words.map((word) => wordBytes(word?.[2], word?.[4] ?? '')));
		const said = utf8Of(bytes);
		if (said === undefined || said.includes('=?')) isPlain = false;
		return said ?? '';
	});
	return isPlain && !decoded.includes('=?') ? decoded : undefined;
}

function wordBytes(base64: string | undefined, quoted: string): Buffer {
	if (base64 !== undefined) return Buffer.from(base64, 'base64');
	return bytesOfEscapes(quoted.replaceAll('_', ' '));
}

/** Gives the bytes of ASCII in which others are written as "=" with two hexadecimal digits. */
export function bytesOfEscapes(text: string): Buffer {
	const unescaped = text.replace(/=([\da-f]{2})/gi, (_, hex: string) =>
		String.fromCharCode(Number.parseInt(hex, 16)),
	);
	return Buffer.from(unescaped, 'latin1');
}

function utf8Of(bytes: Buffer): string | undefined {
	try {
		return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
	} catch {
		return undefined;
	}
}
