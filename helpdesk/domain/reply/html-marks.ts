import type { HtmlElement } from './html-tree';

/**
 * Tells what a mail program marks with an element: its quote, the line above it, a header from which on all is quoted,
 * a container around all it quotes, a frame around intro, quote and answers between, a signature. `indented` may be a quote or mere formatting.
 */
export type HtmlMark =
	'quote' | 'container' | 'intro' | 'heading' | 'bordered' | 'frame' | 'signature' | 'indented';

// Programs that show mail put prefixes before ids and classes (x_, m_, gmail-m_, yiv, ydp): "contains", never "equals".
const QUOTES =
	`protonmail_quote tutanota_quote front-blockquote missive_quote isreplycontent isforwardcontent mail-quote mailquote
	mac_outlook_attribution_blockquote reply-quote quotedmessage clean_bq cite2 __quoted_text__ wps_quotion
	crm-quote zendesk_quote freshdesk_quote gorgias-quote intercom-quote helpscout_quote hs_reply
	aolreplacedbody aol_quoted ntes_quoted netease_quote`.split(/\s+/);
const CONTAINERS =
	`yahoo_quoted zmail_extra mail-editor-reference-message-container ms-outlook-mobile-reference-message
	olk_src_body_section messagereplysection origbody moz-forward-container`.split(/\s+/);
const INTROS = `moz-cite-prefix reply-intro gmail_quote_attribution gmail_attr zm_quote_intro
	mailspring_attr protonmail_quote_header airmail_on fm-attribution`.split(/\s+/);
const HEADINGS = `divrplyfwdmsg outlookmessageheader zwchr stopspelling quoted_header replyforwardheader
	moz-email-headers-table replysplit mimeattachmentheader messagereplyheader __headers__
	ms-outlook-mobile-reply-header`.split(/\s+/);
const SIGNATURES =
	`gmail_signature moz-signature ms-outlook-mobile-signature applemailsignature protonmail_signature
	messagesignaturesection composer_signature zmail_signature mail_signature k9mail-signature
	lotus_signature edo-signature front-signature missive_signature mobile_signature spark_signature
	mailbird_signature tutanota_signature yahoo-signature ymail_android_signature ymail_ios_signature bloop_sign
	emclient_signature mailautosig msoautosig __sig_pre__ __sig_post__`.split(/\s+/);
// Too short for "contains": a whole id, or the end of one behind a prefix.
const SIGNATURE_IDS = /(?:^|[_-])(?:signature|sig\d{1,12})$/;
const FRAMES = /(?:^|[\s_-])gmail_quote(?:_container)?(?:\s|$)/;
const BORDER_LEFT = /border-left(?:-width|-style|-color)?:(?!\s?(?:none|0(?:px|pt|em)?\s?(?:;|$)))/;
const BORDER_TOP =
	/border-style:\s?solid none none|border:\s?none;\s?border-top:\s?(?:1(?:\.0)?p[tx] )?solid|border-(?:right|bottom|left):\s?(?:medium )?none[^"]{0,200}border-top:\s?(?:1(?:\.0)?p[tx] )?solid/;

/** Gives what an element marks; undefined for most. */
export function htmlMark({ tag, attributes }: HtmlElement): HtmlMark | undefined {
	const names = namesOf(attributes);
	if (tag === 'blockquote') return blockquoteMark(attributes, names);
	if (names !== '') {
		if (HEADINGS.some((name) => names.includes(name))) return 'heading';
		if (INTROS.some((name) => names.includes(name))) return 'intro';
		if (CONTAINERS.some((name) => names.includes(name))) return 'container';
		if (QUOTES.some((name) => names.includes(name))) return tag === 'div' ? 'container' : 'quote';
		if (SIGNATURES.some((name) => names.includes(name))) return 'signature';
		if (SIGNATURE_IDS.test((attributes.id ?? '').slice(0, 100).toLowerCase())) return 'signature';
		if (FRAMES.test(names)) return 'frame';
	}
	if (attributes.style === undefined) return undefined;
	const style = attributes.style.slice(0, 400).toLowerCase();
	// Word names the paragraphs of an Outlook signature so.
	if (style.includes('mso-bookmark:_mailautosig')) return 'signature';
	if (tag !== 'div') return undefined;
	if (BORDER_TOP.test(style)) return 'bordered';
	return BORDER_LEFT.test(style) ? 'indented' : undefined;
}

function blockquoteMark({ type }: HtmlElement['attributes'], names: string): HtmlMark {
	if (type?.toLowerCase() === 'cite') return 'quote';
	const isQuote = FRAMES.test(names) || QUOTES.some((name) => names.includes(name));
	return isQuote || /(?:^| )cite(?: |$)/.test(names) ? 'quote' : 'indented';
}

function namesOf(attributes: HtmlElement['attributes']): string {
	const { id = '', name = '' } = attributes;
	const all = [id, attributes.class ?? '', name, attributes['data-marker'] ?? ''];
	return all
		.map((value) => value.slice(0, 200))
		.join(' ')
		.trim()
		.toLowerCase();
}
