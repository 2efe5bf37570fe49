import { describe, expect, it } from '@jest/globals';
import type { SenderCheck } from '../../helpdesk/domain/mailbox';
import { isSenderInDoubt } from '../../helpdesk/domain/sender-check';

const OURS = 'mx.acme.test';
const PASS = `${OURS}; dmarc=pass header.from=acme-staff.test`;
const FAIL = `${OURS}; dmarc=fail header.from=acme-staff.test`;
const NONE = `${OURS}; dmarc=none header.from=acme-staff.test`;

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
		const checks: SenderCheck[] = ['strict', 'normal', 'token-only'];
		const found = checks.map((senderCheck) =>
			isSenderInDoubt(mail, { senderCheck, trustedServers: ['other.acme.test', OURS] }),
		);
		expect(found).toEqual(expected);
	});

	it('believes nobody where no server is trusted', () => {
		const from = { name: 'John', address: 'john@acme-staff.test' };
		for (const field of [FAIL, PASS, '; dmarc=fail', 'dmarc=fail']) {
			const headers = new Map([['authentication-results', [field]]]);
			const mailbox = { senderCheck: 'normal' as const, trustedServers: [] };
			expect(isSenderInDoubt({ from, headers }, mailbox)).toBe(false);
		}
	});
});
