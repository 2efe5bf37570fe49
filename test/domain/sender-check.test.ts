import { describe, expect, it } from '@jest/globals';
import type { SenderCheck } from '../../helpdesk/domain/mailbox';
import { isSenderInDoubt, needsOwnCheck, type SenderVerdict } from '../../helpdesk/domain/sender-check';

const OURS = 'mx.acme.test';
const PASS = `${OURS}; dmarc=pass header.from=acme-staff.test`;
const FAIL = `${OURS}; dmarc=fail header.from=acme-staff.test`;
const NONE = `${OURS}; dmarc=none header.from=acme-staff.test`;
const CHECKS: SenderCheck[] = ['strict', 'normal', 'token-only'];

describe('isSenderInDoubt', () => {
	// By the checks strict, normal and token-only.
	it.each<[string, string[], [boolean, boolean, boolean]]>([
		['says nothing', [], [true, false, false]],
		['passed', [PASS], [false, false, false]],
		['failed', [FAIL], [true, true, false]],
		['has no policy', [NONE], [true, false, false]],
		['could not be looked up', [`${OURS}; dmarc=temperror`], [true, false, false]],
		[
			'passed in another case',
			['MX.Acme.test; DMARC=Pass header.from=ACME-Staff.test'],
			[false, false, false],
		],
		['passed by a server that we do not trust', ['mx.evil.test; dmarc=pass'], [true, false, false]],
		['failed by a server that we do not trust', ['mx.evil.test; dmarc=fail'], [true, false, false]],
		['passed by a server that has no name', ['dmarc=pass header.from=acme-staff.test'], [true, false, false]],
		['failed, with a pass of ours below', [FAIL, PASS], [true, true, false]],
		['has no policy, with a pass of ours below', [NONE, PASS], [true, false, false]],
		['passed, with a failure of ours below', [PASS, FAIL], [false, false, false]],
		['failed, below what strangers say', ['mx.evil.test; dmarc=pass', FAIL], [true, true, false]],
		['passed for somebody else', [`${OURS}; dmarc=pass header.from=evil.test`], [true, true, false]],
		[
			'passed and failed at once',
			[`${OURS}; dmarc=pass header.from=acme-staff.test; dmarc=fail header.from=acme-staff.test`],
			[true, true, false],
		],
		['passed for the domain above', [`${OURS}; dmarc=pass header.from=test`], [false, false, false]],
		[
			'says a domain that only ends alike',
			[`${OURS}; dmarc=pass header.from=staff.test`],
			[true, true, false],
		],
		[
			'knows SPF alone, which fails',
			[`${OURS}; spf=fail smtp.mailfrom=x@acme-staff.test`],
			[true, true, false],
		],
		[
			'knows SPF alone, which passes',
			[`${OURS}; spf=pass smtp.mailfrom=acme-staff.test`],
			[true, false, false],
		],
		[
			'knows SPF alone, of another domain',
			[`${OURS}; spf=fail smtp.mailfrom=list.test`],
			[true, false, false],
		],
		['knows DKIM alone, which fails', [`${OURS}; dkim=fail header.d=acme-staff.test`], [true, true, false]],
		[
			'knows DKIM, which passes, and SPF, which a forwarder broke',
			[`${OURS}; spf=fail smtp.mailfrom=acme-staff.test; dkim=pass header.i=@acme-staff.test`],
			[true, false, false],
		],
		[
			'knows a soft failure only',
			[`${OURS}; spf=softfail smtp.mailfrom=acme-staff.test`],
			[true, false, false],
		],
	])('when it %s', (_when, fields, expected) => {
		const mail = {
			from: { name: 'John', address: 'john@acme-staff.test' },
			headers: new Map([['authentication-results', fields]]),
		};
		const found = CHECKS.map((senderCheck) =>
			isSenderInDoubt(mail, { senderCheck, trustedServers: ['other.acme.test', OURS] }, 'none'),
		);
		expect(found).toEqual(expected);
	});

	it.each<[string, string, SenderVerdict, [boolean, boolean, boolean]]>([
		['the desk passed it, and no server said anything', '', 'pass', [false, false, false]],
		['the desk found it forged, and no server said anything', '', 'fail', [true, true, false]],
		['the desk passed it, and our server knows no policy', NONE, 'pass', [false, false, false]],
		['the desk passed it, and our server found it forged', FAIL, 'pass', [true, true, false]],
		['the desk found it forged, and our server passed it', PASS, 'fail', [false, false, false]],
	])('when %s', (_when, field, ownVerdict, expected) => {
		const found = CHECKS.map((senderCheck) =>
			isSenderInDoubt(mailWith(field), { senderCheck, trustedServers: [OURS] }, ownVerdict),
		);
		expect(found).toEqual(expected);
	});

	it('believes nobody where no server is trusted', () => {
		const from = { name: 'John', address: 'john@acme-staff.test' };
		for (const field of [FAIL, PASS, '; dmarc=fail', 'dmarc=fail']) {
			const headers = new Map([['authentication-results', [field]]]);
			const mailbox = { senderCheck: 'normal' as const, trustedServers: [] };
			expect(isSenderInDoubt({ from, headers }, mailbox, 'none')).toBe(false);
		}
	});
});

describe('needsOwnCheck', () => {
	const settings = { checksSenders: true, senderCheck: 'normal' as const, trustedServers: [OURS] };

	it.each([
		['no server says anything', '', settings, true],
		['our server knows no policy', NONE, settings, true],
		['only a stranger’s server passed it', 'mx.evil.test; dmarc=pass', settings, true],
		['our server passed it', PASS, settings, false],
		['our server found it forged', FAIL, settings, false],
		['the mailbox does not ask for it', '', { ...settings, checksSenders: false }, false],
		['the mailbox believes the token alone', '', { ...settings, senderCheck: 'token-only' as const }, false],
	])('is told when %s', (_when, field, mailbox, expected) => {
		expect(needsOwnCheck(mailWith(field), mailbox)).toBe(expected);
	});
});

function mailWith(field: string) {
	return {
		from: { name: 'John', address: 'john@acme-staff.test' },
		headers: new Map(field === '' ? [] : [['authentication-results', [field]]]),
	};
}
