import { HEADER_NAMES } from '../reply/header-words';

/** What a line of a copied header tells; `other` for fields that nobody needs here. */
export type FieldKind =
	'from' | 'date' | 'to' | 'cc' | 'bcc' | 'reply-to' | 'subject' | 'message-id' | 'other';

// What the list of the reply extraction lacks, or does not tell apart.
const NAMES: Readonly<Partial<Record<FieldKind, string>>> = {
	from: `expeditorul|expeditor|отправитель|від кого|pošiljatel|pošiljateľ|送信元|寄件人|发件人地址|보낸이|gesendet von|verstuurd door|enviado por
		|envoyé par|odosielateľ|odesilatel|od koga|kimdən|nga|sendandi|nadawca|remitente|remetente|afzender|šalje|sūtītājs|siuntėjas`,
	to: `destinatarul|destinatar|destinatari|destinatarios|destinatários|pre|prejemnik|primatelj|prima|za|送信先|收件地址|받는이|vastaanottajat|mottagare|mottakere
		|modtagere|ontvangers|empfänger|adresat|adresaci|для|одержувач|кому|príjemca|alıcılar|viðtakandi|hartzailea|nori|saaja|saajad|per a`,
	cc: `cc|κοιν|kopie|copie|kopia|kopi|kopio|copia|копия|копія|másolat|抄送|副本|참조|bilgi|dw|do wiadomości|kopija|kópia|kópia komu|kopie (cc)
		|copie à|copie (cc)|kopie an|kopie naar|kopi til|kopia till|kopija na|koopia|másolatot kap|cópia|cópia para|com cópia|con copia|con copia a
		|copia a|copia per conoscenza|с копией|κοινοποίηση|העתק|עותק|نسخة|نسخة إلى|رونوشت|抄送人|副本抄送|สำเนา|สำเนาถึง|đồng gửi|tembusan|salinan
		|cópia carbono|kp|копие|kk|afrit|còpia|kopja|copy to|copies to`,
	bcc: `bcc|cci|cco|ccn|blindkopie|blinde kopie|skrytá kopie|skrytá kópia|udw|ukryte do wiadomości|piilokopio|hemlig kopia|dold kopia|blindkopi|gizli
		|скрытая копия|прихована копія|密送|密件副本|숨은 참조|titkos másolat|copie cachée|copia oculta|cópia oculta`,
	'reply-to': `reply-to|reply to|antwort an|antworten an|répondre à|responder a|responder para|rispondi a|antwoord aan|antwoorden aan|svar til|svara till
		|vastaus|vastausosoite|vastaa|odpowiedź do|odpowiedz do|odpověď|odpověď na|odpovědět na|odpovědět komu|odpovedať|odpovedať-pre|odpovedať na|odpoveď na
		|odgovori na|odgovor za|válaszcím|válasz|válasz erre|răspuns către|răspunde la|răspundeți la|ответ-кому|ответить|ответить на|обратный адрес|відповісти
		|відповідь-кому|кому відповісти|yanıt adresi|yanıtla|απάντηση σε|απάντηση προς|返信先|回复|回复至|回覆至|답장 주소|회신|השב אל|الرد إلى|vastus`,
	date: `päivä|enviada|enviada el|data de envio|data do envio|verzonden op|verzenddatum|sendt den|skickat den|data trimiterii|odeslané|odesláno dne
		|dátum odoslania|gönderildiği tarih|gönderilen|poslano dana|vrijeme|vreme|dată|发件时间|发送日期|發送時間|發送日期|寄件時間|일시|보낸 시간|เวลา|ngày gửi|vào lúc
		|sent date|date sent|enviado en|envoyée|envoyé à|inviato il|inviata|data di invio|отправлен|дата отправки|надісланий|дата надсилання|sūtīts|saadetud
		|elküldve ekkor|küldés dátuma|küldés ideje|wysłany|wysłane|data nadania|eguna|bidalita|sent at|تاريخ الإرسال|تاريخ الارسال|ارسال شده|发送于`,
	subject: `subiectul|subiect|emnelinje|tém|题目|主題|件名|題名|tematas|тақырып|đề mục|argomento|titre|gaia|tema`,
	'message-id': 'message-id|message id|id wiadomości|nachrichten-id|id du message',
	other: `importance|priority|wichtigkeit|priorität|priorité|importancia|importância|importanza|belang|prioritet|vigtighed|viktighet|ważność|priorytet|důležitost
		|важность|重要性|attachments|attachment|anlagen|anhänge|anhang|pièces jointes|pièce jointe|allegati|allegato|adjuntos|datos adjuntos|archivos adjuntos|anexos
		|bijlagen|bilagor|vedlegg|vedhæftede filer|liitteet|załączniki|přílohy|prílohy|mellékletek|вложения|вкладення|ekler|附件|添付ファイル|organization
		|organisation|resent-from|resent-to|resent-date|user-agent|x-mailer|mailing-list|return-path|delivered-to|mime-version|content-type
		|content-transfer-encoding|references|in-reply-to|sender|list-id|sensitivity|vertraulichkeit`,
};

const FIELD_NAMES: ReadonlyMap<string, FieldKind> = new Map([
	...[...HEADER_NAMES].map(([name, kind]): [string, FieldKind] => [name, kind === 'copy' ? 'cc' : kind]),
	...(Object.keys(NAMES) as FieldKind[]).flatMap((kind) =>
		(NAMES[kind] ?? '').split('|').map((name): [string, FieldKind] => [name.trim(), kind]),
	),
]);
const MAX_NAME = 40;

/** A line such as `*From:* Anna`, taken apart. */
export interface HeaderLine {
	readonly kind: FieldKind;
	/** Of the field's name, in lower case. */
	readonly name: string;
	readonly value: string;
}

/** Takes a line of a copied header apart; undefined when its name is not known. */
export function headerLine(clean: string): HeaderLine | undefined {
	const text = clean.replace('：', ':');
	const colon = text.slice(0, MAX_NAME + 1).indexOf(':');
	if (colon < 1) return undefined;
	const name = nameOf(text.slice(0, colon));
	const kind = FIELD_NAMES.get(name) ?? (/^x-[a-z\d-]{1,36}$/.test(name) ? 'other' : undefined);
	if (!kind) return undefined;
	// Bold names: "*From:* Anna", "**From**: Anna", "*From: *Anna".
	const isBold = /^\s{0,9}[*_]/.test(text);
	const value = text.slice(colon + 1).trim();
	return { kind, name, value: isBold ? value.replace(/^[*_]{1,3}(?=\s|$|[^*_\s])/, '').trim() : value };
}

/** Gives what a field of that name tells; the name in any case. */
export function fieldKind(name: string): FieldKind | undefined {
	return FIELD_NAMES.get(nameOf(name));
}

function nameOf(text: string): string {
	const bare = text
		.replace(/^[*_\s]{1,10}/, '')
		.replace(/[*_.\s]{1,10}$/, '')
		.toLowerCase()
		.normalize('NFC')
		.replaceAll('\u0307', '')
		.replace(/\s{1,10}/g, ' ');
	// Chinese programs space the two signs of a name out.
	return /^[\u4e00-\u9fff] [\u4e00-\u9fff]/.test(bare) ? bare.replaceAll(' ', '') : bare;
}
