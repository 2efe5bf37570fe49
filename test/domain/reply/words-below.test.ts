import { describe, expect, it } from '@jest/globals';
import { wordsAbove, wordsBelow } from '../../../helpdesk/domain/reply/words-below';

const HEADER =
	'From: Acme Support <support@acme.test>\nSent: Sunday, November 22, 2026 9:00 AM\nTo: John\nSubject: [#1] My printer';
const MARKER = '-- Reply above this line -- [s010mc506h06rxgb066yprt0rfex0nt20fqcqh0]';
const MESSAGE =
	'Hello,\n\nmy printer does not print since Monday, see https://customer.test/p.\n\n-- \nFrank\nSent from my iPhone';
const COPY = `${MARKER}\n\nCustomer: Frank Furter <frank@customer.test>\n\n${MESSAGE}\n\n----\nAcme Support, 2026-11-21 17:00 UTC\nDid you switch it off and on again?`;
const KNOWN = [`${COPY}\n\n----\nYou get this because you may answer.`];
const EARLIER = 'We sent you a new cable by post on Friday.';
const TYPED = 'We will come on Tuesday at ten.';

describe('wordsBelow', () => {
	it.each([
		['below the copy', `${HEADER}\n\n${COPY}\n\n${TYPED}`],
		['below the beginning of the copy', `${HEADER}\n\n${COPY.slice(0, 160)}\n\n${TYPED}`],
		['inside the copy', `${HEADER}\n\n${COPY.replace('\n\n-- \nFrank', `\n${TYPED}\n\n-- \nFrank`)}`],
		['above a signature', `${HEADER}\n\n${COPY}\n\n${TYPED}\n\nJohn Miller\nAcme Ltd, second floor, London`],
		['above a footer', `${HEADER}\n\n${COPY}\n\n${TYPED}\n\nThis e-mail and any attachments are for Frank.`],
		['below a copy that was wrapped', `${COPY.replace(/(.{30}\S*) /g, '$1\n')}\n\n${TYPED}`],
		['below an indented copy', `${COPY.replace(/^/gm, '    ')}\n\n${TYPED}`],
		['without a header', `${COPY}\n${TYPED}`],
	])('finds what was typed %s', (_where, quote) => expect(found(quote)).toBe(TYPED));

	it.each([
		['a short sentence', 'Yes, on Tuesday.'],
		['a few words in a script without blanks', '火曜日の十時に伺います'],
		['words with an address', 'Please write to anna@acme.test tomorrow.'],
		['one word of a footer', 'The price is confidential until then'],
		['words like those of a footer', 'Before printing, your phone must be registered in our list.'],
	])('finds %s', (_what, typed) => expect(found(`${HEADER}\n\n${COPY}\n\n${typed}`)).toBe(typed));

	it.each([
		['all of it', COPY],
		['half of it', COPY.slice(0, COPY.length / 2)],
		['with other links', COPY.replace('https://customer.test/p', '<https://links.gateway.test/?u=customer>')],
		['with addresses behind addresses', COPY.replace('.test>', '.test<mailto:frank@customer.test>>')],
		['with a word changed', COPY.replace('Monday', 'Mon\u00addag')],
		['a second time', `${COPY}\n\n${HEADER}\n\n${COPY}`],
		['with what was said before', `${COPY}\n\n${EARLIER}`],
		['with signs', `${COPY}\n\n> ${TYPED}`],
		['that is another mail', `${HEADER}\n\n${TYPED}`],
		['below a banner', `${HEADER}\n\nCAUTION: this mail came from outside.\n\n${COPY}`],
		['nothing', ''],
	])('finds nothing in a copy of %s', (_what, quote) => expect(found(quote)).toBe(''));

	it.each([
		['a delimiter', '-- \nJohn Miller\nAcme Ltd, second floor on the left'],
		['a name', 'John Miller\nAcme Ltd, second floor on the left'],
		['a greeting', 'Mit freundlichen Grüßen\nJohn Miller vom Acme Support'],
		['a phone', 'Sent from my iPhone'],
		['few words', 'Best regards, John'],
		['a card', 'Acme Ltd, 1 High Street, London | www.acme.test'],
		['a card of lines', 'Acme Ltd on the left\n1 High Street\nLondon\n+44 20 7946 0000'],
		['a clause in English', 'If you are not the intended recipient, delete this mail. Do not copy it.'],
		['a clause in German', 'Diese Mail ist vertraulich. Haben Sie sie irrtümlich erhalten, löschen Sie sie.'],
		[
			'a clause in French',
			'Ce message est confidentiel. Si vous n’en êtes pas le destinataire, supprimez-le.',
		],
		['a company', 'Acme GmbH, Sitz der Gesellschaft: Berlin. Es gilt deutsches Recht.'],
		['a scanner', 'Virus-free. Somebody looked at each bit of this mail.'],
	])('takes %s for a signature or footer', (_what, below) => {
		expect(found(`${HEADER}\n\n${COPY}\n\n${below}`)).toBe('');
	});

	it('reads a long mail quickly', () => {
		const long = `${COPY}\n${`${TYPED} ${'x '.repeat(2_000)}\n`.repeat(4_000)}`;
		expect(found(long)).toContain(TYPED);
	});
});

describe('wordsAbove', () => {
	const PASTED = 'From: Maker <help@maker.test>\nDate: Mon, 5 May 2025 10:00\nSubject: Your part\n\n';
	const INTRO = 'On Mon, May 5, 2025 at 10:00, Frank Furter via\nAcme Support <support@acme.test> wrote:';
	const above = (quote: string) => wordsAbove(quote, KNOWN, ['support@acme.test', 'Acme Support']);

	it.each([
		['below a header that was pasted', `${PASTED}${TYPED}`, TYPED],
		['with a date', `${PASTED}It was sent on 5 May 2025 by post.`, 'It was sent on 5 May 2025 by post.'],
		['behind signs', '> net stop spooler\n> net start spooler', 'net stop spooler\nnet start spooler'],
	])('finds what was typed %s', (_where, typed, expected) => {
		expect(above(`${typed}\n\n${HEADER}\n\n${COPY}`)).toBe(expected);
		expect(above(`${typed}\n\n${INTRO}\n\n${COPY}`)).toBe(expected);
	});

	it.each([
		['a header', HEADER],
		['an attribution', INTRO],
		['an attribution that is quoted', INTRO.replace(/^/gm, '> ')],
		['a ruler', `________________________________\n${HEADER}`],
		['a title', `-----Original Message-----\n${HEADER}`],
		['a known line', `> my printer does not print since Monday\n\n${INTRO}`],
		['a pasted header', `${PASTED}${INTRO}`],
		['a header that names somebody else', `${HEADER.replace(/Acme|acme/g, 'Other')}\n\n${TYPED}`],
		['nothing', ''],
	])('finds nothing in %s', (_what, top) => expect(above(`${top}\n\n${COPY}`)).toBe(''));
});

function found(quote: string): string {
	return wordsBelow(quote, [...KNOWN, EARLIER], ['John Miller']);
}
