import { describe, expect, it } from '@jest/globals';
import { bannerLength } from '../../../helpdesk/domain/reply/banner-lines';

const JOHN = 'john@staff.test';
const CAUTION =
	'CAUTION: This email originated from outside of the organization. Do not click links or open attachments unless you recognize the sender.';

describe('bannerLength', () => {
	it.each<[string, readonly string[], number]>([
		['a warning', [CAUTION, '', 'Reboot.'], 1],
		['a warning between rulers', ['', '-----', `[${CAUTION}]`, '-----', 'Reboot.'], 3],
		[
			'a warning that was wrapped',
			[CAUTION.slice(0, 72), CAUTION.slice(72, 120), CAUTION.slice(120), 'Reboot.'],
			3,
		],
		[
			'a warning that was wrapped early',
			[`${CAUTION.slice(0, 46)}`, CAUTION.slice(47, 120), CAUTION.slice(120), 'Reboot.'],
			3,
		],
		['a warning in German', ['ACHTUNG: Diese E-Mail stammt von einem externen Absender.', 'Neu starten.'], 1],
		['a warning without an end', [CAUTION.slice(0, 63), 'Reboot.'], 1],
		[
			'a warning without an end, above an answer about such things',
			[CAUTION.slice(0, 63), 'Please open the attachment.', 'click the link in it'],
			1,
		],
		['a short one', ['[EXTERNAL] This message is from outside Acme', 'Reboot.'], 1],
		[
			'the word of a mail service',
			[
				'Some people who received this message don’t often get email from John@staff.test. Learn why this is important',
				'',
				CAUTION,
				'Reboot.',
			],
			3,
		],
		[
			'its word in another language',
			['Sie erhalten nicht oft eine E-Mail von john@staff.test. Erfahren Sie, warum dies wichtig ist', 'x'],
			1,
		],
		['its word about somebody else', ['You don’t often get email from frank@customer.test', 'Reboot.'], 0],
		['an answer about such mail', ['Warning: mail from outside may be forged.', 'Delete it.'], 0],
		['an answer that asks for care', ['Caution: do not click links in mail from outside.'], 0],
		['a warning further down', ['Hello,', CAUTION], 0],
		['an answer on the line of a warning', [`${CAUTION} Hi Frank, your toner is on its way.`], 0],
		['a number above a warning that is quoted', ['4711', '', CAUTION], 0],
		['nothing', [], 0],
	])('counts %s', (_what, lines, expected) => expect(bannerLength(lines, JOHN)).toBe(expected));
});
