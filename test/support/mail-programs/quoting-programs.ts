import { escapeHtml } from '../../../helpdesk/domain/html';
import {
	answeredHtml,
	inOrder,
	linesHtml,
	type MailProgram,
	prefixed,
	quotedText,
	type ReceivedMail,
	typedText,
	type Typing,
} from './mail-program';
import { WORDS } from './words';

const GMAIL_STYLE = 'margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex';

/** Gmail in a browser: frame, attribution and blockquote, where inline answers split the blockquote inside the frame. */
export const gmailWeb: MailProgram = {
	name: 'Gmail web',
	why: 'draws a frame (gmail_quote) around attribution, quote and inline answers; wraps the attribution in text',
	answer: (mail, typing) => gmail(mail, typing, 'ltr', 'gmail-'),
};

/** Gmail on a phone: dir="auto", no wrapped attribution, the signature without "-- ". */
export const gmailMobile: MailProgram = {
	name: 'Gmail mobile',
	why: 'sets each paragraph in a div with dir="auto" and its signature without a delimiter',
	answer: (mail, typing) => gmail(mail, typing, 'auto', 'm_6031868345621977123'),
};

function gmail(mail: ReceivedMail, typing: Typing, dir: 'ltr' | 'auto', prefix: string) {
	const isWeb = dir === 'ltr';
	const intro = WORDS[typing.language].gmail(mail.from.name, mail.from.address);
	const wrapped = isWeb ? intro.replace(/ <(?=[^ ]*@)/, ' <\n') : intro;
	const signature =
		typing.signature.length === 0 ? '' : [...(isWeb ? ['-- '] : []), ...typing.signature].join('\n');
	const text = inOrder(
		typing,
		{ typed: typedText(typing), signature, quote: `${wrapped}\n\n${quotedText(mail.text, mail, typing)}` },
		'\n\n',
	);
	const open = `<blockquote class="gmail_quote" style="${GMAIL_STYLE}">`;
	const quoted = answeredHtml(
		prefixed(mail.html, prefix).replace(/ data-helpdesk="[^"]*"/, ''),
		mail,
		typing,
		(answer) => `</div></blockquote><div><br></div><div>${answer}</div><div><br></div>${open}<div>`,
	);
	const html = inOrder(
		typing,
		{
			typed: `<div dir="${dir}">${linesHtml(typedText(typing).split('\n'), '<div>', '</div>')}</div>`,
			signature:
				signature === ''
					? ''
					: `${isWeb ? '<span class="gmail_signature_prefix">-- </span><br>' : ''}<div dir="${dir}" class="gmail_signature" data-smartmail="gmail_signature">${linesHtml(typing.signature, '<div>', '</div>')}</div>`,
			quote: `<div class="gmail_quote gmail_quote_container"><div dir="${dir}" class="gmail_attr">${addressLink(intro)}<br></div>${open}${quoted}</blockquote></div>`,
		},
		'<br>',
	);
	return { text, html };
}

/** Apple Mail: the attribution stands inside the blockquote of the HTML. */
export const appleMail: MailProgram = {
	name: 'Apple Mail',
	why: 'puts the attribution into the blockquote itself, and its signature between answer and quote',
	answer: (mail, typing) => {
		const intro = WORDS[typing.language].apple(mail.from.name, mail.from.address);
		const signature = typing.signature.join('\n');
		const quote = answeredHtml(
			mail.html,
			mail,
			typing,
			(answer) =>
				`</div></div></blockquote><div><br></div><div>${answer}</div><br><blockquote type="cite"><div class=""><div class="">`,
		);
		return {
			text: inOrder(
				typing,
				{ typed: typedText(typing), signature, quote: `${intro}\n\n${quotedText(mail.text, mail, typing)}` },
				'\n\n',
			),
			html: `<html><head><meta http-equiv="content-type" content="text/html; charset=utf-8"></head><body style="overflow-wrap: break-word; -webkit-nbsp-mode: space; line-break: after-white-space;">${inOrder(
				typing,
				{
					typed: linesHtml(typedText(typing).split('\n'), '<div class="">', '</div>'),
					signature:
						signature === ''
							? ''
							: `<div id="AppleMailSignature">${linesHtml(typing.signature, '<div>', '</div>')}</div>`,
					quote: `<div><blockquote type="cite" class=""><div class="">${addressLink(intro)}</div><br class="Apple-interchange-newline"><div class="">${quote}</div></blockquote></div>`,
				},
				'<div class=""><br class=""></div>',
			)}</body></html>`,
		};
	},
};

/** Mail on an iPhone: the attribution in a blockquote of its own, and a line about the phone. */
export const iosMail: MailProgram = {
	name: 'iOS Mail',
	why: 'says from which phone it was sent, and quotes the attribution in a blockquote of its own',
	answer: (mail, typing) => {
		const words = WORDS[typing.language];
		const intro = words.apple(mail.from.name, mail.from.address);
		const signature = typing.signature.length > 0 ? words.sentFromPhone : '';
		const quote = answeredHtml(
			mail.html,
			mail,
			typing,
			(answer) =>
				`</div></div></blockquote><div dir="ltr">${answer}</div><blockquote type="cite"><div dir="ltr"><div>`,
		);
		return {
			text: inOrder(
				typing,
				{
					typed: typedText(typing),
					signature,
					quote: `> ${intro}\n> \n${quotedText(mail.text, mail, typing, '> ')}`,
				},
				'\n\n',
			),
			html: `<html><body dir="auto">${inOrder(
				typing,
				{
					typed: linesHtml(typedText(typing).split('\n'), '<div dir="ltr">', '</div>'),
					signature:
						signature === ''
							? ''
							: `<br id="lineBreakAtBeginningOfSignature"><div dir="ltr">${signature}</div>`,
					quote: `<div dir="ltr"><br><blockquote type="cite">${escapeHtml(intro)}<br><br></blockquote></div><blockquote type="cite"><div dir="ltr">${quote}</div></blockquote>`,
				},
				'<div dir="ltr"><br></div>',
			)}</body></html>`,
		};
	},
};

