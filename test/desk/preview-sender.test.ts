import { beforeEach, describe, expect, it } from '@jest/globals';
import { recordConnection } from '../../helpdesk/desk/mailbox-connection';
import { previewSender } from '../../helpdesk/desk/preview-sender';
import { updateMailbox } from '../../helpdesk/desk/save-mailbox';
import type { Mailbox } from '../../helpdesk/domain/mailbox';
import type { StaffSettings } from '../../helpdesk/domain/staff';
import { aMailbox, aStaff, testDesk, type TestDesk } from '../support/test-desk';

const EXAMPLE = { subject: 'My printer', text: 'Reboot.' };

let desk: TestDesk;
let mailbox: Mailbox;

beforeEach(async () => {
	desk = await testDesk();
	mailbox = await aMailbox(desk, { signature: '{channelName}' });
});

describe('previewSender', () => {
	it('shows what the customer will see, and sends nothing', async () => {
		expect(await preview()).toEqual({
			from: { name: 'John Miller via Acme Support', address: 'support@acme.test' },
			replyTo: undefined,
			subject: 'Re: My printer',
			text: 'Reboot.\n\n-- \nAcme Support\n',
			html: '<div>Reboot.</div>\n<br>\n<div class="signature">-- <br>\nAcme Support</div>',
			refusal: undefined,
		});
		expect(await desk.store.outbound.list({ limit: 9 })).toEqual([]);
	});

	it.each<[string, Partial<StaffSettings>, string, RegExp]>([
		[
			'cleaned HTML, and text made from it',
			{ signatureHtml: '<p onclick="x()"><b>{staffName}</b><br>{mailboxAddress}</p><script>x()</script>' },
			'John Miller\nsupport@acme.test',
			/<p><b>John Miller<\/b><br \/>support@acme\.test<\/p>/,
		],
		['each as it was written', { signature: 'J. M.', signatureHtml: '<b>John</b>' }, 'J. M.', /<b>John<\/b>/],
		[
			'no link that a name smuggles in',
			{ name: 'javascript:x', signatureHtml: '<a href="{staffName}">me</a>' },
			'me',
			/<a rel="[^"]*">me<\/a>/,
		],
	])('signs with %s', async (_what, settings, text, html) => {
		const shown = await preview(settings);
		expect(shown.text).toBe(`Reboot.\n\n-- \n${text}\n`);
		expect(shown.html).toMatch(html);
		expect(shown.html).not.toMatch(/script>|onclick|javascript/);
	});

	it('takes the person’s style of the name in From before the mailbox’s', async () => {
		expect((await preview({ fromNameStyle: 'staff' })).from.name).toBe('John Miller');
	});

	it('shows the master inbox, and why the answer would be paused', async () => {
		const replies = await aMailbox(desk, { address: 'replies@acme.test' });
		await recordConnection(desk, replies.id, 'connected', '');
		await updateMailbox(desk, mailbox.id, { masterInboxId: replies.id });
		await recordConnection(desk, replies.id, 'disconnected', 'why');
		expect(await preview()).toMatchObject({
			replyTo: { name: 'Acme Support', address: 'replies@acme.test' },
			refusal: 'not-connected',
		});
	});
});

async function preview(settings: Partial<StaffSettings> = {}) {
	return await previewSender(desk, mailbox.id, (await aStaff(desk, settings)).id, EXAMPLE);
}
