import { describe, expect, it } from '@jest/globals';
import { mailHtml } from '../../../helpdesk/adapters/html/html';
import { extractHtmlReply } from '../../../helpdesk/domain/reply/html-reply';

const TYPED = '<div>The <i>second</i> key fits.</div>';
const EARLIER =
	'<div>Hello Jo,</div><div><br></div><div>which key fits the back door?</div><div>Max Stern</div>';
const WHO = 'Max Stern &lt;<a href="mailto:max@locks.example">max@locks.example</a>&gt;';
const HEADER = `<b>From:</b> ${WHO}<br><b>Sent:</b> Friday, 4 July 2025 09:20<br><b>To:</b> Jo Adu &lt;jo@adu.example&gt;<br><b>Subject:</b> Key`;

describe('extractHtmlReply', () => {
	it.each([
		[
			'Gmail with a class for the frame',
			`<br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">On Fri, Jul 4, 2025 at 9:20 AM ${WHO} wrote:<br></div><blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex">${EARLIER}</blockquote></div>`,
		],
		[
			'Gmail of old',
			`<div class="gmail_extra"><br><br><div class="gmail_quote">On Fri, Jul 4, 2025 at 9:20 AM, Max Stern <span dir="ltr">&lt;<a href="mailto:max@locks.example" target="_blank">max@locks.example</a>&gt;</span> wrote:<br><blockquote class="gmail_quote" style="margin:0 0 0 .8ex;border-left:1px #ccc solid;padding-left:1ex">${EARLIER}</blockquote></div><br></div>`,
		],
		[
			'Gmail of old in Japanese',
			`<div class="gmail_extra"><br><div class="gmail_quote">2025年7月4日 9:20 Max Stern <span dir="ltr">&lt;max@locks.example&gt;</span>:<br><blockquote class="gmail_quote">${EARLIER}</blockquote></div></div>`,
		],
		[
			'Gmail on a phone',
			`<div dir="auto"><br><div class="gmail_quote" dir="auto"><div dir="ltr" class="gmail_attr">Zzz 4, 2025, Max &lt;max@locks.example&gt;:<br></div><blockquote class="gmail_quote">${EARLIER}</blockquote></div></div>`,
		],
		[
			'Gmail with a forward',
			`<br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">---------- Forwarded message ---------<br>From: <strong class="gmail_sendername" dir="auto">Max Stern</strong> <span dir="auto">&lt;max@locks.example&gt;</span><br>Date: Fri, Jul 4, 2025 at 9:20 AM<br>Subject: Key<br>To: jo@adu.example<br></div><br><br>${EARLIER}</div>`,
		],
		[
			'Inbox',
			`<br><div class="gmail_quote"><div dir="ltr">Zzz Max zzz<br></div><blockquote class="gmail_quote">${EARLIER}</blockquote></div>`,
		],
		[
			'Outlook of 2007',
			`<div class="WordSection1"><div><div style='border:none;border-top:solid #B5C4DF 1.0pt;padding:3.0pt 0cm 0cm 0cm'><p class="MsoNormal">${HEADER}</p></div></div><p class="MsoNormal">&nbsp;</p><p class="MsoNormal">which key fits?</p></div>`,
		],
		[
			'Outlook of 2013',
			`<div class="WordSection1"><div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0in 0in 0in"><p class="MsoNormal">${HEADER}</p></div></div>${EARLIER}</div>`,
		],
		[
			'Outlook, cleaned by a gateway',
			`<div><div style="border-right:medium none; border-bottom:medium none; border-left:medium none; border-top:solid #b5c4df 1.0pt; padding:3.0pt 0cm 0cm 0cm"><p class="x_MsoNormal">${HEADER}</p></div></div>${EARLIER}`,
		],
		[
			'Outlook, its border in another order',
			`<div><div style="padding:3.0pt 0in 0in 0in;border:none;border-top:1pt solid rgb(225, 225, 225)"><p>${HEADER}</p></div></div>${EARLIER}`,
		],
		[
			'Outlook in a language without list',
			`<div style="border-style:solid none none;border-top:1pt solid rgb(225,225,225);padding:3pt 0cm 0cm"><p><b>Zzz:</b> Max<br><b>Yyy:</b> 4<br><b>Xxx:</b> Jo</p></div>${EARLIER}`,
		],
		[
			'Outlook of 2003',
			`<div class="OutlookMessageHeader" lang="en-us" dir="ltr" align="left"><hr tabindex="-1"><font face="Tahoma" size="2">${HEADER}<br></font><br></div>${EARLIER}`,
		],
		[
			'Outlook on a Mac',
			`<span id="OLK_SRC_BODY_SECTION"><div style="border-top:1pt solid #b5c4df">${HEADER}</div>${EARLIER}</span>`,
		],
		[
			'Outlook on a Mac, newer',
			`<div id="mail-editor-reference-message-container"><div><div style="border:none;border-top:solid #B5C4DF 1.0pt"><p>${HEADER}</p></div>${EARLIER}</div></div>`,
		],
		[
			'Outlook on the web',
			`<div id="appendonsend"></div><hr style="display:inline-block;width:98%" tabindex="-1"><div id="divRplyFwdMsg" dir="ltr"><font face="Calibri">${HEADER}</font><div>&nbsp;</div></div><div>${EARLIER}</div>`,
		],
		[
			'Outlook on the web, behind a prefix',
			`<div id="x_appendonsend"></div><hr tabindex="-1"><div id="x_divRplyFwdMsg"><b>Zzz:</b> Max</div><div>${EARLIER}</div>`,
		],
		[
			'Outlook on a phone',
			`<div id="ms-outlook-mobile-signature">Get <a href="https://aka.ms/o0ukef">Outlook for iOS</a></div><hr style="display:inline-block;width:98%" tabindex="-1"><div id="divRplyFwdMsg" dir="ltr">${HEADER}</div>${EARLIER}`,
		],
		[
			'Outlook on a phone, newer',
			`<div class="ms-outlook-mobile-reference-message skipProofing"><meta><div style="padding:3pt 0in 0in;border:none;border-top:1pt solid rgb(181,196,223)"><b>Zzz:</b> Max</div>${EARLIER}</div>`,
		],
		[
			'Hotmail',
			`<div><br><hr id="stopSpelling">From: max@locks.example<br>To: jo@adu.example<br>Subject: Key<br>Date: Fri, 4 Jul 2025 09:20:00 +0200<br><br>${EARLIER}</div>`,
		],
		[
			'Windows Mail',
			`<div style="padding-top: 5px; border-top-color: rgb(229, 229, 229); border-top-width: 1px; border-top-style: solid;"><div><font face="'Calibri'"><b>From:</b>&nbsp;${WHO}<br><b>Sent:</b>&nbsp;Friday, July 4, 2025 9:20 AM<br><b>To:</b>&nbsp;Jo</font></div></div><div><br></div>${EARLIER}`,
		],
		[
			'Mail of Windows 10',
			`<p class="MsoNormal">Sent from <a href="https://go.microsoft.com/fwlink/?LinkId=550986">Mail</a> for Windows 10</p><div style="mso-element:para-border-div;border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0in 0in 0in"><p class="MsoNormal" style="border:none;padding:0in">${HEADER}</p></div>${EARLIER}`,
		],
		[
			'Outlook Express',
			`<blockquote style="PADDING-RIGHT: 0px; PADDING-LEFT: 5px; MARGIN-LEFT: 5px; BORDER-LEFT: #000000 2px solid"><div style="FONT: 10pt arial">----- Original Message ----- </div><div style="BACKGROUND: #e4e4e4"><b>From:</b> <a href="mailto:max@locks.example">Max Stern</a> </div><div><b>To:</b> Jo </div><div><b>Sent:</b> Friday, July 04, 2025 9:20 AM</div><div><b>Subject:</b> Key</div>${EARLIER}</blockquote>`,
		],
		[
			'Apple Mail',
			`<div><br><blockquote type="cite"><div>On 4 Jul 2025, at 09:20, ${WHO} wrote:</div><br class="Apple-interchange-newline"><div>${EARLIER}</div></blockquote></div><br>`,
		],
		[
			'Apple Mail of old',
			`<br><div><div>On Jul 4, 2025, at 9:20 AM, Max Stern wrote:</div><br class="Apple-interchange-newline"><blockquote type="cite">${EARLIER}</blockquote></div><br>`,
		],
		[
			'Apple Mail with a forward',
			`<div><br><blockquote type="cite"><div>Begin forwarded message:</div><br class="Apple-interchange-newline"><div style="margin: 0px"><span><b>From: </b></span><span>${WHO}<br></span></div><div><b>Subject: </b>Key</div><div><b>Date: </b>4 July 2025 at 09:20:00 CEST</div><br><div>${EARLIER}</div></blockquote></div>`,
		],
		[
			'Mail on an iPhone',
			`<div dir="ltr"><br></div><div dir="ltr">Sent from my iPhone</div><div dir="ltr"><br><blockquote type="cite">On 4 Jul 2025, at 09:20, Max Stern &lt;max@locks.example&gt; wrote:<br><br></blockquote></div><blockquote type="cite"><div dir="ltr">\ufeff${EARLIER}</div></blockquote>`,
		],
		[
			'Mail on an iPhone in a language without list',
			`<div id="AppleMailSignature">Zzz iPhone</div><div><br>Zzz 4 2025 09:20 Max &lt;max@locks.example&gt; zzz:<br><br></div><blockquote type="cite"><div>${EARLIER}</div></blockquote>`,
		],
		[
			'Thunderbird',
			`<div class="moz-cite-prefix">On 04.07.25 09:20, Max Stern wrote:<br></div><blockquote type="cite" cite="mid:a@locks.example">${EARLIER}</blockquote><br>`,
		],
		[
			'Thunderbird of old',
			`On 04.07.2025 09:20, Max Stern wrote:<br><blockquote cite="mid:a@locks.example" type="cite">${EARLIER}</blockquote>`,
		],
		[
			'Thunderbird with a forward',
			`<div class="moz-forward-container"><br>-------- Forwarded Message --------<table class="moz-email-headers-table"><tbody><tr><th>Subject: </th><td>Key</td></tr><tr><th>From: </th><td>${WHO}</td></tr></tbody></table><br>${EARLIER}</div>`,
		],
		[
			'Yahoo',
			`<div class="ydp1234yahoo_quoted" id="ydp1234yahoo_quoted_77"><div><div>On Friday, July 4, 2025 at 09:20:00 AM GMT+2, Max Stern &lt;max@locks.example&gt; wrote:</div><div><br></div>${EARLIER}</div></div>`,
		],
		[
			'Yahoo of old',
			`<div class="qtdSeparateBR"><br><br></div><div class="yahoo_quoted" style="display: block;"><div>On Friday, July 4, 2025 9:20 AM, Max Stern wrote:<br></div><blockquote>${EARLIER}</blockquote></div>`,
		],
		[
			'Yahoo, earlier',
			`<div id="yiv1"><div style="font-family: arial; font-size: 10pt;"><hr size="1"><b>From:</b> Max Stern &lt;max@locks.example&gt;<br><b>To:</b> Jo<br><b>Sent:</b> Friday, July 4, 2025 9:20 AM<br><b>Subject:</b> Key<br><br>${EARLIER}</div></div>`,
		],
		[
			'AOL',
			`<div style="font-family:helvetica;font-size:10pt">-----Original Message-----<br>From: Max Stern &lt;max@locks.example&gt;<br>To: jo &lt;jo@adu.example&gt;<br>Sent: Fri, Jul 4, 2025 9:20 am<br>Subject: Key<br><br><div id="AOLMsgPart_1_x">${EARLIER}</div></div>`,
		],
		[
			'Comcast',
			`<hr id="zwchr"><b>From: </b>"Max Stern" &lt;max@locks.example&gt;<br><b>To: </b>jo@adu.example<br><b>Sent: </b>Friday, July 4, 2025 9:20:00 AM<br><b>Subject: </b>Key<br><br>${EARLIER}`,
		],
		[
			'Zimbra',
			`<hr id="zwchr" data-marker="__DIVIDER__"><div data-marker="__HEADERS__"><b>De: </b>"Max" &lt;max@locks.example&gt;<br><b>Envoyé: </b>Vendredi 4 Juillet 2025 09:20:00<br></div><br><div data-marker="__QUOTED_TEXT__">${EARLIER}</div>`,
		],
		[
			'Zimbra, quoting',
			`<div>----- On Jul 4, 2025, at 9:20 AM, Max Stern max@locks.example wrote:<br></div><div data-marker="__QUOTED_TEXT__"><blockquote style="border-left:2px solid #1010FF">${EARLIER}</blockquote></div>`,
		],
		[
			'Proton',
			`<div class="protonmail_quote">On Friday, July 4th, 2025 at 9:20 AM, Max Stern &lt;max@locks.example&gt; wrote:<br><blockquote class="protonmail_quote" type="cite">${EARLIER}</blockquote><br></div>`,
		],
		[
			'Proton with its line',
			`<div class="protonmail_signature_block"><div class="protonmail_signature_block-proton">Sent with <a href="https://proton.me/">Proton Mail</a> secure email.</div></div><div class="protonmail_quote">------- Original Message -------<br>Zzz<br><blockquote class="protonmail_quote" type="cite">${EARLIER}</blockquote></div>`,
		],
		[
			'Tuta',
			`<div>Sent with Tuta Mail</div><br>4 Jul 2025, 09:20 by max@locks.example:<br><blockquote class="tutanota_quote" style="border-left: 1px solid #93A3B8; padding-left: 10px; margin-left: 5px;">${EARLIER}</blockquote>`,
		],
		[
			'Fastmail',
			`<div>On Fri, 4 Jul 2025, at 9:20 AM, Max Stern wrote:<br></div><blockquote type="cite" id="qt" style="">${EARLIER}</blockquote><div><br></div>`,
		],
		[
			'Zoho',
			`<div class="zmail_extra_hr" style="border-top: 1px solid rgb(204, 204, 204); height: 0px;"><br></div><div class="zmail_extra" data-zbluepencil-ignore="true"><br><div id="Zm-_Id_-Sgn1">---- On Fri, 04 Jul 2025 09:20:00 +0200 <b>Max Stern &lt;max@locks.example&gt;</b> wrote ---<br></div><br><blockquote id="blockquote_zmail" style="margin: 0px;">${EARLIER}</blockquote></div>`,
		],
		[
			'Spark',
			`<br/><div name="messageSignatureSection"><br/>Jo Adu</div><div name="messageReplySection">On 4 Jul 2025 at 9:20 +0200, Max Stern &lt;max@locks.example&gt;, wrote:<br/><blockquote type="cite" class="spark_quote" style="margin: 5px 5px; padding-left: 10px; border-left: thin solid #1abc9c;">${EARLIER}</blockquote></div>`,
		],
		[
			'Airmail',
			`<div id="bloop_sign_1" class="bloop_sign">Jo Adu</div><br><p class="airmail_on">On 4 July 2025 at 09:20:00, Max Stern (<a href="mailto:max@locks.example">max@locks.example</a>) wrote:</p> <blockquote type="cite" class="clean_bq"><span>${EARLIER}</span></blockquote>`,
		],
		[
			'Sparrow',
			`<p style="color: #A0A0A8;">On Friday, July 4, 2025 at 9:20 AM, Max Stern wrote:</p><blockquote type="cite" style="border-left-style:solid;border-width:1px;margin-left:0px;padding-left:10px;"><span>${EARLIER}</span></blockquote>`,
		],
		[
			'Superhuman',
			`<div class="gmail_signature"><div>Sent via <a href="https://sprh.mn/">Superhuman</a></div></div><br/><div><div class="gmail_quote">On Fri, Jul 04, 2025 at 9:20 AM, Max Stern <span dir="ltr">&lt;<a href="mailto:max@locks.example">max@locks.example</a>&gt;</span> wrote:<br/><blockquote class="gmail_quote sh-color-black sh-color" style="margin:0 0 0 .8ex;border-left:1px #ccc solid;padding-left:1ex">${EARLIER}</blockquote></div></div>`,
		],
		[
			'Mailspring',
			`<signature id="initial">Sent from Mailspring</signature><div class="gmail_quote_attribution">On Jul 4 2025, at 9:20 am, Max Stern &lt;max@locks.example&gt; wrote:</div><blockquote class="gmail_quote" style="margin:0 0 0 .8ex;border-left:1px #ccc solid;padding-left:1ex">${EARLIER}</blockquote>`,
		],
		[
			'Mailbird',
			`<blockquote class="history_container" type="cite" style="border-left-style: solid; border-width: 1px; margin-top: 20px; margin-left: 0px; padding-left: 10px; min-width: 500px"><p style="color: #AAAAAA; margin-top: 10px;">On 04/07/2025 09:20:00, Max Stern &lt;max@locks.example&gt; wrote:</p>${EARLIER}</blockquote>`,
		],
		[
			'eM Client',
			`<div id="signature_old"><br></div><div>------ Original Message ------</div><div><span>From "Max Stern" &lt;<a href="mailto:max@locks.example">max@locks.example</a>&gt;</span></div><div>To "Jo" &lt;jo@adu.example&gt;</div><div>Date 04/07/2025 09:20:00</div><div>Subject Key</div><div><br></div><div id="x1" class="plain"><blockquote cite="x" type="cite" class="cite2">${EARLIER}</blockquote></div>`,
		],
		[
			'BlueMail',
			`<div class="replyHeader" dir="auto">On 4 Jul 2025, at 09:20, Max Stern &lt;<a href="mailto:max@locks.example">max@locks.example</a>&gt; wrote:</div><div><br></div><div class="gmail_quote"><blockquote class="gmail_quote" style="margin: 0pt 0pt 0pt 0.8ex; border-left: 1px solid rgb(204, 204, 204); padding-left: 1ex;">${EARLIER}</blockquote></div>`,
		],
		[
			'K-9',
			`<br><br><div class="gmail_quote"><div dir="auto">On 4 July 2025 09:20:00 CEST, Max Stern &lt;max@locks.example&gt; wrote:</div><blockquote class="gmail_quote" style="margin: 0pt 0pt 0pt 0.8ex; border-left: 1px solid rgb(204, 204, 204); padding-left: 1ex;">${EARLIER}</blockquote></div>`,
		],
		[
			'Samsung',
			`<div id="composer_signature"><div style="font-size:85%;color:#575757">Sent from my Galaxy</div></div><div><br></div><div style="font-size:100%;color:#000000"><!-- originalMessage --><div>-------- Original message --------</div><div>From: Max Stern &lt;max@locks.example&gt; </div><div>Date: 04/07/2025  09:20  (GMT+01:00) </div><div>To: jo@adu.example </div><div>Subject: Key </div><div><br></div></div>${EARLIER}`,
		],
		[
			'GMX',
			`<div>&nbsp;</div><div name="quote" style="margin:10px 5px 5px 10px; padding: 10px 0 10px 10px; border-left:2px solid #C3D9E5; word-wrap: break-word;"><div style="margin:0 0 10px 0;"><b>Gesendet:</b>&nbsp;Freitag, 04. Juli 2025 um 09:20 Uhr<br><b>Von:</b>&nbsp;"Max Stern" &lt;max@locks.example&gt;<br><b>An:</b>&nbsp;jo@adu.example<br><b>Betreff:</b>&nbsp;Key</div><div name="quoted-content">${EARLIER}</div></div>`,
		],
		[
			'web.de, newer',
			`<div class="reply-quote"><div style="margin: 0 0 10px 0"><b>Zzz:</b> 4<br><b>Yyy:</b> "Max" &lt;max@locks.example&gt;</div><div name="quoted-content">${EARLIER}</div></div>`,
		],
		[
			'1&1',
			`<blockquote type="cite"><div>Max Stern &lt;max@locks.example&gt; hat am 04.07.2025 09:20 CEST geschrieben:</div><div><br></div><div>${EARLIER}</div></blockquote>`,
		],
		[
			'T-Online',
			`<div>-----Original-Nachricht-----</div><div>Betreff: Key</div><div>Datum: 2025-07-04T09:20:00+0200</div><div>Von: "Max Stern" &lt;max@locks.example&gt;</div><div>An: jo@adu.example</div><div><br></div>${EARLIER}`,
		],
		[
			'Orange',
			`<blockquote style="border-left: 2px solid #ff6600; padding-left: 5px;"><div>&gt; Message du 04/07/25 09:20<br>&gt; De : "Max Stern" &lt;max@locks.example&gt;<br>&gt; A : jo@adu.example<br>&gt; Objet : Key<br>&gt;</div>${EARLIER}</blockquote>`,
		],
		[
			'Libero',
			`<blockquote>Il 04/07/2025 09:20 Max Stern &lt;max@locks.example&gt; ha scritto:<br><br>${EARLIER}</blockquote>`,
		],
		[
			'QQ Mail',
			`<div><br></div><div><includetail><div style="font:Verdana normal 14px;color:#000;"><div style="FONT-SIZE: 12px;FONT-FAMILY: Arial Narrow;padding:2px 0 2px 0;">------------------&nbsp;原始邮件&nbsp;------------------</div><div style="font-size: 12px;background:#efefef;padding:8px;"><div><b>发件人:</b> "Max Stern" &lt;max@locks.example&gt;;</div><div><b>发送时间:</b>&nbsp;2025年7月4日(星期五) 上午9:20</div><div><b>主题:</b>&nbsp;Key</div></div><div>&nbsp;</div>${EARLIER}</div></includetail></div>`,
		],
		[
			'QQ Mail, English',
			`<div style="position: relative;"><div></div></div><div><div>------------------&nbsp;Original&nbsp;------------------</div><div><b>From: </b>&nbsp;"Max"&lt;max@locks.example&gt;;</div><div><b>Date: </b>&nbsp;Fri, Jul 4, 2025 09:20 AM</div><div><b>Subject: </b>&nbsp;Key</div></div>${EARLIER}`,
		],
		[
			'163',
			`<div id="ntes-pcmail-quote" class="ntes-mailmaster-quote" style="padding-top: 1px; padding-bottom: 1px; clear: both"><div style="border-left: 2px solid #ccc;">---- Replied Message ----</div><div><table><tbody><tr><td>From</td><td>Max&lt;max@locks.example&gt;</td></tr><tr><td>Date</td><td>7/4/2025 09:20</td></tr></tbody></table></div>${EARLIER}</div>`,
		],
		[
			'163 of old',
			`<br><div style="position:relative;zoom:1"></div><div id="divNeteaseMailCard"></div><br><pre><br>At 2025-07-04 09:20:00, "Max Stern" &lt;max@locks.example&gt; wrote:</pre><blockquote id="isReplyContent" style="PADDING-LEFT: 1ex; MARGIN: 0px 0px 0px 0.8ex; BORDER-LEFT: #ccc 1px solid">${EARLIER}</blockquote>`,
		],
		[
			'Foxmail',
			`<div><br></div><hr style="width: 210px; height: 1px;" color="#b5c4df" size="1" align="left"><div><span><div>jo@adu.example</div></span></div><blockquote style="margin-top: 0px; margin-bottom: 0px; margin-left: 0.5em;"><div>&nbsp;</div><div style="border:none;border-top:solid #B5C4DF 1.0pt;padding:3.0pt 0cm 0cm 0cm"><div><b>发件人：</b>&nbsp;<a href="mailto:max@locks.example">Max Stern</a></div><div><b>发送时间：</b>&nbsp;2025-07-04&nbsp;09:20</div><div><b>主题：</b>&nbsp;Key</div></div>${EARLIER}</blockquote>`,
		],
		[
			'Naver',
			`<p><br></p><p>-----Original Message-----<br><b>From:</b> "Max Stern"&lt;max@locks.example&gt;<br><b>To:</b> &lt;jo@adu.example&gt;;<br><b>Sent:</b> 2025-07-04 (금) 09:20:00 (GMT+09:00)<br><b>Subject:</b> Key<br></p>${EARLIER}`,
		],
		[
			'Yandex',
			`<div>&nbsp;</div><div>04.07.2025, 09:20, "Max Stern" &lt;max@locks.example&gt;:</div><blockquote><div>${EARLIER}</div></blockquote>`,
		],
		[
			'Mail.ru',
			`<br><br><br><blockquote style="border-left:1px solid #0857A6; margin:10px; padding:0 0 0 10px;">	Пятница, 4 июля 2025, 9:20 +03:00 от Max Stern &lt;max@locks.example&gt;:<br>	<br>${EARLIER}</blockquote>`,
		],
		[
			'Seznam',
			`<br><aside>---------- Původní e-mail ----------<br>Od: Max Stern &lt;max@locks.example&gt;<br>Komu: jo@adu.example<br>Datum: 4. 7. 2025 9:20:00<br>Předmět: Key</aside><br><blockquote data-email="max@locks.example">${EARLIER}</blockquote>`,
		],
		[
			'Wirtualna Polska',
			`<div class="nh_extra"><p>Dnia 4 lipca 2025 09:20 Max Stern &lt;max@locks.example&gt; napisał(a):</p><blockquote>${EARLIER}</blockquote></div>`,
		],
		[
			'Roundcube',
			`<p id="reply-intro">On 2025-07-04 09:20, Max Stern wrote:</p><blockquote type="cite" style="padding: 0 0.4em; border-left: #1010ff 2px solid; margin: 0"><div id="replybody1">${EARLIER}</div></blockquote>`,
		],
		[
			'Horde',
			`<p>Zitat von Max Stern &lt;max@locks.example&gt;:</p><blockquote type="cite" style="border-left:2px solid blue;margin-left:2px;padding-left:12px;">${EARLIER}</blockquote>`,
		],
		[
			'Rainloop',
			`<br><br>4 July 2025 09:20, "Max Stern" &lt;max@locks.example&gt; wrote:<br><blockquote>${EARLIER}</blockquote>`,
		],
		[
			'GroupWise',
			`<br><br>&gt;&gt;&gt; Max Stern &lt;max@locks.example&gt; 04.07.2025 09:20 &gt;&gt;&gt;<br>${EARLIER}`,
		],
		[
			'GroupWise, newer',
			`<div class="GroupWiseMessageBody" id="GroupWiseSection_1_x"><div>&gt;&gt;&gt; "Max Stern" &lt;max@locks.example&gt; 7/4/2025 9:20 AM &gt;&gt;&gt;<br></div>${EARLIER}</div>`,
		],
		[
			'Notes',
			`<br><br><font size=1 color=#5f5f5f face="sans-serif">From: &nbsp; &nbsp; &nbsp; &nbsp;</font><font size=1>Max Stern/DE/Locks</font><br><font size=1 color=#5f5f5f>To: &nbsp; &nbsp; &nbsp; &nbsp;</font><font size=1>Jo Adu &lt;jo@adu.example&gt;</font><br><font size=1>Date: &nbsp; &nbsp; &nbsp; &nbsp;</font><font size=1>04.07.2025 09:20</font><br><font size=1>Subject: &nbsp; &nbsp; &nbsp; &nbsp;</font><font size=1>Key</font><br><hr noshade><br>${EARLIER}`,
		],
		[
			'Notes, one line',
			`<br><img width="16" height="16" src="cid:1@locks.example" border="0" alt="Inactive hide details for Max Stern"><font size="2">Max Stern ---07/04/2025 09:20:00 AM---Hello Jo, which key fits</font><br>${EARLIER}`,
		],
		[
			'Evolution',
			`<div>On Fri, 2025-07-04 at 09:20 +0200, Max Stern wrote:</div><blockquote type="cite" style="margin:0 0 0 .8ex; border-left:2px #729fcf solid;padding-left:1ex">${EARLIER}</blockquote>`,
		],
		[
			'KMail',
			`<p style="margin-top:0;margin-bottom:0">On Freitag, 4. Juli 2025 09:20:00 CEST Max Stern wrote:</p><p>&gt; Hello Jo,<br>&gt; which key fits the back door?</p>`,
		],
		[
			'Front',
			`<blockquote type="cite" class="front-blockquote">On July 4, 2025, 9:20 AM GMT+2 <a href="mailto:max@locks.example">max@locks.example</a> wrote:<br><br>${EARLIER}</blockquote>`,
		],
		[
			'HubSpot',
			`<div class="hs_reply"><div>On Fri, Jul 4, 2025 at 9:20 AM, Max Stern &lt;<a href="mailto:max@locks.example">max@locks.example</a>&gt; wrote:</div><blockquote style="margin:0 0 0 .8ex;border-left:1px #ccc solid;padding-left:1ex">${EARLIER}</blockquote></div>`,
		],
		[
			'Freshdesk',
			`<div class="freshdesk_quote"><blockquote class="freshdesk_quote">On Fri, 4 Jul at 9:20 AM , Locks Support &lt;max@locks.example&gt; wrote:<br>${EARLIER}</blockquote></div>`,
		],
		[
			'Intercom',
			`<br><p class="intercom-quote-header">On 4 July 2025 at 09:20, Max from Locks &lt;max@locks.example&gt; wrote:</p><blockquote class="intercom-quote">${EARLIER}</blockquote>`,
		],
		[
			'Help Scout',
			`<div class="hs-quote"><div>On Jul 4, 2025, at 9:20am EDT, support@locks.example wrote:</div><blockquote>${EARLIER}</blockquote></div>`,
		],
		[
			'Missive',
			`<div>On July 4, 2025 at 9:20 AM, Max Stern (<a href="mailto:max@locks.example">max@locks.example</a>) wrote:</div><div><br></div><blockquote class="missive_quote" style="border-left:2px solid #ccc">${EARLIER}</blockquote>`,
		],
		[
			'Mimestream',
			`<div id="mimestream-quote"><blockquote type="cite"><div>On Jul 4, 2025 at 9:20:00 AM, Max Stern &lt;max@locks.example&gt; wrote:</div>${EARLIER}</blockquote></div>`,
		],
		[
			'Edison',
			`<div><br></div><div id="edo-meta"></div><div id="edo-message"><div></div>On Jul 4, 2025 at 9:20 AM, &lt;<a href="mailto:max@locks.example">Max Stern</a>&gt; wrote:<br><br></div><div id="edo-original"><div><blockquote type="cite" style="margin:1ex 0 0 0;border-left:1px #ccc solid;padding-left:0.5ex">${EARLIER}</blockquote></div></div>`,
		],
		[
			'Newton',
			`<div><div class="cm_quote" style="color:#787878">On Fri, 04 Jul 2025 at 9:20 am, Max Stern &lt;<a href="mailto:max@locks.example">max@locks.example</a>&gt; wrote:</div><br><div id="oldcontent" style="background: rgb(255,255,255);"><blockquote><p dir="ltr">${EARLIER}</p></blockquote></div></div>`,
		],
		[
			'a program that draws a ruler',
			`<hr><div><b>From:</b> Max Stern &lt;max@locks.example&gt;<br><b>Date:</b> 4 July 2025 09:20<br><b>Subject:</b> Key</div>${EARLIER}`,
		],
		[
			'a program that sets the header in a list',
			`<ul><li>From: Max Stern &lt;max@locks.example&gt;</li><li>Date: 4 July 2025 09:20</li><li>Subject: Key</li></ul>${EARLIER}`,
		],
		[
			'a program that breaks the attribution',
			`<div>On Friday, 4 July 2025 at 09:20,<br>Max Stern<br>&lt;max@locks.example&gt;<br>wrote:</div><blockquote>${EARLIER}</blockquote>`,
		],
		[
			'a program that sets each word in an element',
			`<p><span>On </span><span>4 July 2025</span><span> at </span><span>09:20</span><span>, </span><b>Max Stern</b> <i>wrote</i>:</p><blockquote>${EARLIER}</blockquote>`,
		],
		[
			'a program without any class',
			`<div>On 4 July 2025 at 09:20, Max Stern wrote:</div><div>&gt; Hello Jo,</div><div>&gt; which key fits the back door?</div>`,
		],
		[
			'a program with entities',
			`<div>Am&nbsp;4.&nbsp;Juli&nbsp;2025 um&nbsp;09:20 schrieb M&auml;x&nbsp;St&ouml;rn&#58;</div><blockquote>${EARLIER}</blockquote>`,
		],
		[
			'a program with text from right to left',
			`<div dir="rtl">&rlm;בתאריך יום ו׳, 4 ביולי 2025 ב-9:20 מאת &lrm;Max Stern&rlm; &lt;max@locks.example&gt;:&rlm;</div><blockquote dir="rtl">${EARLIER}</blockquote>`,
		],
	])('cuts what %s quotes', (_program, quote) => {
		for (const typed of [
			TYPED,
			`<p>${TYPED.slice(5, -6)}</p>`,
			`<html><head><style>p{margin:0}</style></head><body dir="ltr">${TYPED}`,
		]) {
			expect(shown(`${typed}<div><br></div>${quote}`)).toEqual([
				'The second key fits.',
				'The <i>second</i> key fits.',
			]);
		}
	});

	it.each([
		[
			'a quote above',
			`<div class="moz-cite-prefix">On 04.07.25 09:20, Max wrote:</div><blockquote type="cite">${EARLIER}</blockquote>${TYPED}`,
			'The second key fits.',
		],
		[
			'a signature with a picture',
			`${TYPED}<div class="gmail_signature"><img src="https://adu.example/logo.png" width="90"><br>Jo Adu</div>`,
			'The second key fits.',
		],
		[
			'a picture and a quote',
			`<div><img src="cid:key@adu.example" alt="key"></div>${TYPED}<blockquote type="cite">On 4 July 2025 at 09:20, Max wrote:<br>which?</blockquote>`,
			'The second key fits.',
		],
		[
			'nothing but a quote',
			`<div><br></div><div class="gmail_quote"><div class="gmail_attr">On Fri, Jul 4, 2025 at 9:20 AM Max &lt;max@locks.example&gt; wrote:</div><blockquote class="gmail_quote">${EARLIER}</blockquote></div>`,
			'',
		],
		[
			'a mark of the program that the quote is read',
			`${TYPED}<img src="https://t.example/o.gif" width="1" height="1"><blockquote type="cite">On 4 July 2025 at 09:20, Max wrote:<br>which?</blockquote><img src="https://t.example/p.gif" style="width:1px;height:1px">`,
			'The second key fits.',
		],
		[
			'a sentence about a letter',
			'<p>On Friday, 4 July, Max wrote to me: the key is lost.</p><p>Is it?</p>',
			'On Friday, 4 July, Max wrote to me: the key is lost.\n\nIs it?',
		],
		[
			'a bordered card',
			'<div style="border:1px solid #ccc;padding:8px"><b>Order:</b> 4711<br><b>Key:</b> two</div><p>OK?</p>',
			'Order: 4711\nKey: two\nOK?',
		],
		[
			'a card with a line on top',
			'<p>See:</p><div style="border-top:1px solid #ccc">two keys, 4711</div><p>OK?</p>',
			'See:\n\ntwo keys, 4711\nOK?',
		],
		[
			'two parts with a ruler between',
			'<p>Front door: first key</p><hr><p>Back door: second key</p>',
			'Front door: first key\n\n----------\nBack door: second key',
		],
		[
			'a poem in a blockquote',
			'<p>As they say:</p><blockquote><p>Knock and it shall be opened.</p></blockquote><p>I knocked.</p>',
			'As they say:\n\nKnock and it shall be opened.\n\nI knocked.',
		],
		['a list', '<ol><li>first key</li><li>second key</li></ol>', 'first key\nsecond key'],
		['code', '<pre>-- open the door\nselect key from keys;</pre>', '-- open the door\nselect key from keys;'],
	])('gives what was typed with %s', (_what, html, expected) => {
		expect(shown(html)[0]).toBe(expected);
	});
});

function shown(html: string): readonly [text: string, html: string] {
	const { reply, html: kept } = extractHtmlReply(mailHtml.parse(html) ?? []);
	return [
		reply,
		mailHtml.serialize(kept).replace(/^(?:<(?:div|p|html|body)[^>]*>)+|(?:<\/(?:div|p|html|body)>)+$/g, ''),
	];
}
