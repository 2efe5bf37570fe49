import { afterAll, describe, expect, it } from '@jest/globals';
import { WorkerMailReader } from '../../../helpdesk/adapters/mime/worker-mail-reader';
import { rawMail } from '../../support/raw-mail';
import { rawMailOfBytes, readerInThisThread } from '../../support/read-mail';

const INNER = mixed('inner', 'Where is it?', textPart('a.txt', 'first'), textPart('b.txt', 'second'));
const RAW = rawMailOfBytes(
	'outer',
	mixed(
		'outer',
		'See there.',
		textPart('own.txt', 'own'),
		`Content-Type: message/rfc822\r\n\r\n${INNER.toString()}`,
	),
);

describe.each([
	['in this thread', readerInThisThread],
	['in a thread of its own', new WorkerMailReader()],
])('an attached mail, %s', (_where, reader) => {
	afterAll(() => (reader instanceof WorkerMailReader ? reader.close() : undefined));

	it('is read as if it came by itself', async () => {
		const mail = await reader.readAttached(RAW, 1);
		expect(mail).toMatchObject({ subject: 'inner', from: { address: 'frank@customer.test' } });
		expect(mail?.text.trim()).toBe('Where is it?');
	});

	it('has attachments that the outer mail gives', async () => {
		const outer = (await reader.read(RAW)).attachments.map(({ index }) => index);
		const inner = (await reader.readAttached(RAW, 1))?.attachments.map(({ index }) => index) ?? [];
		const wanted = [inner[1] ?? -1, outer[0] ?? -1, inner[0] ?? -1];
		expect(new Set([...outer, ...inner]).size).toBe(4);
		const found = await reader.attachments(RAW, wanted);
		expect(found.map(({ index }) => index)).toEqual(wanted);
		expect(found.map(({ filename }) => filename)).toEqual(['b.txt', 'own.txt', 'a.txt']);
		expect(found.map(({ content }) => Buffer.from(content).toString())).toEqual(['second', 'own', 'first']);
	});

	it('is not there where there is none', async () => {
		expect(await reader.readAttached(RAW, 7)).toBeUndefined();
		expect(await reader.attachments(RAW, [7, 2005, 8001])).toEqual([]);
	});
});

function mixed(subject: string, text: string, ...parts: readonly string[]): Buffer {
	const [head = ''] = rawMail({ subject }).toString().split('\r\nMIME-Version');
	const sections = [`Content-Type: text/plain\r\n\r\n${text}`, ...parts];
	return Buffer.from(
		[
			head,
			'MIME-Version: 1.0',
			`Content-Type: multipart/mixed; boundary="${subject}-part"`,
			'',
			...sections.map((section) => `--${subject}-part\r\n${section}`),
			`--${subject}-part--`,
			'',
		].join('\r\n'),
	);
}

function textPart(filename: string, content: string): string {
	return `Content-Type: text/plain\r\nContent-Disposition: attachment; filename="${filename}"\r\n\r\n${content}`;
}
