import { beforeEach, describe, expect, it } from '@jest/globals';
import { queueReply } from '../../helpdesk/desk/queue-reply';
import { settleMails } from '../../helpdesk/desk/settle-mail';
import type { Message } from '../../helpdesk/domain/conversation';
import type { Mailbox } from '../../helpdesk/domain/mailbox';
import { answerTo, customerWrites, messageOf, notify } from '../support/answers';
import { sendDue } from '../support/outbox';
import { aMailbox, arrive, aStaff, testDesk, type TestDesk } from '../support/test-desk';

const FILE = [
	'Content-Type: application/pdf; name=contract.pdf',
	'Content-Disposition: attachment',
	'Content-Transfer-Encoding: base64',
	'',
	'JVBERi0xLjQK',
].join('\r\n');
const FRANK = 'frank@customer.test';

describe('raw mail that is pruned', () => {
	let desk: TestDesk;
	let mailbox: Mailbox;
	let answer: Message;

	beforeEach(async () => {
		desk = await testDesk();
		mailbox = await aMailbox(desk);
		await aStaff(desk);
		const [notification] = await notify(desk, mailbox, await customerWrites(desk, mailbox));
		const headers = ['Content-Type: multipart/mixed; boundary=b', '', '--b'];
		const text = `The contract is attached.\r\n--b\r\n${FILE}\r\n--b--`;
		const parts = { ...answerTo(notification), headers, text };
		const { inboundMailId, outcome } = await arrive(desk, mailbox, parts);
		await settleMails(desk, [inboundMailId], { failure: undefined });
		answer = await messageOf(desk, outcome);
		expect(answer.attachments).toHaveLength(1);
	});

	it('is kept as long as an answer that nobody sent yet takes its files from it', async () => {
		expect(await prunedFor(answer)).toBe(false);
		await queueReply(desk, answer.id);
		expect(await prunedFor(answer)).toBe(false);
		expect((await toFrank())?.attachments).toHaveLength(1);
		expect(await prunedFor(answer)).toBe(true);
	});

	it('is missed: an answer never leaves without its files', async () => {
		const queued = await queueReply(desk, answer.id);
		// As it was before raw mail that is still needed was kept.
		await desk.store.inbound.dropDownload(answer.inboundMailId ?? '');
		expect(await toFrank()).toBeUndefined();
		const id = 'mail' in queued ? queued.mail.id : '';
		expect(await desk.store.outbound.byId(id)).toMatchObject({
			state: 'failed',
			error: expect.stringContaining('files'),
		});
	});

	async function toFrank() {
		return (await sendDue(desk, mailbox)).find(({ mail }) => mail.recipient.address === FRANK);
	}

	async function prunedFor({ inboundMailId = '' }: Message): Promise<boolean> {
		desk.wait(86_400_000);
		await desk.store.inbound.pruneBefore(mailbox.id, desk.clock.now(), 100);
		return (await desk.store.inbound.part(inboundMailId, 0)) === undefined;
	}
});
