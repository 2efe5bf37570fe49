import { beforeEach, describe, expect, it } from '@jest/globals';
import { placeholder } from '../../helpdesk/adapters/imap/placeholder';
import type { Release } from '../../helpdesk/desk/release-mail';
import { releaseHold } from '../../helpdesk/desk/settle-hold';
import type { Mailbox } from '../../helpdesk/domain/mailbox';
import type { OutboundMail } from '../../helpdesk/domain/outbound-mail';
import { answerTo, customerWrites, messageOf, notify, reasonOf } from '../support/answers';
import { rawMail } from '../support/raw-mail';
import { aMailbox, arrive, aStaff, testDesk, type TestDesk } from '../support/test-desk';

// A signature, a key, and one attribute: of the message (1) or of an attachment (2).
const TNEF = '789f3e220100';
const OF_MESSAGE = '010690080004000000000001000100';
const OF_FILE = '020290060001000000010100';
const TOO_LARGE = 'This mail of 30 MB is over the limit of 25 MB.';

describe('an answer that the desk cannot read whole', () => {
	let desk: TestDesk;
	let mailbox: Mailbox;
	let notification: OutboundMail | undefined;

	beforeEach(async () => {
		desk = await testDesk();
		mailbox = await aMailbox(desk);
		await aStaff(desk);
		[notification] = await notify(desk, mailbox, await customerWrites(desk, mailbox));
	});

	it.each<[string, () => Buffer]>([
		['is over the size limit', () => Buffer.from(placeholder(rawMail(answerTo(notification)), TOO_LARGE))],
		['has pictures in its HTML that make it too long', () => rawMail(withPicture('A'.repeat(600_000)))],
		['is built to hurt', () => rawMail({ ...answerTo(notification), ...tangled(10_000) })],
		['has files inside Outlook’s own copy', () => rawMail(withCopy(`${TNEF}${OF_MESSAGE}${OF_FILE}`))],
		['has a copy by Outlook that is broken', () => rawMail(withCopy('00'))],
	])('is held when it %s', async (_when, raw) => {
		const { outcome } = await arrive(desk, mailbox, raw());
		expect(await reasonOf(desk, outcome)).toBe('incomplete-answer');
	});

	it.each([
		['has a copy by Outlook without files', () => withCopy(`${TNEF}${OF_MESSAGE}`)],
		['has a picture in its HTML', () => withPicture('iVBORw==')],
		['is a note, which keeps the copy', () => withCopy(`${TNEF}${OF_FILE}`, '@note\r\nSee the plan.')],
	])('is not meant when it %s', async (_when, parts) => {
		const { outcome } = await arrive(desk, mailbox, parts());
		expect(['staff-reply', 'note']).toContain(await reasonOf(desk, outcome));
	});

	it('is released without the files that are lost, when a person says so', async () => {
		const { outcome } = await arrive(desk, mailbox, withCopy(`${TNEF}${OF_FILE}`));
		const id = outcome.kind === 'held' ? outcome.holdId : '';
		const release: Release = {
			as: undefined,
			by: undefined,
			text: undefined,
			withAttachments: true,
			conversationId: undefined,
			customer: undefined,
		};
		await expect(releaseHold(desk, id, release)).rejects.toMatchObject({ code: 'release-refused' });
		const released = await releaseHold(desk, id, { ...release, withAttachments: false });
		expect(await messageOf(desk, released.outcome)).toMatchObject({ text: 'See the plan.', attachments: [] });
	});

	function withPicture(data: string) {
		const html = `<p>See here:</p><p><img src="data:image/png;base64,${data}"></p><p>Then press OK.</p>`;
		return answerTo(notification, { text: 'See here:\n\nThen press OK.', html });
	}

	function withCopy(hex: string, typed = 'See the plan.') {
		const headers = ['Content-Type: multipart/mixed; boundary=b', '', '--b'];
		const part = [
			'--b',
			'Content-Type: application/ms-tnef; name=winmail.dat',
			'Content-Transfer-Encoding: base64',
			'',
			Buffer.from(hex, 'hex').toString('base64'),
			'--b--',
		];
		return answerTo(notification, { headers, text: `${typed}\r\n${part.join('\r\n')}` });
	}
});

// Each part holds the next one.
function tangled(depth: number) {
	const parts = Array.from(
		{ length: depth },
		(_, at) => `Content-Type: multipart/mixed; boundary=b${at}\r\n\r\n--b${at}`,
	);
	return { headers: [parts.join('\r\n')] };
}
