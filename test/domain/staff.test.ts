import { describe, expect, it } from '@jest/globals';
import { mayAnswerFrom, toConfirm } from '../../helpdesk/domain/staff';
import { aStaffMember } from '../support/builders';

describe('mayAnswerFrom', () => {
	const john = aStaffMember({ alternateAddresses: ['John@home.test'] });

	it.each([
		['the address on file', john, 'JOHN@acme-staff.test', true],
		['a further address on file', john, 'john@HOME.test', true],
		[
			'an address that is not confirmed',
			{ ...john, unconfirmedAddresses: ['john@Home.test'] },
			'john@HOME.test',
			false,
		],
		['another address', john, 'john@evil.test', false],
		['no address', john, '', false],
		['an inactive person', { ...john, isActive: false }, 'john@acme-staff.test', false],
		['an away person', { ...john, isAway: true }, 'john@acme-staff.test', true],
	])('judges %s', (_what, staff, address, may) => expect(mayAnswerFrom(staff, address)).toBe(may));
});

describe('toConfirm', () => {
	const john = aStaffMember({
		alternateAddresses: ['john@home.test', 'john@new.test'],
		unconfirmedAddresses: ['john@new.test'],
	});

	it.each<[string, string[], string[]]>([
		['are none', [], []],
		['were confirmed', ['JOHN@home.test', 'john@acme-staff.test'], []],
		['wait already', ['john@home.test', 'John@new.test'], ['John@new.test']],
		['are new', ['john@home.test', 'john@other.test'], ['john@other.test']],
	])('gives those of further addresses that %s', (_which, addresses, expected) =>
		expect(toConfirm(john, addresses)).toEqual(expected),
	);
});
