import { describe, expect, it } from '@jest/globals';
import { masterInboxNotice, ownerAddress } from '../../helpdesk/domain/notice';
import { aStaffMember, aSupportMailbox } from '../support/builders';

const ANNA = aStaffMember({ name: 'Anna Bell', address: 'Anna@staff.test' });

describe('ownerAddress', () => {
	it.each([
		[
			'a staff member’s address',
			'anna@STAFF.test',
			[ANNA],
			{ name: 'Anna Bell', address: 'Anna@staff.test' },
		],
		['a staff member’s name', ' anna bell', [ANNA], { name: 'Anna Bell', address: 'Anna@staff.test' }],
		['the name of two', 'Anna Bell', [ANNA, { ...ANNA, address: 'other@staff.test' }], undefined],
		['the name of somebody who left', 'Anna Bell', [{ ...ANNA, isActive: false }], undefined],
		['any address', ' boss@acme.test ', [ANNA], { name: '', address: 'boss@acme.test' }],
		['a team', 'Sales', [ANNA], undefined],
		['empty', ' ', [{ ...ANNA, name: ' ' }], undefined],
	])('when the owner is %s', (_what, owner, staff, expected) => {
		expect(ownerAddress(owner, staff)).toEqual(expected);
	});
});

describe('masterInboxNotice', () => {
	it('says who changed what, and how to set it back', () => {
		const notice = masterInboxNotice({
			mailbox: aSupportMailbox(),
			before: '',
			after: 'replies@acme.test',
			actor: { name: 'root\r\nBcc: x@y.test', isAdmin: true },
		});
		expect(notice.subject).toBe('Master inbox of support@acme.test changed');
		expect(notice.text).toContain('An admin (root Bcc: x@y.test)');
		expect(notice.text).toContain('Acme Support <support@acme.test>');
		expect(notice.text).toContain('Before: the mailbox itself\nNow: replies@acme.test\n');
	});
});
