import { beforeEach, describe, expect, it } from '@jest/globals';
import { threadRawMail } from '../../helpdesk/desk/thread-raw-mail';
import { reprocessMail } from '../../helpdesk/desk/inbound-mails';
import { recordForwarding } from '../../helpdesk/desk/mailbox-connection';
import { receiveMail } from '../../helpdesk/desk/receive-mail';
import { settleMails } from '../../helpdesk/desk/settle-mail';
import { fileKey as fileKeyOf } from '../../helpdesk/domain/inbound-mail';
import type { Mailbox } from '../../helpdesk/domain/mailbox';
import { rawMail } from '../support/raw-mail';
import { aMailbox, arrive, offerDue, testDesk, USUAL_THREADING, type TestDesk } from '../support/test-desk';

describe('threadRawMail', () => {
	let desk: TestDesk;
	let mailbox: Mailbox;

	beforeEach(async () => {
		desk = await testDesk();
		mailbox = await aMailbox(desk);
	});

	it('opens a conversation once, however often the same bytes come', async () => {
		const raw = rawMail();
		const first = await threadRawMail(desk, mailbox.id, raw, USUAL_THREADING);
		expect(first.outcome.kind).toBe('new-conversation');
		expect(await threadRawMail(desk, mailbox.id, raw, USUAL_THREADING)).toEqual(first);
		expect(await desk.store.inbound.byId(first.inboundMailId)).toMatchObject({ state: 'processed' });
	});

	it('brings mail through that a run had which was killed, when the flow is run again', async () => {
		const raw = rawMail();
		await receiveMail(desk, mailbox.id, [{ sourceKey: fileKey(raw), raw }]);
		const [killed] = await offerDue(desk, mailbox.id, 1);
		const { inboundMailId, outcome } = await threadRawMail(desk, mailbox.id, raw, USUAL_THREADING);
		expect([inboundMailId, outcome.kind]).toEqual([killed?.id, 'new-conversation']);
		expect(await desk.store.inbound.byId(inboundMailId)).toMatchObject({ state: 'processed' });
	});

	it.each(['failed', 'quarantined'] as const)('brings mail through that was %s', async (state) => {
		const raw = rawMail();
		await receiveMail(desk, mailbox.id, [{ sourceKey: fileKey(raw), raw }]);
		for (let time = 0; time < (state === 'failed' ? 1 : 5); time++) {
			desk.wait(3_600_000);
			const [mail] = await offerDue(desk, mailbox.id, 1);
			await settleMails(desk, [mail?.id ?? ''], { failure: 'why' });
		}
		expect(await desk.store.inbound.list({ state, limit: 9 })).toHaveLength(1);
		const { inboundMailId } = await threadRawMail(desk, mailbox.id, raw, USUAL_THREADING);
		expect(await desk.store.inbound.byId(inboundMailId)).toMatchObject({ state: 'processed', error: '' });
	});

	it('says how to bring mail through that no trigger works on', async () => {
		const { inboundMailId } = await threadRawMail(desk, mailbox.id, rawMail(), USUAL_THREADING);
		const nobody = { isGone: () => false, inFlight: () => [] };
		await expect(reprocessMail(desk, inboundMailId, nobody)).rejects.toThrow('Inbound Mail > Get');
		await recordForwarding(desk, [mailbox.id]);
		expect(await reprocessMail(desk, inboundMailId, nobody)).toMatchObject({ state: 'failed' });
	});

	it('leaves nothing for the trigger of the mailbox', async () => {
		await threadRawMail(desk, mailbox.id, rawMail(), USUAL_THREADING);
		expect(await offerDue(desk, mailbox.id, 5)).toEqual([]);
	});

	it('knows mail that came by another way', async () => {
		const raw = rawMail();
		await arrive(desk, mailbox, raw);
		const { outcome } = await threadRawMail(desk, mailbox.id, raw, USUAL_THREADING);
		expect(outcome).toMatchObject({ kind: 'not-for-people', why: 'duplicate' });
	});

	it.each([
		['a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10])],
		['nothing', Buffer.alloc(0)],
		['JSON', Buffer.from('{"raw": "From: a@b.test"}')],
	])('refuses %s', async (_what, raw) => {
		await expect(threadRawMail(desk, mailbox.id, raw, USUAL_THREADING)).rejects.toMatchObject({
			code: 'invalid-input',
		});
	});

	function fileKey(raw: Buffer): string {
		return fileKeyOf(desk.crypto.digest(raw.toString('latin1')));
	}
});
