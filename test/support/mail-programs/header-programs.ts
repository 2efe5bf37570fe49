import { escapeHtml } from '../../../helpdesk/domain/html';
import {
	answeredHtml,
	inOrder,
	linesHtml,
	type MailProgram,
	prefixed,
	type ReceivedMail,
	typedText,
	type Typing,
	unquotedText,
} from './mail-program';
import { WORDS } from './words';

/** Outlook for Windows: its header above an unquoted copy, marked by a line on top and nothing else. */
export const outlookDesktop: MailProgram = {
	name: 'Outlook desktop',
	why: 'quotes with no sign at all: a header of four lines, then the whole mail as it was',
	answer: (mail, typing) => {
		const header = headerRows(mail, typing)
			.map(([name, value]) => `<b>${name}:</b> ${escapeHtml(value)}`)
			.join('<br>');
		return {
			text: plainText(mail, typing, ''),
			html: `<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style><!--p.MsoNormal {margin:0cm;}--></style></head><body lang="EN-US" link="#0563C1"><div class="WordSection1">${inOrder(
				typing,
				{
					typed: linesHtml(
						typedText(typing).split('\n'),
						'<p class="MsoNormal"><span lang="EN-US">',
						'<o:p></o:p></span></p>',
					),
					signature: wordSignature(typing.signature),
					quote: `<div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class="MsoNormal">${header}<o:p></o:p></p></div></div><p class="MsoNormal"><o:p>&nbsp;</o:p></p>${answeredHtml(mail.html, mail, typing, (answer) => `<o:p></o:p></div><p class="MsoNormal"><span style="color:#1F497D">${answer}<o:p></o:p></span></p><div>`)}`,
				},
				'<p class="MsoNormal"><o:p>&nbsp;</o:p></p>',
			)}</div></body></html>`,
		};
	},
};

/** Outlook in a browser: ids and classes of the quoted mail get "x_", the header an id. */
export const outlookWeb: MailProgram = {
	name: 'Outlook web',
	why: 'names its header divRplyFwdMsg, draws a ruler in text, and rewrites ids and classes with "x_"',
	answer: (mail, typing) => {
		const header = headerRows(mail, typing)
			.map(([name, value]) => `<b>${name}:</b> ${escapeHtml(value)}`)
			.join('<br>');
		return {
			text: plainText(mail, typing, '________________________________\n'),
			html: `<html><head><style type="text/css" style="display:none;"> P {margin-top:0;margin-bottom:0;} </style></head><body dir="ltr">${inOrder(
				typing,
				{
					typed: linesHtml(
						typedText(typing).split('\n'),
						'<div class="elementToProof" style="font-family: Aptos; font-size: 12pt;">',
						'</div>',
					),
					signature:
						typing.signature.length === 0
							? ''
							: `<div id="Signature" class="elementToProof">${linesHtml(typing.signature, '<p>', '</p>')}</div>`,
					quote: `<div id="appendonsend"></div><hr style="display:inline-block;width:98%" tabindex="-1"><div id="divRplyFwdMsg" dir="ltr"><font face="Calibri, sans-serif" style="font-size:11pt" color="#000000">${header}</font><div>&nbsp;</div></div><div>${answeredHtml(prefixed(mail.html, 'x_'), mail, typing, (answer) => `</div><div class="elementToProof" style="font-family: Aptos;">${answer}</div><div>`)}</div>`,
				},
				'<div class="elementToProof"><br></div>',
			)}</body></html>`,
		};
	},
};

