import { describe, expect, it } from '@jest/globals';
import { mayAnswerFrom } from '../../helpdesk/domain/staff';
import { aStaffMember } from '../support/builders';

describe('mayAnswerFrom', () => {
	const john = aStaffMember({ alternateAddresses: ['John@home.test'] });

	it.each([
		['the address on file', john, 'JOHN@acme-staff.test', true],
		['a further address on file', john, 'john@HOME.test', true],
		['another address', john, 'john@evil.test', false],
		['no address', john, '', false],
		['an inactive person', { ...john, isActive: false }, 'john@acme-staff.test', false],
		['an away person', { ...john, isAway: true }, 'john@acme-staff.test', true],
	])('judges %s', (_what, staff, address, may) => expect(mayAnswerFrom(staff, address)).toBe(may));
});
