import sanitizeHtml from 'sanitize-html';
import { parseHtml } from './parse-html';
import { serializeHtml } from './serialize-html';

const TAGS =
	`a abbr acronym address b bdi bdo big blockquote br caption center cite code col colgroup dd del dfn div dl dt
	em figcaption figure font h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q rp rt ruby s samp small span strike
	strong sub sup table tbody td tfoot th thead time tr tt u ul var wbr`.split(/\s+/);
const LAYOUT = ['align', 'valign', 'width', 'height', 'bgcolor', 'dir', 'lang', 'style', 'title'];
const STYLES = new Set(
	`background-color color font font-family font-size font-style font-variant font-weight line-height text-align
	text-decoration text-decoration-line text-indent text-transform vertical-align white-space direction letter-spacing
	width max-width min-width height max-height list-style-type border-collapse border-spacing
	border border-top border-right border-bottom border-left border-width border-style border-color border-radius
	padding padding-top padding-right padding-bottom padding-left
	margin margin-top margin-right margin-bottom margin-left`.split(/\s+/),
);
const PICTURE_DATA = /^data:image\/(?:png|jpe?g|gif|webp);base64,/i;

/**
 * Gives HTML that a mail may carry: an allow-list of elements, attributes, addresses and styles. Ids, classes and data
 * attributes go, and so do pictures of one pixel, which tell their sender who reads.
 *
 * @returns an empty text when the HTML is too large or too tangled to be read
 */
export function cleanHtml(html: string): string {
	// Mostly there is none, as in signatures: then the drivers need not even be loaded.
	if (html === '') return '';
	const nodes = parseHtml(html);
	if (nodes === undefined) return '';
	// Its parser is quadratic in depth: it only ever gets what was flattened.
	return sanitizeHtml(serializeHtml(nodes), {
		allowedTags: TAGS,
		allowedAttributes: {
			'*': LAYOUT,
			a: ['href', 'name', 'target', 'rel'],
			img: ['src', 'alt', 'border'],
			font: ['color', 'face', 'size'],
			table: ['border', 'cellpadding', 'cellspacing'],
			td: ['colspan', 'rowspan', 'nowrap'],
			th: ['colspan', 'rowspan', 'nowrap', 'scope'],
			ol: ['start', 'type'],
			ul: ['type'],
			li: ['value', 'type'],
			hr: ['size', 'noshade', 'color'],
			time: ['datetime'],
		},
		allowedSchemes: ['http', 'https', 'mailto', 'tel'],
		allowedSchemesByTag: { img: ['cid', 'http', 'https', 'data'] },
		allowProtocolRelative: false,
		parseStyleAttributes: false,
		transformTags: { '*': withSafeAttributes },
		exclusiveFilter: ({ tag, attribs }) => tag === 'img' && (attribs.src === undefined || isPixel(attribs)),
	});
}

function withSafeAttributes(tagName: string, attribs: Record<string, string>) {
	const { style, ...others } = attribs;
	const styles = [outlookMargin(tagName, others.class), style === undefined ? '' : safeStyle(style)];
	const safe = styles.filter((each) => each !== '').join(';');
	const isForeignData = /^\s*data:/i.test(others.src ?? '') && !PICTURE_DATA.test(others.src ?? '');
	if (isForeignData) delete others.src;
	if (tagName === 'a' && others.href !== undefined) others.rel = 'noopener noreferrer';
	return { tagName, attribs: { ...others, ...(safe !== '' && { style: safe }) } };
}

// Outlook makes a paragraph of each line, and takes the space between them away by a style sheet, which does not come along.
function outlookMargin(tagName: string, className = ''): string {
	if (tagName !== 'p' || !className.startsWith('Mso')) return '';
	return className.startsWith('MsoListParagraph') ? 'margin:0 0 0 36pt' : 'margin:0';
}

// Nothing that loads, positions or runs: no url(), no expression(), no escapes to hide them.
function safeStyle(style: string): string {
	return style
		.slice(0, 2_000)
		.split(';')
		.map((declaration) => declaration.trim())
		.filter((declaration) => {
			const colon = declaration.indexOf(':');
			const name = declaration.slice(0, colon).trim().toLowerCase();
			const value = declaration.slice(colon + 1).trim();
			return (
				colon > 0 &&
				STYLES.has(name) &&
				/^[\w\s#%.,'"!()+-]{1,200}$/.test(value) &&
				!/[a-z]\(/i.test(value.replace(/\b(?:rgba?|hsla?)\(/gi, ''))
			);
		})
		.join(';');
}

function isPixel({ width = '', height = '' }: Record<string, string>): boolean {
	return /^\s?[01](?:px)?\s?$/.test(width) && /^\s?[01](?:px)?\s?$/.test(height);
}
