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
		const staff = { name: 'John', signature: ofStaff, signatureHtml: '' };
		expect(signatureOf(aSupportMailbox({ signature: ofMailbox }), staff).text).toBe(signature);
	});

	it('fills in HTML with escaped names, the person’s before the mailbox’s', () => {
		const mailbox = aSupportMailbox({ signature: 'The team', signatureHtml: '<i>{channelName}</i>' });
		const staff = { name: 'J. <b>&</b>', signature: '', signatureHtml: '<b>{staffName}</b>' };
		expect(signatureOf(mailbox, staff)).toEqual({
			text: '',
			html: '<b>J. &lt;b&gt;&amp;&lt;/b&gt;</b>',
		});
		expect(signatureOf(mailbox, { ...staff, signatureHtml: ' ' })).toEqual({
			text: 'The team',
			html: '<i>Acme Support</i>',
		});
	});
});

describe('signedBodies', () => {
	it('sets HTML as it is below the line', () => {
		const { html } = signedBodies('Hi', { text: 'John', html: '<b>John</b>' });
		expect(html).toContain('-- <br>\n<b>John</b></div>');
	});

	it('sets the signature off, once', () => {
		expect(signedBodies('\nReboot & wait.\n\n', { text: 'John\n<Acme>', html: '' })).toEqual({
			text: 'Reboot & wait.\n\n-- \nJohn\n<Acme>\n',
			html: '<div>Reboot &amp; wait.</div>\n<br>\n<div class="signature">-- <br>\nJohn<br>\n&lt;Acme&gt;</div>',
		});
	});

	it('leaves the answer alone where there is none', () => {
		expect(signedBodies('a\nb', { text: '', html: '' })).toEqual({
			text: 'a\nb\n',
			html: '<div>a<br>\nb</div>',
		});
	});
});
