import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { UNREADABLE_TEXT } from '../../../helpdesk/adapters/mime/parse-mail';
import { WorkerMailReader } from '../../../helpdesk/adapters/mime/worker-mail-reader';
import type { RawMail } from '../../../helpdesk/ports';
import { rawMail } from '../../support/raw-mail';
import { rawMailOfBytes, readMail } from '../../support/read-mail';

describe('WorkerMailReader', () => {
	let reader: WorkerMailReader;

	beforeEach(() => {
		reader = new WorkerMailReader();
	});

	afterEach(() => reader.close());

	it('reads the same as this thread would, whatever the parts', async () => {
		const raw = withAttachment('Grüße', Buffer.alloc(300_000, 'abc'));
		const expected = await readMail(raw);
		expect(expected.attachments).toHaveLength(1);
		for (const partBytes of [777, 65_536, 1_000_000]) {
			expect(await reader.read(rawMailOfBytes(`mail-${partBytes}`, raw, partBytes))).toEqual(expected);
		}
	});

	it('gives attachments byte for byte', async () => {
		const content = Buffer.from(Array.from({ length: 5000 }, (_, index) => index % 256));
		const [found] = await reader.attachments(rawMailOfBytes('mail', withAttachment('x', content)), [0, 3]);
		expect(Buffer.from(found?.content ?? []).equals(content)).toBe(true);
	});

	it('reads a mail once for all who ask', async () => {
		let reads = 0;
		const mail: RawMail = {
			id: 'mail',
			bytes: 1,
			async *parts() {
				reads += 1;
				yield rawMail({ subject: 'once' });
			},
		};
		const [one, two] = await Promise.all([reader.read(mail), reader.read(mail)]);
		expect(two).toBe(one);
		expect(await reader.read(mail)).toBe(one);
		expect(reads).toBe(1);
	});

	it.each(['utf-8', 'koi8-r'])('reads many at once in %s', async (charset) => {
		const mails = Array.from({ length: 50 }, (_, index) => {
			const raw = `From: a@b.test\r\nSubject: mail ${index}\r\nContent-Type: text/plain; charset=${charset}\r\n\r\nHi`;
			return rawMailOfBytes(String(index), Buffer.from(raw));
		});
		const read = await Promise.all(mails.map((mail) => reader.read(mail)));
		expect(read.map(({ subject }) => subject)).toEqual(mails.map((_, index) => `mail ${index}`));
	});

	it('reads the beginning of a mail that takes too long, and goes on with others', async () => {
		await reader.close();
		reader = new WorkerMailReader({ timeoutMs: 300, memoryMb: 256 });
		// Comes to no end: each part is an hour's work for any parser that wants them all.
		const endless: RawMail = {
			id: 'endless',
			bytes: 1e12,
			async *parts() {
				yield rawMail({ subject: 'endless', text: 'It begins.' });
				for (;;) yield Buffer.alloc(65_536, 'x\r\n');
			},
		};
		const mail = await reader.read(endless);
		expect(mail).toMatchObject({ subject: 'endless', isIncomplete: true });
		expect(mail.text).toContain('It begins.');
		expect((await reader.read(rawMailOfBytes('next', rawMail({ subject: 'next' })))).subject).toBe('next');
	});

	it('fails when the bytes cannot be had, and tries again when asked again', async () => {
		let isAway = true;
		const mail: RawMail = {
			id: 'mail',
			bytes: 1,
			async *parts() {
				if (isAway) throw new Error('The database is away.');
				yield rawMail({ subject: 'back' });
			},
		};
		await expect(reader.read(mail)).rejects.toThrow('The database is away.');
		isAway = false;
		expect((await reader.read(mail)).subject).toBe('back');
	});

	it('says so where a mail has no text that can be read', async () => {
		const nothing = rawMailOfBytes('nothing', new Uint8Array());
		expect(await reader.read(nothing)).toMatchObject({ text: '', isIncomplete: false });
		const headers = 'From: a@b.test\r\nSubject: deep\r\n';
		const depth = 10_000;
		const parts = Array.from(
			{ length: depth },
			(_, level) => `Content-Type: multipart/mixed; boundary="b${level}"\r\n\r\n--b${level}\r\n`,
		);
		const raw = Buffer.from(headers + parts.join(''));
		expect(await reader.read(rawMailOfBytes('deep', raw))).toMatchObject({
			subject: 'deep',
			text: UNREADABLE_TEXT,
			isIncomplete: true,
		});
	});
});

function withAttachment(text: string, content: Buffer): Buffer {
	return Buffer.from(
		[
			'From: frank@customer.test',
			'Subject: with a file',
			'Content-Type: multipart/mixed; boundary=b',
			'',
			'--b',
			'Content-Type: text/plain; charset=utf-8',
			'',
			text,
			'--b',
			'Content-Type: application/octet-stream; name=a.bin',
			'Content-Transfer-Encoding: base64',
			'',
			content.toString('base64').replace(/.{76}/g, '$&\r\n'),
			'--b--',
			'',
		].join('\r\n'),
	);
}
