import { describe, expect, it } from '@jest/globals';
import { mailHtml } from '../../../helpdesk/adapters/html/html';
import { extractHtmlReply } from '../../../helpdesk/domain/reply/html-reply';
import type { ReplyOptions } from '../../../helpdesk/domain/reply/reply-extraction';

const TYPED = '<div>The parcel <b>came</b> today.</div>';
const EARLIER = '<div>Dear Ewa,</div><div>did the parcel come?</div><div>Paul</div>';
const MARK = 's0100b40000000000000000aaaaaaaaaaaaaaaa';

describe('extractHtmlReply', () => {
	it.each([
		[
			'Gmail',
			`<div class="gmail_quote"><div class="gmail_attr">On Tue, 5 Mar 2024 at 10:12, Paul &lt;<a href="mailto:p@x.example">p@x.example</a>&gt; wrote:<br></div><blockquote class="gmail_quote">${EARLIER}</blockquote></div>`,
		],
		[
			'Gmail, seen through another program',
			`<div class="gmail-m_-12gmail_quote"><div class="gmail-m_-12gmail_attr">Zzz 5, Paul:</div><blockquote class="gmail-m_-12gmail_quote">${EARLIER}</blockquote></div>`,
		],
		[
			'Outlook in a language that no list has',
			`<div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class="MsoNormal"><b>Zzzz:</b> Paul<br><b>Yyy:</b> 5. 3. 2024 10:12<br><b>Xxx:</b> Ewa</p></div><p class="MsoNormal">Dear Ewa</p>`,
		],
		[
			'Outlook on the web',
			`<hr tabindex="-1"><div id="divRplyFwdMsg" dir="ltr"><b>Zzzz:</b> Paul<br><b>Yyy:</b> now</div>${EARLIER}`,
		],
		[
			'Outlook on the web, forwarded once more',
			`<hr tabindex="-1"><div id="x_x_divRplyFwdMsg"><b>Zzzz:</b> Paul</div>${EARLIER}`,
		],
		[
			'Outlook Express',
			`<blockquote style="border-left:#000 2px solid"><div>----- Original Message -----</div><div><b>From:</b> <a href="mailto:p@x.example">Paul</a></div><div><b>Sent:</b> Tuesday, March 05, 2024 10:12 AM</div><div><b>Subject:</b> Parcel</div>${EARLIER}</blockquote>`,
		],
		[
			'Apple Mail',
			`<div><blockquote type="cite"><div>On 5 Mar 2024, at 10:12, Paul wrote:</div><br>${EARLIER}</blockquote></div>`,
		],
		[
			'Thunderbird in a language that no list has',
			`<div class="moz-cite-prefix">Zzz 05/03/24 10:12, Paul zzzz:<br></div><blockquote type="cite" cite="mid:a@b">${EARLIER}</blockquote>`,
		],
		[
			'Yahoo',
			`<div id="yahoo_quoted_12" class="yahoo_quoted"><div>Zzz Paul zzz:</div><div>${EARLIER}</div></div>`,
		],
		[
			'Proton',
			`<div class="protonmail_quote">Zzz, Paul &lt;p@x.example&gt; zzz:<br><blockquote type="cite">${EARLIER}</blockquote></div>`,
		],
		[
			'Zoho',
			`<div class="zmail_extra"><div id="Zm-_Id_-Sgn1">---- On Tue, 05 Mar 2024 10:12:44 +0100 <b>Paul &lt;p@x.example&gt;</b> wrote ---</div><blockquote>${EARLIER}</blockquote></div>`,
		],
		[
			'Zimbra',
			`<hr id="zwchr" data-marker="__DIVIDER__"><div data-marker="__HEADERS__"><b>Zzz: </b>Paul<br></div><blockquote data-marker="__QUOTED_TEXT__" style="border-left:2px solid #1010FF">${EARLIER}</blockquote>`,
		],
		[
			'GMX',
			`<div name="quote" style="margin:10px 5px 5px 10px; border-left:2px solid #C3D9E5;"><div style="margin:0 0 10px 0;"><b>Gesendet:</b>&nbsp;Dienstag, 05. März 2024 um 10:12 Uhr<br><b>Von:</b>&nbsp;"Paul" &lt;p@x.example&gt;<br><b>Betreff:</b>&nbsp;Parcel</div><div name="quoted-content">${EARLIER}</div></div>`,
		],
		[
			'Roundcube',
			`<p id="reply-intro">Zzz 2024-03-05 10:12, Paul zzz:</p><blockquote type="cite" style="padding: 0 0.4em; border-left: #1010ff 2px solid">${EARLIER}</blockquote>`,
		],
		[
			'Spark',
			`<div name="messageReplySection">Zzz 5, Paul zzz:<br><blockquote type="cite" style="border-left-color: grey;">${EARLIER}</blockquote></div>`,
		],
		['Front', `<blockquote type="cite" class="front-blockquote">Zzz, Paul zzz:<br>${EARLIER}</blockquote>`],
		[
			'Missive',
			`<div>On March 5, 2024 at 10:12 AM, Paul (p@x.example) wrote:</div><blockquote class="missive_quote">${EARLIER}</blockquote>`,
		],
		[
			'Mailspring',
			`<div class="gmail_quote_attribution">Zzz, Paul zzz:</div><blockquote class="gmail_quote">${EARLIER}</blockquote>`,
		],
		[
			'eM Client',
			`<div>------ Original Message ------</div><div>From: "Paul" &lt;p@x.example&gt;</div><div>Sent: 05/03/2024 10:12:44</div><div>Subject: Parcel</div><div id="x9f1">${EARLIER}</div>`,
		],
		[
			'HEY',
			`<div><br>On March 5, 2024, Paul &lt;p@x.example&gt; wrote:</div><blockquote>${EARLIER}</blockquote>`,
		],
		[
			'Fastmail',
			`<div>On Tue, 5 Mar 2024, at 10:12, Paul wrote:</div><blockquote type="cite" id="qt">${EARLIER}</blockquote>`,
		],
		[
			'Notes',
			`<br><font size="1" color="#5F5F5F" face="sans-serif">From: </font><font size="1">Paul Brandt/DE/Parcel</font><br><font size="1" color="#5F5F5F">To: </font><font size="1">Ewa/PL/Shop@Shop</font><br><font size="1" color="#5F5F5F">Date: </font><font size="1">05/03/2024 10:12</font><br><font size="1" color="#5F5F5F">Subject: </font><font size="1">Parcel</font><br><hr noshade><br>${EARLIER}`,
		],
		[
			'Mail.ru',
			`<br><blockquote style="border-left:1px solid #0857A6; margin:10px; padding:0 0 0 10px;">Вторник, 5 марта 2024, 10:12 +03:00 от Paul &lt;p@x.example&gt;:<br>${EARLIER}</blockquote>`,
		],
		[
			'Yandex',
			`<div>05.03.2024, 10:12, "Paul" &lt;p@x.example&gt;:</div><blockquote>${EARLIER}</blockquote>`,
		],
		[
			'Samsung',
			`<div>-------- Original message --------</div><div>From: Paul &lt;p@x.example&gt; </div><div>Date: 05/03/2024 10:12 (GMT+01:00) </div><div>To: Ewa </div><div>Subject: Parcel </div><div><br></div>${EARLIER}`,
		],
		[
			'Superhuman',
			`<div class="gmail_quote">On Tue, Mar 05, 2024 at 10:12 AM, Paul <span dir="ltr">&lt;<a href="mailto:p@x.example">p@x.example</a>&gt;</span> wrote:<br><blockquote class="gmail_quote sh-color-black">${EARLIER}</blockquote></div>`,
		],
		[
			'a table for its header',
			`<table><tr><td>From:</td><td>Paul &lt;p@x.example&gt;</td></tr><tr><td>Date:</td><td>05/03/2024 10:12</td></tr><tr><td>Subject:</td><td>Parcel</td></tr></table>${EARLIER}`,
		],
		[
			'signs in HTML',
			'<div>On Tue, 5 Mar 2024, Paul wrote:<br>&gt; Dear Ewa,<br>&gt; did the parcel come?</div>',
		],
	])('cuts what %s quotes', (_program, quote) => {
		expect(cut(`${TYPED}<div><br></div>${quote}`)).toEqual({
			reply: 'The parcel came today.',
			html: '<div>The parcel <b>came</b> today.</div>',
		});
	});

	it.each([
		['Gmail', '<div>-- <br><div class="gmail_signature">Ewa Kowalska</div></div>'],
		['Gmail, no delimiter', '<div class="gmail_signature">Ewa Kowalska</div>'],
		['Thunderbird', '<pre class="moz-signature">-- \nEwa Kowalska</pre>'],
		[
			'Outlook',
			'<p><a name="_MailAutoSig">Ewa Kowalska</a></p><p><span style="mso-bookmark:_MailAutoSig">Sales</span></p>',
		],
		['Outlook on the web', '<div id="x_Signature">Ewa Kowalska</div>'],
		[
			'Outlook on phones',
			'<div id="ms-outlook-mobile-signature">Get <a href="https://aka.ms/o0ukef">Outlook for iOS</a></div>',
		],
		['Proton', '<div class="protonmail_signature_block">Ewa Kowalska</div>'],
		['Fastmail', '<div id="sig123">Ewa Kowalska</div>'],
		['an iPhone', '<div dir="ltr">Sent from my iPhone</div>'],
	])('sets the signature of %s apart', (_program, signature) => {
		expect(cut(`${TYPED}<div><br></div>${signature}`).reply).toBe('The parcel came today.');
	});

	it.each([
		[
			'formatting and lists',
			'<p>Two <i>things</i>:</p><ul><li>one</li><li><a href="https://x.example">two</a></li></ul>',
		],
		['a picture alone', '<div><img src="cid:photo@x"></div>'],
		['an indented passage', '<p>Our terms say:</p><blockquote>No returns.</blockquote><p>So no.</p>'],
		['an indented passage at the end', '<p>Our terms say:</p><blockquote>No returns.</blockquote>'],
		['a table', '<table><tbody><tr><td>a</td><td>1</td></tr><tr><td>b</td><td>2</td></tr></tbody></table>'],
		['a ruler between parts', '<div>one</div><hr><div>two</div>'],
		['code', '<pre>if (a &gt; b)\n  -- comment\n    return;</pre>'],
		['a coloured bar', '<div style="border-left:3px solid red">Important: by Friday!</div>'],
	])('keeps %s', (_what, html) => {
		expect(cut(html).html).toBe(html);
	});

	it('keeps quotes between answers, and cuts them on request', () => {
		const quote = (text: string) => `<blockquote type="cite"><div>${text}</div></blockquote>`;
		const html = `<div class="moz-cite-prefix">On 05/03/24 10:12, Paul wrote:</div>${quote('Blue?')}<p>Yes.</p>${quote('Big?')}<p>No.</p>`;
		expect(cut(html).reply).toBe('On 05/03/24 10:12, Paul wrote:\nBlue?\nYes.\n\nBig?\nNo.');
		expect(cut(html, { keepInline: false })).toEqual({ reply: 'Yes.\n\nNo.', html: '<p>Yes.</p><p>No.</p>' });
	});

	const question = 'Dear Ewa, would you rather have the blue cable or the red one for the scanner?';
	const frame = `<div class="gmail_quote"><div class="gmail_attr">On 5 Mar 2024, Paul wrote:</div><blockquote class="gmail_quote">${question}</blockquote><div>The blue one.</div><blockquote class="gmail_quote">Paul</blockquote></div>`;
	it.each([
		['keeps answers where nothing stands above', frame, {}, 'The blue one.'],
		[
			'keeps answers under a signature alone',
			`<div class="gmail_signature">Ewa</div>${frame}`,
			{},
			'The blue one.',
		],
		['takes all for quoted under words', TYPED + frame, {}, 'The parcel came today.'],
		[
			'keeps answers to what is known under words',
			TYPED + frame,
			{ earlier: [question] },
			'The parcel came today.\nThe blue one.',
		],
	])('in the frame of Gmail %s', (_when, html, options, expected) => {
		expect(cut(html, { keepInline: false, ...options }).reply).toBe(expected);
	});

	it('keeps a forward that nobody wrote a word above', () => {
		const html =
			'<div>Sent from my iPad</div><div>Begin forwarded message:</div><blockquote type="cite"><b>From:</b> Paul &lt;p@x.example&gt;<br><b>Subject:</b> Parcel<br><br>Lost!</blockquote>';
		expect(cut(html).reply).toContain('Lost!');
		expect(cut(`<p>Look!</p>${html}`).reply).toBe('Look!');
	});

	it.each([
		['by its words', '<div>-- Reply above this line -- [S0100B4000000000 0000000AAAAAAAAAAAAAAAA]</div>'],
		['by its id alone', `<div id="x_helpdesk-${MARK}">zzzz</div>`],
		['by its class alone', `<div class="gmail-m_1helpdesk-${MARK}">zzzz</div>`],
	])('cuts at our marker line, known %s', (_how, marker) => {
		expect(
			cut(`${TYPED}<div>Zzz: support@acme.test</div>${marker}<div>secret</div>`, {
				markerTokens: [MARK],
				ownNames: ['support@acme.test'],
			}).reply,
		).toBe('The parcel came today.');
	});

	it('knows passages of earlier mails in any language and program', () => {
		const earlier = [
			'Dear Ewa,\n\nthe parcel left our house on Monday and should be with you by now.\n\nPaul Brandt',
		];
		const html = `${TYPED}<p>Zzzz zzz Paul (p@x.example) :</p><p>Dear Ewa,</p><p>the parcel left our house on Monday and should be with you by now.</p><p>Paul Brandt</p>`;
		expect(cut(html, { earlier }).reply).toBe('The parcel came today.');
	});
});

function cut(html: string, options: ReplyOptions = {}) {
	const parts = extractHtmlReply(mailHtml.parse(html) ?? [], options);
	return { reply: parts.reply, html: mailHtml.serialize(parts.html) };
}
