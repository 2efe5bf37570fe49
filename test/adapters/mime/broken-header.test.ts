import { describe, expect, it } from '@jest/globals';
import { repairHeader } from '../../../helpdesk/adapters/mime/broken-header';

const PART = { isRoot: false, parentType: 'multipart/mixed', rootType: undefined };
const ROOT = { isRoot: true, parentType: '', rootType: undefined };
const latin1 = (bytes: Buffer) => bytes.toString('latin1');

describe('repairHeader', () => {
	it.each([
		[
			'a boundary without its semicolon',
			ROOT,
			'Content-Type: multipart/mixed\r\n\tboundary="x"\r\n\r\n',
			'Content-Type: multipart/mixed;\r\n\tboundary="x"\r\n\r\n',
		],
		[
			'a mail of a digest',
			{ ...PART, parentType: 'multipart/digest' },
			'X-A: b\r\n\r\n',
			'Content-Type: message/rfc822\r\nX-A: b\r\n\r\n',
		],
		[
			'a part whose empty line is lost',
			PART,
			'Content-Type: multipart/alternative;\r\n boundary=y\r\nContent-Type: text/plain\r\n\r\n',
			'Content-Type: text/plain\r\n\r\n',
		],
		[
			'another type to read by',
			{ ...ROOT, rootType: 'text/plain' },
			'From: a@b.test\r\nContent-Type: multipart/mixed\r\n\r\n',
			'Content-Type: text/plain\r\nFrom: a@b.test\r\n\r\n',
		],
		[
			'raw 8-bit text',
			ROOT,
			'Subject: Gr\xfc\xdfe\r\nX-A: b\r\n\r\n',
			'Subject: GrÃ¼Ã\x9fe\r\nX-A: b\r\n\r\n',
		],
	])('repairs %s', (_what, place, header, repaired) => {
		expect(repairHeader(Buffer.from(header, 'latin1'), place, latin1).toString('latin1')).toBe(repaired);
	});

	it.each([
		['plain fields', 'From: a@b.test\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n'],
		['fields in UTF-8', 'From: Jörg <a@b.test>\r\n\r\n'],
		['two types of which the first is a text', 'Content-Type: text/html\r\nContent-Type: text/plain\r\n\r\n'],
	])('leaves %s as they are', (_what, header) => {
		const bytes = Buffer.from(header);
		expect(repairHeader(bytes, PART, latin1)).toBe(bytes);
	});
});
