/** Lists "original" as the rulers of the clients say it; a word that starts so counts. */
export const ORIGINAL_STEMS: readonly string[] =
	`original replied origine ursprüngliche ursprungligt ursprung oprindelig opprinnelig
	oorspronkelijk alkuperäinen oryginal původní pôvodn eredeti исходн оригинал вихідн orijinal özgün izvorn izvirn originaal
	αρχικό оригінал 原始 原邮件 元の 원본 gốc asli algne oriģināl pradin מקורי الأصلي المُرسل اصلی ต้นฉบับ orixinal originál`.split(
		/\s+/,
	);

/** Lists "forwarded" in the same way. */
export const FORWARD_STEMS: readonly string[] =
	`forward fwd transféré réexpédié transmis weitergeleitet reenvia reenvío inoltrat
	doorgestuurd encaminhad reencaminhad vidarebefordra videresend välitet przekaz edelleenlähetet перенаправлен переадресован переслан пересыла пересила
	preposlan přeposlan přeposílan preposielan továbbít iletilen yönlendirilen redirecționat proslijeđen прослеђен препратен posredovan edastatud pārsūtīt
	persiųst προωθημέν dikirim diteruskan הועבר محولة 转发 轉寄 転送 전달`.split(/\s+/);

/** Lists "message" in the same way. */
export const MESSAGE_STEMS: readonly string[] =
	`message messag mail nachricht mensaje messaggi bericht mensagem brev meddeland
	melding besked viesti wiadomoś сообщени письм повідомлен лист zpráv správ üzenet level levél mejl ileti mesaj poruk sporočil kiri ziņ
	laišk μήνυμα missatge pesan thư הודעה رسالة الرسالة پیام teade kiri sõnum ข้อความ 邮件 郵件 消息 メッセージ 메시지 メール 메일`.split(
		/\s+/,
	);

/** Lists the words with which Apple Mail opens the line ("Begin forwarded message:"). */
export const BEGIN_WORDS: ReadonlySet<string> = new Set(
	`begin beginning start anfang beginn début inicio inizio início inici początek начало початок začátek začiatok alku início
	startet start započni kezdete başlangıcı aanvang`.split(/\s+/),
);