/** Thunderbird: quotes above the answer by default, rewraps, and signs with "-- ". */
export const thunderbird: MailProgram = {
	name: 'Thunderbird',
	why: 'names the attribution moz-cite-prefix, and wraps long quoted lines in text without a sign on the rest',
	answer: (mail, typing) => {
		const intro = WORDS[typing.language].thunderbird(mail.from.name);
		const signature = typing.signature.length === 0 ? '' : ['-- ', ...typing.signature].join('\n');
		const quote = answeredHtml(
			mail.html,
			mail,
			typing,
			(answer) => `</div></blockquote><p>${answer}</p><blockquote type="cite" cite="mid:x"><div>`,
		);
		return {
			text: inOrder(
				typing,
				{ typed: typedText(typing), signature, quote: `${intro}\n${quotedText(mail.text, mail, typing)}` },
				'\n\n',
			),
			html: `<html><head></head><body>${inOrder(
				typing,
				{
					typed: linesHtml(typedText(typing).split('\n\n'), '<p>', '</p>'),
					signature:
						signature === ''
							? ''
							: `<pre class="moz-signature" cols="72">-- \n${escapeHtml(typing.signature.join('\n'))}</pre>`,
					quote: `<div class="moz-cite-prefix">${escapeHtml(intro)}<br></div><blockquote type="cite" cite="mid:x">${quote}</blockquote>`,
				},
				'\n',
			)}</body></html>`,
		};
	},
};

/** Proton Mail: a div around attribution and blockquote, both with the same class. */
export const proton: MailProgram = {
	name: 'Proton',
	why: 'uses one class for the div around all and for the blockquote in it, and a signature block of its own',
	answer: (mail, typing) => {
		const intro = WORDS[typing.language].proton(mail.from.name, mail.from.address);
		const signature = typing.signature.join('\n');
		const quote = answeredHtml(
			mail.html,
			mail,
			typing,
			(answer) =>
				`</div></blockquote><div style="font-family: Arial;">${answer}</div><blockquote class="protonmail_quote" type="cite"><div>`,
		);
		return {
			text: inOrder(
				typing,
				{ typed: typedText(typing), signature, quote: `${intro}\n\n${quotedText(mail.text, mail, typing)}` },
				'\n\n',
			),
			html: inOrder(
				typing,
				{
					typed: linesHtml(
						typedText(typing).split('\n'),
						'<div style="font-family: Arial; font-size: 14px;">',
						'</div>',
					),
					signature:
						signature === ''
							? ''
							: `<div class="protonmail_signature_block"><div class="protonmail_signature_block-user">${linesHtml(typing.signature, '<div>', '</div>')}</div></div>`,
					quote: `<div class="protonmail_quote">${addressLink(intro)}<br><br><blockquote class="protonmail_quote" type="cite">${quote}</blockquote><br></div>`,
				},
				'<div style="font-family: Arial;"><br></div>',
			),
		};
	},
};

/** Fastmail: ids of the quoted mail get "qt-", the signature an id with a number. */
export const fastmail: MailProgram = {
	name: 'Fastmail',
	why: 'leaves the sender’s address out of the attribution, and rewrites ids of the quote with "qt-"',
	answer: (mail, typing) => {
		const intro = WORDS[typing.language].fastmail(mail.from.name);
		const signature = typing.signature.length === 0 ? '' : ['-- ', ...typing.signature].join('\n');
		const quote = answeredHtml(
			prefixed(mail.html, 'qt-'),
			mail,
			typing,
			(answer) => `</div></blockquote><div>${answer}</div><blockquote type="cite" id="qt"><div>`,
		);
		return {
			text: inOrder(
				typing,
				{ typed: typedText(typing), signature, quote: `${intro}\n${quotedText(mail.text, mail, typing)}` },
				'\n\n',
			),
			html: `<!DOCTYPE html><html><head><title></title></head><body>${inOrder(
				typing,
				{
					typed: linesHtml(typedText(typing).split('\n'), '<div>', '</div>'),
					signature:
						signature === ''
							? ''
							: `<div id="sig2210"><div>-- <br></div>${linesHtml(typing.signature, '<div>', '</div>')}</div>`,
					quote: `<div>${escapeHtml(intro)}<br></div><blockquote type="cite" id="qt" style="">${quote}</blockquote>`,
				},
				'<div><br></div>',
			)}</body></html>`,
		};
	},
};

/** mutt: text only, quotes with "> ", signature under "-- ". */
export const mutt: MailProgram = {
	name: 'mutt',
	why: 'writes text only, with whatever attribution its owner set',
	answer: (mail, typing) => {
		const intro = WORDS[typing.language].thunderbird(mail.from.name);
		const signature = typing.signature.length === 0 ? '' : ['-- ', ...typing.signature].join('\n');
		const quote = `${intro}\n${quotedText(mail.text, mail, typing)}`;
		return { text: inOrder(typing, { typed: typedText(typing), signature, quote }, '\n\n') };
	},
};

function addressLink(intro: string): string {
	return escapeHtml(intro).replace(/&lt;([^&]+@[^&]+)&gt;/, '&lt;<a href="mailto:$1">$1</a>&gt;');
}
