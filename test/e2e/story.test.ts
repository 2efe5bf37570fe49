import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { header } from '../../helpdesk/domain/mail';
import {
	ACCOUNTS,
	CHRIS,
	FIONA,
	FRANK,
	JOHN,
	JOHNS_SIGNATURE,
	KELLY,
	PASSWORD,
	REPLIES,
	startAcme,
	SUPPORT,
	type Acme,
} from '../support/acme';
import { deskRows } from '../support/desk-file';
import type { MailPeer } from '../support/mail-peer';
import { startBestPeer } from '../support/peer';
import { answerTo, customerWrites, mailTo, notificationTo, staffAnswers } from '../support/story';
import { waitFor } from '../support/wait-for';

jest.setTimeout(180_000);

describe('the help desk on a real n8n', () => {
	let folder: string;
	let mail: MailPeer;
	let acme: Acme;

	beforeAll(async () => {
		folder = mkdtempSync(join(tmpdir(), 'e2e-'));
		mail = await startBestPeer({ accounts: ACCOUNTS });
		acme = await startAcme({ mail, folder });
	});

	afterAll(async () => {
		await acme?.stop();
		await mail?.stop();
		rmSync(folder, { recursive: true, force: true });
	});

	it('relays John’s answer to Frank and brings Frank’s answer back into the same conversation', async () => {
		const subject = 'The whole story';
		await customerWrites(acme, { subject, messageId: 'whole-story@customer.test' });
		const toJohn = await notificationTo(acme, JOHN, subject);
		await notificationTo(acme, CHRIS, subject);
		expect((await acme.phone.waitForNotification('kelly')).title).toContain(subject);

		await staffAnswers(acme, toJohn, 'Please try the big red button.');
		const answer = await mailTo(acme, FRANK, 'big red button');
		expect(answer.from).toEqual({ name: 'John Miller via Acme Support', address: SUPPORT });
		expect(answer.replyTo).toEqual([{ name: 'Acme Support', address: REPLIES }]);
		expect(answer.inReplyTo).toEqual(['whole-story@customer.test']);
		expect(answer.text.trim()).toBe(`Please try the big red button.\n\n-- \n${JOHNS_SIGNATURE}`);
		expect(header(answer, 'auto-submitted')).toBe('');

		await mail.deliver(REPLIES, answerTo(answer, 'The button helped.', { from: FRANK, to: REPLIES }), FRANK);
		const again = await mailTo(acme, JOHN, 'The button helped.');
		expect(again.subject).toBe(toJohn.subject);
		expect(await mail.inbox(KELLY)).toEqual([]);
	});

	it('keeps two customers with the same subject apart', async () => {
		const subject = 'Same subject';
		await customerWrites(acme, { subject, text: 'I am Frank.' });
		const aboutFrank = await mailTo(acme, JOHN, 'I am Frank.');
		await customerWrites(acme, { subject, text: 'I am Fiona.', from: FIONA });
		const aboutFiona = await mailTo(acme, JOHN, 'I am Fiona.');
		expect(aboutFiona.subject).not.toBe(aboutFrank.subject);

		await staffAnswers(acme, aboutFiona, 'This is for Fiona only.');
		await mailTo(acme, FIONA, 'This is for Fiona only.');
		await staffAnswers(acme, aboutFrank, 'This is for Frank only.');
		await mailTo(acme, FRANK, 'This is for Frank only.');
		expect((await mail.inbox(FRANK)).some((raw) => raw.includes('for Fiona'))).toBe(false);
		expect((await mail.inbox(FIONA)).some((raw) => raw.includes('for Frank'))).toBe(false);
	});

	it('does not relay a staff member’s answer from an unknown address', async () => {
		const subject = 'Unknown address';
		await customerWrites(acme, { subject });
		const toJohn = await notificationTo(acme, JOHN, subject);
		await staffAnswers(acme, toJohn, 'From my private account.', 'john@home.test');
		const hold = await waitFor(
			'the answer to be held',
			() => deskRows(folder, 'select reason from hold')[0],
			{
				timeoutMs: 60_000,
			},
		);
		expect(hold).toEqual({ reason: 'sender-not-recipient' });

		// What is sent after it shows that the first one had its time.
		await staffAnswers(acme, toJohn, 'From my work account.');
		await mailTo(acme, FRANK, 'From my work account.');
		expect((await mail.inbox(FRANK)).some((raw) => raw.includes('private account'))).toBe(false);
	});

	it('relays an answer to a notification that left before n8n was restarted', async () => {
		const subject = 'Before the restart';
		await customerWrites(acme, { subject });
		const toJohn = await notificationTo(acme, JOHN, subject);
		await acme.n8n.stop();
		await staffAnswers(acme, toJohn, 'Written while n8n was down.');
		await acme.startAgain();
		// The master inbox may connect a moment after the support mailbox; then the answer waits for the next delivery.
		await mailTo(acme, FRANK, 'Written while n8n was down.', 150_000);
		expect((await mail.inbox(FRANK)).filter((raw) => raw.includes('while n8n was down'))).toHaveLength(1);
	});

	it('leaves no password in its store, its items or its log', async () => {
		for (const { id } of await acme.n8n.executions()) {
			expect(JSON.stringify(await acme.n8n.execution(id))).not.toContain(PASSWORD);
		}
		expect(acme.n8n.log(10_000_000)).not.toContain(PASSWORD);
		for (const { name } of deskRows(folder, "select name from sqlite_master where type = 'table'")) {
			const values = deskRows(folder, `select * from "${String(name)}"`).flatMap(Object.values);
			const texts = values.map((value) =>
				value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : String(value),
			);
			expect(texts.filter((text) => text.includes(PASSWORD))).toEqual([]);
		}
	});
});