/** The new Outlook (and Outlook on phones): all of the quote in a container, which people can type in. */
export const newOutlook: MailProgram = {
	name: 'New Outlook',
	why: 'puts header and mail into a container with an id, and inline answers into the same container',
	answer: (mail, typing) => {
		const header = headerRows(mail, typing)
			.map(([name, value]) => `<b>${name}:</b>&nbsp;${escapeHtml(value)}`)
			.join('<br>');
		return {
			text: plainText(mail, typing, ''),
			html: `<html><head></head><body>${inOrder(
				typing,
				{
					typed: linesHtml(
						typedText(typing).split('\n'),
						'<div style="font-family: Aptos, Arial; font-size: 12pt;">',
						'</div>',
					),
					signature:
						typing.signature.length === 0
							? ''
							: `<div class="ms-outlook-mobile-signature">${linesHtml(typing.signature, '<div>', '</div>')}</div>`,
					quote: `<div id="mail-editor-reference-message-container"><div class="ms-outlook-mobile-reference-message skipProofing"><div style="border-right: none; border-bottom: none; border-left: none; border-top: 1pt solid rgb(181, 196, 223); padding: 3pt 0in 0in;"><div style="font-family: Aptos;">${header}</div></div><div><br></div>${answeredHtml(prefixed(mail.html, 'x_'), mail, typing, (answer) => `</div><div style="font-family: Aptos;">${answer}</div><div>`)}</div></div>`,
				},
				'<div><br></div>',
			)}</body></html>`,
		};
	},
};

/** Yahoo: a container with attribution and copy; its text part quotes nothing. */
export const yahoo: MailProgram = {
	name: 'Yahoo',
	why: 'has a container with a number in its id, prefixes "yiv…", and a text part with an indented, unquoted copy',
	answer: (mail, typing) => {
		const intro = WORDS[typing.language].yahoo(mail.from.name, mail.from.address);
		return {
			text: inOrder(
				typing,
				{
					typed: typedText(typing),
					signature: typing.signature.join('\n'),
					quote: `    ${intro}  \n \n${unquotedText(mail.text, mail, typing)
						.split('\n')
						.map((line) => ` ${line}`)
						.join('\n')}`,
				},
				'\n\n',
			),
			html: `<html><head></head><body>${inOrder(
				typing,
				{
					typed: `<div class="ydp5a4f81cyahoo-style-wrap" style="font-family:Helvetica;font-size:16px;">${linesHtml(typedText(typing).split('\n'), '<div dir="ltr" data-setdir="false">', '</div>')}</div>`,
					signature:
						typing.signature.length === 0
							? ''
							: `<div class="ydp5a4f81csignature">${linesHtml(typing.signature, '<div>', '</div>')}</div>`,
					quote: `<div id="ydp9e1ce2yahoo_quoted_3110292291" class="ydp9e1ce2yahoo_quoted"><div style="font-family:'Helvetica Neue';font-size:13px;color:#26282a;"><div>${escapeHtml(intro)}</div><div><br></div><div><br></div><div><div id="ydp9e1ce2yiv6021907127"><div>${answeredHtml(prefixed(mail.html, 'ydp9e1ce2yiv6021907127'), mail, typing, (answer) => `</div><div dir="ltr">${answer}</div><div>`)}</div></div></div></div></div>`,
				},
				'<div><br></div>',
			)}</body></html>`,
		};
	},
};

function headerRows(mail: ReceivedMail, { language }: Typing): [string, string][] {
	const { outlook } = WORDS[language];
	return [
		[outlook.from, `${mail.from.name} <${mail.from.address}>`],
		[outlook.sent, outlook.date],
		[outlook.to, `${mail.to.name} <${mail.to.address}>`],
		[outlook.subject, mail.subject],
	];
}

function plainText(mail: ReceivedMail, typing: Typing, ruler: string): string {
	const header = headerRows(mail, typing).map(([name, value]) => `${name}: ${value}`);
	const quote = `${ruler}${header.join('\n')}\n\n${unquotedText(mail.text, mail, typing)}`;
	return inOrder(typing, { typed: typedText(typing), signature: typing.signature.join('\n'), quote }, '\n\n');
}

function wordSignature(lines: readonly string[]): string {
	return lines
		.map((line, index) =>
			index === 0
				? `<p class="MsoNormal"><a name="_MailAutoSig"><span>${escapeHtml(line)}<o:p></o:p></span></a></p>`
				: `<p class="MsoNormal"><span style="mso-bookmark:_MailAutoSig"><span>${escapeHtml(line)}<o:p></o:p></span></span></p>`,
		)
		.join('');
}
