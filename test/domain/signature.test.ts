import { describe, expect, it } from '@jest/globals';
import { signatureOf, signedBodies } from '../../helpdesk/domain/signature';
import { aSupportMailbox } from '../support/builders';

describe('signatureOf', () => {
	it.each([
		['the staff member’s, filled in', '{staffName}, {channelName}', 'The team', 'John, Acme Support'],
		[
			'the mailbox’s where the person has none',
			' \n',
			'{staffName} <{mailboxAddress}>',
			'John <support@acme.test>',
		],
		['empty where there is none', '', ' ', ''],
	])('is %s', (_what, ofStaff, ofMailbox, signature) => {
		const staff = { name: 'John', signature: ofStaff };
		expect(signatureOf(aSupportMailbox({ signature: ofMailbox }), staff)).toBe(signature);
	});
});

describe('signedBodies', () => {
	it('sets the signature off, once', () => {
		expect(signedBodies('\nReboot & wait.\n\n', 'John\n<Acme>')).toEqual({
			text: 'Reboot & wait.\n\n-- \nJohn\n<Acme>\n',
			html: '<div>Reboot &amp; wait.</div>\n<br>\n<div class="signature">-- <br>\nJohn<br>\n&lt;Acme&gt;</div>',
		});
	});

	it('leaves the answer alone where there is none', () => {
		expect(signedBodies('a\nb', '')).toEqual({ text: 'a\nb\n', html: '<div>a<br>\nb</div>' });
	});
});
