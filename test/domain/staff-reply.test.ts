import { describe, expect, it } from '@jest/globals';
import type { Attachment } from '../../helpdesk/domain/mail';
import { cutStaffReply } from '../../helpdesk/domain/staff-reply';
import { aMail } from '../support/builders';
import { quoted } from '../support/raw-mail';

const MARK = 's0100b40000000000000000aaaaaaaaaaaaaaaa';
const OTHER = 's0100b40000000000000000bbbbbbbbbbbbbbbb';
const NOTIFICATION = `-- Reply above this line -- [${MARK}]\n\nCustomer: Frank\n\nIt does not print.`;

describe('cutStaffReply', () => {
	it('gives what was typed', () => {
		expect(cut(`Reboot.\n\nOn Sunday, Acme Support wrote:\n${quoted(NOTIFICATION)}`)).toEqual({
			text: 'Reboot.',
		});
	});

	it.each([
		['nothing is left', quoted(NOTIFICATION), 'empty-reply'],
		['nothing was sent', '', 'empty-reply'],
		['the marker is left', `Reboot.\n\n*Reply  above this\u00a0line*`, 'notification-in-reply'],
		[
			'the reason of the notification is left',
			'Yes.\n*You get this*\nbecause you want to',
			'notification-in-reply',
		],
		[
			'rows of the notification are left',
			'Yes.\n| *Customer:* Frank\n| Assigned to: nobody',
			'notification-in-reply',
		],
		['another token is left', `Reboot.\nsee ${OTHER.toUpperCase()}`, 'notification-in-reply'],
		['a mistyped note comes first', '@nite he is angry', 'unknown-command'],
		['a command without words comes first', '@close', 'unknown-command'],
	])('holds when %s', (_when, text, hold) => expect(cut(text)).toEqual({ hold }));

	it.each([
		['an address first', 'a@b.test is the address.'],
		['one word of the frame', 'Customer: that is you.'],
		['an @ alone', '@ noon we call you.'],
		['an @word later', 'Write to our\n@acme account.'],
	])('takes %s for text', (_what, text) => expect(cut(text)).toEqual({ text }));

	it('takes an answer that is a file only, but not one that is a logo only', () => {
		expect(cut('', [file(false)])).toEqual({ text: '' });
		expect(cut('', [file(true)])).toEqual({ hold: 'empty-reply' });
	});
});

function cut(text: string, attachments: readonly Attachment[] = []) {
	return cutStaffReply(aMail({ text, attachments }), undefined, {
		token: MARK,
		staffName: 'John Miller',
		ownNames: ['support@acme.test', 'Acme Support'],
		texts: [NOTIFICATION],
		notes: ['He is angry, be careful.'],
	});
}

function file(isInline: boolean): Attachment {
	return { index: 0, filename: 'a.png', contentType: 'image/png', bytes: 1, contentId: '', isInline };
}
