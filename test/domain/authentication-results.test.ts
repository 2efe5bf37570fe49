import { describe, expect, it } from '@jest/globals';
import { authenticationResults } from '../../helpdesk/domain/authentication-results';

type Expected = [method: string, result: string, properties: Record<string, string>];

describe('authenticationResults', () => {
	it.each<[string, string, string, Expected[]]>([
		[
			'says all on one line',
			'MX.acme.test; spf=pass smtp.mailfrom=john@acme.test; dmarc=pass header.from=acme.test',
			'mx.acme.test',
			[
				['spf', 'pass', { 'smtp.mailfrom': 'john@acme.test' }],
				['dmarc', 'pass', { 'header.from': 'acme.test' }],
			],
		],
		[
			'names versions and has comments inside comments',
			'mx.acme.test (our (own) "server) 1 ; dkim/1 (RSA; 2048=) = (of course\\)) fail reason="bad; signature" header.d=acme.test',
			'mx.acme.test',
			[['dkim', 'fail', { reason: 'bad; signature', 'header.d': 'acme.test' }]],
		],
		['found nothing', 'mx.acme.test 1; none', 'mx.acme.test', []],
		[
			'leaves its own name out',
			'spf=pass smtp.mailfrom=acme.test;dmarc=pass action=none header.from=acme.test',
			'',
			[
				['spf', 'pass', { 'smtp.mailfrom': 'acme.test' }],
				['dmarc', 'pass', { action: 'none', 'header.from': 'acme.test' }],
			],
		],
		[
			'quotes a sender who writes results',
			'mx.acme.test; spf=fail smtp.mailfrom="x; dmarc=pass \\"y"@evil.test; dmarc=fail',
			'mx.acme.test',
			[
				['spf', 'fail', { 'smtp.mailfrom': 'x; dmarc=pass "y@evil.test' }],
				['dmarc', 'fail', {}],
			],
		],
		[
			'shows a sender with the sign "="',
			'mx.acme.test; spf=pass smtp.mailfrom=bounce+john=acme.test@list.test smtp.helo=list.test',
			'mx.acme.test',
			[['spf', 'pass', { 'smtp.mailfrom': 'bounce+john=acme.test@list.test', 'smtp.helo': 'list.test' }]],
		],
		[
			'names a property twice',
			'mx.acme.test; dmarc=pass header.from=evil.test header.from=acme.test',
			'mx.acme.test',
			[['dmarc', 'pass', { 'header.from': 'evil.test' }]],
		],
		['never ends a comment', 'mx.acme.test; dmarc=pass (because', 'mx.acme.test', [['dmarc', 'pass', {}]]],
		['never ends a quote', 'mx.acme.test; dmarc="pass', 'mx.acme.test', [['dmarc', 'pass', {}]]],
		['is empty', '', '', []],
	])('when the server %s', (_when, field, authservId, expected) => {
		const { authservId: server, results } = authenticationResults(field);
		expect(server).toBe(authservId);
		expect(results.map((each) => [each.method, each.result, Object.fromEntries(each.properties)])).toEqual(
			expected,
		);
	});

	it.each(['(', '"', '=', ';', 'a=', '\\', '(\\'])('reads a million times %j in no time', (text) => {
		const start = performance.now();
		authenticationResults(`mx.acme.test; ${text.repeat(1_000_000)}`);
		expect(performance.now() - start).toBeLessThan(500);
	});
});
