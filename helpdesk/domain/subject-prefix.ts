/** What the words before the first colon of a subject say; `either` for those that one country answers and another forwards with. */
export type SubjectPrefix = 'reply' | 'forward' | 'either';

const WORDS: Readonly<Record<SubjectPrefix, string>> = {
	reply: `re|aw|sv|antw|odp|ynt|yan|rif|ref|r|res|resp|respuesta|rép|antwort|svar|vá|válasz|bls|atb|απ|σχετ|ответ|отв|відп
		|תשובה|השב|رد|الرد|回复|回覆|答复|答覆|返信|회신|답장|ตอบ|ตอบกลับ|trả lời|răsp|odg|odgovor|odpověď|odpoveď|vastaus|vast|atsakymas`,
	forward: `fw|fwd|wg|tr|rv|renv|reenv|reenviado|rm|i|inoltra|doorst|doorgestuurd|vl|videresend|vidarebefordrat|vb
		|enc|encaminhado|encaminhada|pd|przek|redir|redirecționat|továbbítás|továbbítva|továbbított|tov|ilt|iletildi|yml|prosl|prosleđeno
		|proslijeđeno|posr|posredovano|přep|přeposláno|prepos|edasi|edastatud|pārs|pārsūtīts|persiųsta|πρθ|προωθ|пр|перес|пересл
		|пересланное|переслано|препр|препратено|прослеђено|הועבר|إعادة توجيه|توجيه|转发|轉寄|轉發|转寄|転送|전달|ส่งต่อ|chuyển tiếp|trs|terusan|áfs
		|birbidalita`,
	either: 'vs',
};
const PREFIXES: ReadonlyMap<string, SubjectPrefix> = new Map(
	(Object.keys(WORDS) as SubjectPrefix[]).flatMap((kind) =>
		WORDS[kind].split('|').map((word): [string, SubjectPrefix] => [word.trim(), kind]),
	),
);
const MAX_PREFIX = 24;

/** Tells what the first prefix of a subject says ("Fwd:", "WG:", "Re[2]:"), and what follows it; undefined without one. */
export function subjectPrefix(
	subject: string,
): { readonly kind: SubjectPrefix; readonly rest: string } | undefined {
	const line = subject.slice(0, 2_000).replace(/\s+/g, ' ').replace('：', ':').trim();
	const colon = line.indexOf(':');
	const word = (colon > MAX_PREFIX ? '' : line.slice(0, Math.max(colon, 0)))
		.toLowerCase()
		.normalize('NFC')
		// "İLT" in lower case keeps the dot as a character of its own.
		.replaceAll('\u0307', '')
		.replace(/ ?(?:\[\d{1,3}\]|\(\d{1,3}\)|\^\d{1,3})$/, '')
		.replace(/[.\s]{1,4}$/, '');
	const kind = PREFIXES.get(word);
	if (kind) return { kind, rest: line.slice(colon + 1).trim() };
	// Old Netscape and Pine.
	const framed =
		/^\[fwd: ?([^\n]*)\]$/i.exec(line) ?? /^\(fwd\) ?(.*)$/i.exec(line) ?? /^(.*) \(fwd\)$/i.exec(line);
	return framed ? { kind: 'forward', rest: framed[1]?.trim() ?? '' } : undefined;
}
