/** Lists what a header's name tells; `other` is known to stand in headers and tells nothing. */
export type HeaderKind = 'from' | 'date' | 'to' | 'copy' | 'subject' | 'other';

const NAMES: Readonly<Record<HeaderKind, string>> = {
	from: `from|von|de|од|da|van|fra|från|od|от|от кого|від|lähettäjä|feladó|küldő|de la|expeditor|gönderen|kimden|från|saatja|nuo|no
		|expéditeur|absender|remitente|mittente|remetente|afzender|nadawca|avsändare|afsender|avsender|odesílatel
		|odosielateľ|siuntėjas|sūtītājs|pošiljatelj|šalje|отправитель|відправник|подател|από|αποστολέας|מאת|من|از|发件人
		|寄件者|寄件人|发信人|差出人|送信者|送信元|보낸 사람|보낸사람|từ|người gửi|จาก|dari|daripada|frá|प्रेषक|nork|mitt`,
	date: `date|sent|sent on|datum|gesendet|gesendet am|fecha|enviado|enviado el|enviado em|enviada|enviada em|data|inviato
		|data invio|verzonden|wysłano|wysłane|skickat|skickad|dato|sendt|lähetetty|päivämäärä|päiväys|odesláno|odoslané
		|dátum|elküldve|küldve|trimis|trimis la|дата|отправлено|надіслано|відправлено|изпратено|poslano|poslato|датум|saadetud
		|kuupäev|nosūtīts|datums|išsiųsta|ημερομηνία|στάλθηκε|εστάλη|tarih|gönderilme|gönderme tarihi|gönderildi
		|gönderilme tarihi|נשלח|תאריך|تاريخ|التاريخ|تم الإرسال|تاریخ|发送时间|发送日期|日期|傳送日期|寄件日期|時間|时间|日時|送信日時|送信日|日付
		|보낸 날짜|날짜|보냄|ngày|đã gửi|gửi|วันที่|ส่ง|tanggal|terkirim|dikirim|tarikh|envoyé|envoyé le|message du|dagsetning
		|data wysłania|data d'enviament|enviat|gestuur|bidaltze-data|bidalita|enviado o|испратено|послато|послата|ارسال شده|भेजा गया|sent at`,
	to: `to|an|à|a|para|aan|naar|do|til|till|komu|pro|címzett|către|catre|la|кому|до|за|получатель|kellele|kam|προς|kime|alıcı|אל
		|إلى|الى|به|收件人|收件者|宛先|받는 사람|받는사람|đến|tới|ถึง|kepada|ke|pour|vastaanottaja|dla|per|mottaker|modtager|mottagare
		|ontvanger|empfänger|destinataire|destinatario|destinatário|prima|за|примач|nori|प्रति|za|adresat|odbiorca|příjemce|gavėjas|saņēmējs`,
	copy: `cc|bcc|kopie|copie|copie à|kopia|kopi|kopio|copia|копия|копія|másolat|抄送|副本|참조|bilgi|cci|cco|ccn`,
	subject: `subject|betreff|objet|sujet|asunto|assunto|oggetto|onderwerp|temat|ämne|emne|aihe|předmět|predmet|tárgy|subiect
		|тема|предмет|относно|zadeva|teema|temats|tēma|tema|θέμα|konu|נושא|הנושא|الموضوع|موضوع|主题|主旨|主題|標題|件名|제목|chủ đề|tiêu đề
		|หัวเรื่อง|เรื่อง|subjek|perihal|assumpte|efni|gaia|naslov|наслов|titel|विषय|ogg|onderwerp|onderw`,
	other: `reply-to|replyto|répondre à|antwort an|responder a|rispondi a|antwoord aan|importance|priority|attachments|anlagen|pièces jointes|wichtigkeit|priorität`,
};

/** Maps a header's name, in lower case, to what it tells. */
export const HEADER_NAMES: ReadonlyMap<string, HeaderKind> = new Map(
	(Object.keys(NAMES) as HeaderKind[]).flatMap((kind) =>
		NAMES[kind].split('|').map((name): [string, HeaderKind] => [name.trim(), kind]),
	),
);
