import { describe, expect, it } from '@jest/globals';
import { extractReply, type ReplyOptions } from '../../../helpdesk/domain/reply/reply-extraction';

const TYPED = 'Hello Anna,\n\nthe order arrived today.\nThank you!';
const QUOTED = '> Good morning,\n>\n> did the order arrive?\n>\n> Anna';
const UNQUOTED = 'Good morning,\n\ndid the order arrive?\n\nAnna';

function text(...parts: readonly string[]): string {
	return parts.join('\n\n');
}

function replyOf(input: string, options?: ReplyOptions): string {
	return extractReply({ text: input }, options).reply;
}

describe('extractReply', () => {
	it.each([
		['Gmail', 'On Tue, 5 Mar 2024 at 10:12, Anna Berg <anna@shop.example> wrote:'],
		[
			'Gmail, wrapped at the address',
			'On Tue, 5 Mar 2024 at 10:12, Anna Berg via Support <\nanna@shop.example> wrote:',
		],
		[
			'Gmail, wrapped before wrote',
			'On Tue, Mar 5, 2024 at 10:12 AM Anna Berg <anna.berg@shop.example>\nwrote:',
		],
		['Gmail, German', 'Am Di., 5. März 2024 um 10:12 Uhr schrieb Anna Berg <\nanna@shop.example>:'],
		['Gmail, French', 'Le mar. 5 mars 2024 à 10:12, Anna Berg <anna@shop.example> a\nécrit :'],
		['Gmail, Spanish', 'El mar, 5 mar 2024 a las 10:12, Anna Berg (<anna@shop.example>)\nescribió:'],
		['Gmail, Dutch', 'Op di 5 mrt 2024 om 10:12 schreef Anna Berg <anna@shop.example>:'],
		['Gmail, Italian', 'Il giorno mar 5 mar 2024 alle ore 10:12 Anna Berg <anna@shop.example>\nha scritto:'],
		['Gmail, Portuguese', 'Em ter., 5 de mar. de 2024 às 10:12, Anna Berg <anna@shop.example>\nescreveu:'],
		['Gmail, Polish', 'wt., 5 mar 2024 o 10:12 Anna Berg <anna@shop.example> napisał(a):'],
		['Gmail, Swedish', 'Den tis 5 mars 2024 kl 10:12 skrev Anna Berg <anna@shop.example>:'],
		['Gmail, Danish', 'tirs. 5. mar. 2024 kl. 10.12 skrev Anna Berg <anna@shop.example>:'],
		['Gmail, Finnish', 'ti 5. maalisk. 2024 klo 10.12 Anna Berg (anna@shop.example) kirjoitti:'],
		['Gmail, Czech', 'út 5. 3. 2024 v 10:12 odesílatel Anna Berg <anna@shop.example> napsal:'],
		['Gmail, Hungarian', 'Anna Berg <anna@shop.example> ezt írta (időpont: 2024. márc. 5., K, 10:12):'],
		['Gmail, Turkish', 'Anna Berg <anna@shop.example>, 5 Mar 2024 Sal, 10:12 tarihinde şunu\nyazdı:'],
		['Gmail, Ukrainian', 'вт, 5 бер. 2024 р. о 10:12 Anna Berg <anna@shop.example> пише:'],
		['Gmail, Russian', 'вт, 5 мар. 2024 г. в 10:12, Anna Berg <anna@shop.example>:'],
		['Gmail, Japanese', '2024年3月5日(火) 10:12 Anna Berg <anna@shop.example>:'],
		['Gmail, Chinese', 'Anna Berg <anna@shop.example> 于2024年3月5日周二 10:12写道：'],
		['Gmail, Korean', '2024년 3월 5일 (화) 오전 10:12, Anna Berg <anna@shop.example>님이 작성:'],
		['Gmail, Vietnamese', 'Vào Th 3, 5 thg 3, 2024 vào lúc 10:12 Anna Berg <anna@shop.example> đã\nviết:'],
		['Gmail, a language that no list has', 'Dan 5. ožu 2024. u 10:12 Anna Berg <anna@shop.example> zzzz:'],
		['Apple Mail', 'On 5. Mar 2024, at 10:12, Anna Berg <anna@shop.example> wrote:'],
		['Apple Mail, German', 'Am 05.03.2024 um 10:12 schrieb Anna Berg <anna@shop.example>:'],
		['Thunderbird', 'On 05/03/2024 10:12, Anna Berg wrote:'],
		['Thunderbird, German', 'Am 05.03.24 um 10:12 schrieb Anna Berg:'],
		['Thunderbird, French', 'Le 05/03/2024 à 10:12, Anna Berg a écrit :'],
		['mutt', 'On Tue, Mar 05, 2024 at 10:12:44AM +0100, Anna Berg wrote:'],
		['slrn', 'Anna Berg wrote:'],
		['Yahoo', '    On Tuesday, March 5, 2024 at 10:12:44 AM GMT+1, Anna Berg <anna@shop.example> wrote:'],
		[
			'Yahoo, wrapped',
			'    On Tuesday, March 5, 2024 at 10:12:44 AM GMT+1, Anna Berg\n <anna@shop.example> wrote:',
		],
		['Notes', 'Anna Berg/Shop wrote on 05/03/2024 10:12:44 AM:'],
	])('cuts the intro and the quote of %s', (_when, intro) => {
		expect(replyOf(`${TYPED}\n\n${intro}\n\n${QUOTED}\n`)).toBe(TYPED);
		expect(replyOf(`${TYPED}\n${intro}\n${QUOTED}`)).toBe(TYPED);
	});

	it.each([
		[
			'Outlook',
			'From: Anna Berg <anna@shop.example>\nSent: Tuesday, March 5, 2024 10:12 AM\nTo: me@home.example\nSubject: Order 12',
		],
		[
			'Outlook on the web',
			'________________________________\nFrom: Anna Berg <anna@shop.example>\nSent: 05 March 2024 10:12\nTo: me@home.example <me@home.example>\nSubject: Order 12',
		],
		[
			'Outlook, bold names',
			'*From:* Anna Berg [mailto:anna@shop.example]\n*Sent:* Tuesday, March 5, 2024 10:12 AM\n*Subject:* Order 12',
		],
		[
			'Outlook, old',
			'-----Original Message-----\nFrom: Anna Berg\nSent: Tuesday, March 5, 2024 10:12 AM\nTo: Me\nSubject: Order 12',
		],
		[
			'Outlook, German',
			'Von: Anna Berg <anna@shop.example>\nGesendet: Dienstag, 5. März 2024 10:12\nAn: Ich\nBetreff: Bestellung',
		],
		[
			'Outlook, French',
			'De : Anna Berg <anna@shop.example>\nEnvoyé : mardi 5 mars 2024 10:12\nÀ : Moi\nObjet : Commande',
		],
		[
			'Outlook, Spanish',
			'De: Anna Berg <anna@shop.example>\nEnviado el: martes, 5 de marzo de 2024 10:12\nPara: Yo\nAsunto: Pedido',
		],
		[
			'Outlook, Dutch',
			'Van: Anna Berg <anna@shop.example>\nVerzonden: dinsdag 5 maart 2024 10:12\nAan: Ik\nOnderwerp: Bestelling',
		],
		[
			'Outlook, Polish',
			'Od: Anna Berg <anna@shop.example>\nWysłano: wtorek, 5 marca 2024 10:12\nDo: Ja\nTemat: Zamówienie',
		],
		[
			'Outlook, Swedish',
			'Från: Anna Berg <anna@shop.example>\nSkickat: den 5 mars 2024 10:12\nTill: Jag\nÄmne: Order',
		],
		[
			'Outlook, Japanese',
			'差出人: Anna Berg <anna@shop.example>\n送信日時: 2024年3月5日 10:12\n宛先: 私\n件名: 注文',
		],
		[
			'Outlook, address folded',
			'From: Anna Berg\n<anna@shop.example>\nSent: Tuesday, March 5, 2024 10:12 AM\nTo: Me\nSubject: Order 12',
		],
		[
			'Samsung',
			'-------- Original message --------\nFrom: Anna Berg <anna@shop.example>\nDate: 05/03/2024 10:12 (GMT+01:00)\nTo: Me\nSubject: Order 12',
		],
		[
			'Apple Mail, forward',
			'Begin forwarded message:\n\nFrom: Anna Berg <anna@shop.example>\nSubject: Order 12\nDate: 5 March 2024 at 10:12:44 CET',
		],
		[
			'Gmail, forward',
			'---------- Forwarded message ---------\nFrom: Anna Berg <anna@shop.example>\nDate: Tue, 5 Mar 2024 at 10:12\nSubject: Order 12',
		],
		['Zoho', '---- On Tue, 05 Mar 2024 10:12:44 +0100 Anna Berg <anna@shop.example> wrote ----'],
		['Yahoo, unquoted', 'On Tuesday, March 5, 2024, 10:12 AM, Anna Berg <anna@shop.example> wrote:'],
		['GroupWise', '>>> Anna Berg <anna@shop.example> 05/03/2024 10:12 >>>'],
	])('cuts all below the header of %s', (_when, header) => {
		expect(replyOf(text(TYPED, header, UNQUOTED))).toBe(TYPED);
		expect(replyOf(`${TYPED}\n${header}\n\n${UNQUOTED}`)).toBe(TYPED);
	});

	const intro = 'On Tue, 5 Mar 2024 at 10:12, Anna Berg <anna@shop.example> wrote:';
	const inline = text(`${intro}\n> First?`, 'One.', '> Second?', 'Two.');
	it.each([
		['keeps answers between quotes, with the questions', `${inline}\n\n> Anna`, undefined, inline],
		['drops the questions when asked to', inline, { keepInline: false }, 'One.\n\n\nTwo.'],
		['keeps only the words below one quote', text(intro, QUOTED, TYPED), undefined, TYPED],
		[
			'keeps the words above and below one quote',
			text('Hi,', intro, QUOTED, TYPED),
			undefined,
			`Hi,\n\n\n${TYPED}`,
		],
		[
			'keeps a passage picked by hand',
			text('You said:', '> it is free', 'Is it?'),
			undefined,
			text('You said:', '> it is free', 'Is it?'),
		],
		['keeps a quote that stands alone', '> did it arrive?', undefined, '> did it arrive?'],
		['gives nothing when nothing was typed', text(intro, QUOTED), undefined, ''],
		[
			'gives nothing for a bare forward',
			`---------- Forwarded message ---------\n${UNQUOTED}`,
			undefined,
			'',
		],
		['keeps words under an intro without quote', text(intro, TYPED), undefined, TYPED],
		[
			'takes the rest of a wrapped line for quoted',
			`${TYPED}\n\n${intro}\n> ${'long words '.repeat(6)}and\nmore of them\n> end`,
			undefined,
			TYPED,
		],
		['cuts at a quoted intro (Apple Mail)', `${TYPED}\n\n> ${intro}\n> did it arrive?`, undefined, TYPED],
		['keeps a table', '| a | b |\n| 1 | 2 |\nsee above', undefined, '| a | b |\n| 1 | 2 |\nsee above'],
		['keeps CRLF text', 'one\r\ntwo\r\n\r\n> three', undefined, 'one\ntwo'],
		['gives nothing for nothing', '', undefined, ''],
	] as const)('%s', (_when, input, options, expected) => {
		expect(replyOf(input, options)).toBe(expected);
	});

	it.each([
		['On the other hand, my sister wrote:\nshe never got it.'],
		['On 5 March I called you.\nOn 6 March at 10:12 nobody answered.'],
		['I wrote to anna@shop.example on 5 March 2024 at 10:12, and I wrote:\nplease help'],
		['Flight wanted\nFrom: London\nTo: Paris\nDate: 5 March 2024\n\nThanks'],
		['Please forward my message:\nit is urgent'],
		['Times:\n2024-03-05 10:12\n05.03.2024 10:12\nMar 5, 2024 at 10:12'],
		['Price list\n--------------\nTea 3.50\nCoffee 4.20'],
		['Points:\n-- one\n-- two\n- three'],
		['It was sent from my phone to yours.\nSent from my desk, it would look better.'],
		['Code:\n```\nSent from my iPhone\n--\nx\n```\nend'],
		['My e-mail: anna@shop.example\nSubject to change'],
		['See https://shop.example/on-5-mar-2024-anna-wrote: for it\nBye'],
	])('keeps what only looks quoted: %j', (input) => {
		expect(replyOf(input)).toBe(input);
	});

	it.each([
		['the delimiter', '-- \nBen Ott\nACME'],
		['a delimiter without its space', '--\nBen Ott'],
		['a phone', 'Sent from my iPhone'],
		['Outlook for iOS', 'Get Outlook for iOS<https://aka.ms/o0ukef>'],
		['a list footer', '_______________________\nusers mailing list\nusers@lists.example'],
		['a dash and a name', '—Ben'],
	])('puts %s in the signature', (_when, signature) => {
		expect(extractReply({ text: text(TYPED, signature, intro, QUOTED) })).toEqual({
			reply: TYPED,
			signature,
			quote: text(intro, QUOTED),
		});
	});

	it('keeps words typed under the phone line', () => {
		expect(replyOf(text('Sent from my iPhone', TYPED, intro, QUOTED))).toBe(TYPED);
	});

	it('cuts closing lines by option only', () => {
		const input = `${TYPED}\n\nBest regards,\nBen`;
		expect(replyOf(input)).toBe(input);
		expect(extractReply({ text: input }, { cutClosing: true })).toMatchObject({
			reply: TYPED,
			signature: 'Best regards,\nBen',
		});
	});

	it.each([
		['one line', 'x'.repeat(1_000_000)],
		['quote signs', '>'.repeat(1_000_000)],
		['quote signs and spaces', '> '.repeat(500_000)],
		['empty lines', `a${'\n'.repeat(1_000_000)}b`],
		['starts of intros', 'On 5 Mar 2024 at 10:12, Anna <a@b.example>\n'.repeat(22_000)],
		['header names', 'From: a\nTo: b\n\n'.repeat(60_000)],
		['rulers', '______\n'.repeat(150_000)],
		['dashes', `${'-'.repeat(500)}\n`.repeat(2_000)],
		['at signs', '@'.repeat(1_000_000)],
		['spaces', `${' '.repeat(999_999)}x`],
		['digits', '12:34.56/'.repeat(110_000)],
		['fences', '```\n'.repeat(250_000)],
		['phone lines', 'Sent from my a, b, c\n'.repeat(50_000)],
		['wrapped quotes', `> ${'a'.repeat(75)}\n${'b '.repeat(35)}\n`.repeat(6_700)],
		['headers in one line', `From: a${' To: b'.repeat(90)}\n`.repeat(1_800)],
		['halves of intros', 'On 5 Mar 2024 (abc.\n'.repeat(50_000)],
	])('keeps the words above 1 MB of hostile %s', (_when, hostile) => {
		const { reply } = extractReply({
			text: `${TYPED}\n\n${intro}\n> x\n> ${hostile.slice(0, 50)}\n\n\n${hostile}`,
		});
		expect(reply.startsWith(TYPED)).toBe(true);
	});

	it('finds the quote below a long mail', () => {
		const long = 'a line of the log\n'.repeat(5_000).trimEnd();
		expect(replyOf(text(long, intro, QUOTED))).toBe(long);
	});
});
