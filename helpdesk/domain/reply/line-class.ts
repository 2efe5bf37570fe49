import { isMobileSignature, isSignatureDelimiter } from './client-signature';
import { cleanText, isDivider, type LineKind, type MailLine, MAX_ANALYSED_LINES } from './mail-line';

/** Gives the lines of a text part, each classified once. */
export function mailLines(text: string): readonly MailLine[] {
	return text.split(/\r\n|\n|\r/).map((raw, index) => mailLine(raw, index < MAX_ANALYSED_LINES));
}

function mailLine(raw: string, isAnalysed: boolean): MailLine {
	const clean = cleanText(raw);
	return { raw, clean, kind: lineKind(clean, isAnalysed) };
}

/** Gives what a line is by its looks. */
export function lineKind(clean: string, isAnalysed: boolean): LineKind {
	if (clean === '') return 'empty';
	// ">>> here <<<" is drawn by people.
	if (clean.startsWith('>')) return clean.endsWith('<<') ? 'text' : 'quoted';
	if (!isAnalysed) return 'text';
	// A table row ends with the bar too.
	if (clean.startsWith('|') && (clean.length === 1 || !clean.endsWith('|'))) return 'pipe';
	if (isSignatureDelimiter(clean)) return 'delimiter';
	if (isDivider(clean)) return 'divider';
	return isMobileSignature(clean) ? 'mobile' : 'text';
}
