import { describe, expect, it } from '@jest/globals';
import { extractReply } from '../../../helpdesk/domain/reply/reply-extraction';

const QUOTE =
	'On Fri, 7 Feb 2025 at 16:40, Nora Lind <nora@bikes.example> wrote:\n\n> Dear Mr Okafor,\n>\n> which wheel is it?\n>\n> Nora';

describe('extractReply', () => {
	it.each([
		[
			'a tale of who wrote what',
			'On Monday I wrote:\nthe wheel is bent.\nOn Tuesday you wrote:\nsend a photo.\nHere it is.',
		],
		[
			'a tale with a day',
			'On 3 February I wrote that the wheel is bent.\nNobody answered on 4 February.\nWhy?',
		],
		[
			'a tale that names an hour',
			'On 3 February 2025 at 10:15 I wrote to nora@bikes.example and she wrote back.\nThen nothing happened.',
		],
		[
			'"On" at the start of a line',
			'The wheel is bent.\nOn the left side, as Nora wrote: look at the photo.\nThanks',
		],
		['a view', 'From: my point of view\nthe wheel is not worth it.'],
		['a route', 'Please ship\nFrom: Lagos\nTo: Oslo\nby 12 March.'],
		['a train', 'My train\nFrom: Lagos Central\nTo: Ibadan\nDate: 12 March 2025 10:15\nSeat: 41'],
		[
			'an invitation',
			'You are invited:\n\nDate: Wednesday, 12 March 2025\nTime: 10:15 am\nAddress: 3 Mill Lane\n\nPlease bring the wheel.',
		],
		[
			'a form',
			'Name: Chidi Okafor\nE-mail: chidi@okafor.example\nPhone: +234 1 5550100\nDate: 12.03.2025 10:15\nProblem: bent wheel',
		],
		[
			'a form in German',
			'Name: Chidi Okafor\nE-Mail: chidi@okafor.example\nDatum: 12.03.2025\nBetreff: verbogenes Rad\nNachricht: bitte melden',
		],
		['a form in Chinese', '姓名：陈晨\n邮箱：chen@okafor.example\n日期：2025年3月12日\n问题：车轮坏了'],
		['a list with dashes', 'I need\n- a wheel\n- two tyres\n- a bell\n\nand soon.'],
		['a list with two dashes', 'I need\n-- a wheel\n-- two tyres\nand soon.'],
		['a list with stars', '* a wheel\n* two tyres\n** a small one\n\nand soon.'],
		['dashes for a pause', 'The wheel -- the left one -- is bent.\n--- not the right one ---\nOK?'],
		['a heading underlined', 'Wheels\n======\nbent\n\nTyres\n-----\nflat'],
		[
			'a receipt',
			'Your message\n\n  To: chidi@okafor.example\n  Subject: wheel\n  Sent: Wednesday, 12 March 2025 10:15\n\nwas read on Wednesday, 12 March 2025 10:20.',
		],
		[
			'a heading above a date',
			'--- Course ---\nDate: Wednesday, 12 March 2025\nRoom: 12\n\n--- Fees ---\nPriority: none\nTo: be paid',
		],
		['a ruler of stars', 'First the wheel.\n***\nThen the tyres.'],
		['a table', '| part | count |\n|------|-------|\n| wheel | 1 |\n| tyre | 2 |\n\nPlease confirm.'],
		['a table with dashes', 'part  | count\n------+------\nwheel | 1\ntyre  | 2'],
		[
			'a patch',
			'Try this:\n\n--- a/wheel.c\n+++ b/wheel.c\n@@ -1,2 +1,2 @@\n-bent\n+round\n\nIt works here.',
		],
		[
			'a log',
			'2025-02-07 16:40:11 wheel: error 12\n2025-02-07 16:40:12 wheel: stopped\n\nWhat does that mean?',
		],
		[
			'a log with addresses',
			'Feb  7 16:40:11 mx: from=<a@okafor.example> to=<nora@bikes.example>: sent\nFeb  7 16:40:12 mx: removed\n\nDid you get it?',
		],
		['code', 'Run\n\n```\n$ git log --oneline\n-- \nSent from my iPhone\n> quoted\n```\n\nand tell me.'],
		[
			'code that looks quoted',
			'It prints\n\n```\nOn 5 Mar 2024 at 10:12, Nora <nora@bikes.example> wrote:\n> hi\n-----Original Message-----\n```\n\nWhy?',
		],
		[
			'code that looks like a header',
			'Set it so:\n\n```\nFrom: nora@bikes.example\nTo: chidi@okafor.example\nSubject: wheel\n```\n\nDoes that work?',
		],
		['code with a comment', 'select wheel from bikes;\n-- the bent one\nselect tyre from bikes;'],
		['a prompt', 'I typed\n\n> npm start\n\nand nothing happened.'],
		['two prompts', 'I typed\n\n> cd wheel\n> make\n\nand got an error.'],
		[
			'a passage picked by hand',
			'You say in the manual:\n\n> never bend the wheel\n\nIt was bent when it came.',
		],
		['a comparison', 'a wheel > 20 inches\n< 30 inches is what I need\n10 > 5'],
		['an arrow', '-> see the photo\n=> the wheel is bent\n>>> here <<<'],
		['hours', 'Mon: 10:15 - 12:00\nTue: 13:00 - 15:00\nWed: closed'],
		['dates', '12.03.2025: wheel ordered\n14.03.2025: wheel came\n15.03.2025: bent'],
		['dates in words', 'March 12, 2025: ordered\nMarch 14, 2025: came\nMarch 15, 2025: bent:\nsee below'],
		['an address', 'Chidi Okafor\n3 Mill Lane\nLagos\nchidi@okafor.example\n\nPlease send it there.'],
		['an address in the middle', 'Send it to\n\nChidi Okafor <chidi@okafor.example>\n\nand not to me.'],
		['who said what', 'Nora: which wheel?\nChidi: the left one.\nNora: fine.'],
		['who wrote on paper', 'My sister wrote: it is fine.\nI think so too.'],
		['a device in a sentence', 'It was sent from my phone by mistake.\nPlease ignore it.'],
		['a device in a question', 'Was it sent from an iPhone?\nMine cannot do that.'],
		[
			'a device that was sent in German',
			'Wir haben Ihr iPhone heute verschickt.\nDas Samsung Galaxy wird morgen versendet.',
		],
		['a device that was sent in Finnish', 'Puhelimesi on lähetetty.\nKiitos'],
		['a device that was sent in Turkish', 'iPhone bugün gönderildi.\nTeşekkürler'],
		['a device that is to send', '请用手机发送照片\n谢谢'],
		[
			'a program to fetch',
			'Download the Windows version from our site.\nGet the Samsung Galaxy from the shop.',
		],
		['a device that was sent', 'Sent the phone back today.\nSent a mail to the shop, too.'],
		['a device at the start', 'Sent from my shop in Lagos, the wheel took three days.\nIs that normal?'],
		['a device that was sent back', 'Sent back the iPhone today, with the wheel.\nWhen do I get the money?'],
		['a device in German', 'Von meinem iPhone aus geht es nicht.\nVom Rechner schon.'],
		['a device in French', 'Envoyé hier le téléphone par la poste.\nMerci de confirmer.'],
		['thanks in the middle', 'Thanks,\nthat helps. And the tyres?\nAre they in stock?'],
		['regards in a sentence', 'With regards to the wheel:\nit is bent.'],
		['a subject', 'Subject: wheel\nI need one.'],
		['a subject and a sender by hand', 'To: the boss\nI need a wheel.\nSubject closed.'],
		['a forward in a sentence', 'Please forward this message:\nthe wheel is bent.'],
		['the original in a sentence', 'I have lost the original message - sorry.\nCan you send it again?'],
		['the original between dashes', 'It is - as in the original message - bent.\nOK?'],
		['a link', 'See https://bikes.example/on-friday-nora-wrote:\nIt is there.'],
		['a quote of a poem', '"The wheel is come full circle"\n-- William S.\n\nSo is mine, thanks to you.'],
		['Arabic', 'مرحبا،\n\nكتبت لكم يوم الاثنين: العجلة مثنية.\nشكرا لكم'],
		['Hebrew', 'שלום,\n\nכתבתי לכם ביום שני: הגלגל עקום.\nתודה'],
		['Chinese', '你好，\n\n我星期一写道：车轮坏了。\n谢谢'],
		['Russian', 'Здравствуйте!\n\nЯ писал в понедельник: колесо погнуто.\nСпасибо'],
		[
			'German',
			'Hallo,\n\nam Montag schrieb ich: das Rad ist krumm.\nAm 3.2. um 10:15 Uhr kam nichts.\nDanke',
		],
		['French', 'Bonjour,\n\nLe 3 février à 10:15, j’ai écrit : la roue est tordue.\nMerci'],
		['Spanish', 'Hola:\n\nel lunes escribí: la rueda está doblada.\nDe: Lagos\nA: Oslo\nGracias'],
		['Italian', 'Ciao,\n\nil 3 febbraio alle 10:15 ho scritto: la ruota è storta.\nGrazie'],
		['Polish', 'Dzień dobry,\n\nw poniedziałek napisałem: koło jest krzywe.\nOd: Lagos\nDo: Oslo\nDziękuję'],
		['a line of one sign', 'Yes\n.\n-\n_\nNo'],
		['emoji', '👍\n\n❤️ the wheel'],
		['one word', 'Yes'],
		['one word and a point', '1.'],
		['a number', '42'],
		['underscores to fill in', 'Name: ____________\nWheel: ___________\nSigned: __________'],
		[
			'an underscore ruler above much text',
			`First\n\n_____________\n\n${'The wheel is bent, and here is why.\n'.repeat(20)}\nEnd`,
		],
	])('keeps %s, alone and above a quote', (_what, text) => {
		expect(replyOf(text)).toBe(text);
		expect(replyOf(`${text}\n\n${QUOTE}\n`)).toBe(text);
		expect(replyOf(text.replaceAll('\n', '\r\n'))).toBe(text);
	});

	it.each([
		['the quote above', `${QUOTE}\n\nThe left one.\n\nChidi`, 'The left one.\n\nChidi'],
		['the quote above, without a line between', `${QUOTE}\nThe left one.`, 'The left one.'],
		['a greeting above the quote', `Hi Nora,\n\n${QUOTE}\n\nThe left one.`, 'Hi Nora,\n\n\nThe left one.'],
		[
			'quotes of several depths',
			`The left one.\n\n${QUOTE}\n>\n> On Thu, 6 Feb 2025 at 9:00, Chidi wrote:\n>\n>> It is bent.\n>>\n>>> Which bike?\n> Nora`,
			'The left one.',
		],
		['signs without spaces', `The left one.\n\n${QUOTE.replaceAll('> ', '>')}`, 'The left one.'],
		[
			'bars for signs',
			`The left one.\n\n${QUOTE.replaceAll('>\n', '|\n').replaceAll('\n> ', '\n| ')}`,
			'The left one.',
		],
		['indented signs', `The left one.\n\n${QUOTE.replaceAll('\n>', '\n  >')}`, 'The left one.'],
		['no line above the quote', `The left one.\n${QUOTE}`, 'The left one.'],
		['many lines above the quote', `The left one.\n\n\n\n\n\n${QUOTE}`, 'The left one.'],
		[
			'no-break spaces for empty lines',
			`The left one.\n\u00a0\n\u00a0\n${QUOTE.replaceAll('\n\n', '\n\u00a0\n')}`,
			'The left one.',
		],
		['zero-width signs', `\u200bThe left one.\n\u200b\n\ufeff${QUOTE}`, '\u200bThe left one.'],
		['carriage returns alone', `The left one.\r\r${QUOTE.replaceAll('\n', '\r')}`, 'The left one.'],
		['form feeds and tabs', `The left one.\n\t\n${QUOTE.replaceAll('> ', '>\t')}`, 'The left one.'],
		['nothing typed', QUOTE, ''],
		['nothing typed but a signature', `-- \nChidi\n\n${QUOTE}`, ''],
		['nothing typed but a phone', `Sent from my iPhone\n\n${QUOTE}`, ''],
		['nothing at all', ' \n\n\t\n', ''],
		['signature, then quote', `The left one.\n\n-- \nChidi Okafor\nOkafor Ltd\n\n${QUOTE}`, 'The left one.'],
		['quote, then signature', `The left one.\n\n${QUOTE}\n\n-- \nChidi Okafor\nOkafor Ltd`, 'The left one.'],
		[
			'phone, then quote',
			`The left one.\n\nSent from my iPhone\n\n${QUOTE.replace('On', '> On')}`,
			'The left one.',
		],
		['quote, then phone', `The left one.\n\n${QUOTE}\n\nSent from my iPhone`, 'The left one.'],
		[
			'quote, then list footer',
			`The left one.\n\n${QUOTE}\n\n_______________________________________________\nBikes mailing list\nbikes@lists.example\nhttps://lists.example/bikes`,
			'The left one.',
		],
		[
			'a second quote below',
			`The left one.\n\n${QUOTE}\n\n${QUOTE.replace('Fri, 7', 'Thu, 6')}`,
			'The left one.',
		],
		[
			'a paragraph of the quote that lost its signs',
			`The left one.\n\nOn Fri, 7 Feb 2025, Nora wrote:\n\n> The wheel that we sent to you on Friday was of the old kind, as you have\nseen by yourself, so we shall send you another one as soon as the depot in\nOslo is open again.`,
			'The left one.',
		],
		[
			'lines of the quote that were wrapped',
			`The left one.\n\nOn Fri, 7 Feb 2025, Nora wrote:\n\n> The wheel that we sent to you on Friday was of the old\nInternationalisation kind and will be replaced by another one as soon as we\ncan.\n> Nora\n>\nhttps://bikes.example/orders/4711/wheels/left/returns/and/replacements/in/oslo/2025\n> Bikes`,
			'The left one.',
		],
		[
			'links typed between the lines of the quote',
			`On Fri, 7 Feb 2025, Nora wrote:\n> Where did you see that wheel of the old kind, please\nhttps://bikes.example/left\n> Nora`,
			'On Fri, 7 Feb 2025, Nora wrote:\n> Where did you see that wheel of the old kind, please\nhttps://bikes.example/left',
		],
		['a name behind two dashes', `The left one.\n—Chidi\n\n${QUOTE}`, 'The left one.'],
		['accents as signs of their own', `The left one.\n\nEnvoye\u0301 de mon iPhone`, 'The left one.'],
		[
			'an attribution within the quote',
			`The left one.\n\n> ${QUOTE.split('\n').join('\n> ')}`,
			'The left one.',
		],
	])('gives what was typed with %s', (_where, text, expected) => {
		expect(replyOf(text)).toBe(expected);
	});
});

function replyOf(text: string): string {
	return extractReply({ text }).reply;
}
