/** Lists the words with which mobile clients say "sent", at the start of the line; a word of `SENT_BY` follows. */
export const SENT_FIRST: ReadonlySet<string> = new Set(
	`sent shared written composed typed secured envoyé envoyée gesendet versendet verschickt enviado enviada enviat inviato
	inviata verzonden verstuurd skickat skickades sendt send wysłane wysłano wysłana odesláno odoslané poslano
	poslané отправлено послано написано надіслано відправлено изпратено испратено послато trimis nosūtīts išsiųsta στάλθηκε
	εστάλη dikirim terkirim dihantar sendur gestuur`.split(/\s+/),
);

/** Lists what they say right after it, before the device. */
export const SENT_BY: ReadonlySet<string> = new Set(
	`from via using with by on through de depuis du d desde da dal dalla do pelo pela a à con com des del din par avec von vom mit
	aus per über van vanaf vanuit met uit från med fra z ze s iz od úr с со са из через от з із зі від пре по pe prin με από dari no
	iš za`.split(/\s+/),
);

/** Lists "sent" of languages that say in the device's ending by what it was sent. */
export const SENT_INFLECTED: ReadonlySet<string> = new Set(
	'lähetetty saadetud küldve elküldve nirsendt bidalia gönderildi küldtem'.split(' '),
);

/** Lists the words with which mobile clients say "sent" at the end of the line, of what stands before it with `SENT_BY`. */
export const SENT_LAST: ReadonlySet<string> = new Set(
	'gesendet versendet verschickt verzonden verstuurd'.split(' '),
);

/** Lists the words with which mail programs praise themselves, at the start or the end of the line: "Get Outlook for iOS". */
export const GET_WORDS: ReadonlySet<string> = new Set(
	`get obtain téléchargez télécharger obtenez obtenir obtener obtén obtenha obter obteniu descarga descargar descarregar baixar
	baixe scarica ottieni hanki lataa hämta skaffa hent få pobierz uzyskaj zdobądź получить получите скачать загрузить завантажити
	завантажте отримати отримайте изтеглете вземете holen hol download downloaden herunterladen získat získejte získať získajte
	stáhnout stáhněte stiahnite preuzmite preuzmi nabavite prenesite pridobite obțineți descărcați lejuplādēt lejupielādēt
	atsisiųskite gaukite hangi hankige beszerzése letöltése αποκτήστε λήψη tải dapatkan muat รับ ดาวน์โหลด الحصول احصل הורד קבל
	edinin indirin provenance 获取 取得 下载 を入手 を入手する 가져오기 다운로드`.split(/\s+/),
);

/** Lists the same where words are not spaced, or stand in other scripts: at the start of the line. */
export const SENT_STARTS: readonly string[] = [
	'發自',
	'发自',
	'发送自',
	'發送自',
	'傳送自',
	'传送自',
	'来自我的',
	'來自我的',
	'נשלח מ',
	'أرسلت من',
	'أُرسلت من',
	'مرسل من',
	'ارسال شده از',
	'ส่งจาก',
	'gửi từ',
	'được gửi',
	'đã gửi từ',
];

/** Lists the same, at the end of the line. */
export const SENT_ENDS: readonly string[] = [
	'から送信',
	'より送信',
	'からの送信',
	'에서 보냄',
	'에서 보낸',
	'에서 보낸 메일',
	'에서 보냈습니다',
	'에서 발송',
	'से भेजा गया',
];

/** Lists the starts after which any device name may stand. */
export const SENT_FROM_MY: readonly string[] = [
	'sent from my ',
	'sent via my ',
	'sent by my ',
	'sent using my ',
	'sent on my ',
	'sent on the go',
	'from my iphone',
	'from my ipad',
	'from my android',
	'from my mobile',
	'from my phone',
	'envoyé de mon ',
	'envoyé depuis mon ',
	'envoyé via mon ',
	'envoyé à partir de mon ',
	'gesendet von meinem ',
	'gesendet von meiner ',
	'enviado desde mi ',
	'enviado de mi ',
	'enviado do meu ',
	'enviado a partir do meu ',
	'enviado pelo meu ',
	'enviat des del meu ',
	'inviato dal mio ',
	'inviato da mio ',
	'verzonden vanaf mijn ',
	'verstuurd vanaf mijn ',
	'verzonden met mijn ',
	'verstuurd met mijn ',
	'skickat från min ',
	'skickat från mitt ',
	'sendt fra min ',
	'sendt fra mit ',
	'wysłane z mojego ',
	'wysłano z mojego ',
	'odesláno z mého ',
	'odoslané z môjho ',
	'отправлено с моего ',
	'отправлено из моего ',
	'надіслано з мого ',
	'изпратено от моя ',
	'trimis de pe ',
	'poslano s mojeg ',
	'poslano z mojega ',
];

/** Lists what such a line is sent from or with: devices, makers, mail programs. */
export const DEVICE_WORDS: ReadonlySet<string> = new Set(
	`iphone ipad ipod ios macbook imac apple watch android samsung galaxy huawei xiaomi redmi oneplus oppo nokia lumia htc lg
	sony xperia motorola moto pixel nexus honor wiko alcatel blackberry windows outlook hotmail yahoo gmail mail mailbox
	airmail spark bluemail typeapp aquamail proton protonmail tutanota thunderbird edison boxer nine newton superhuman
	mailspring canary fairemail posteo gmx web xfinity comcast palm app unterwegs vodafone verizon orange sfr telekom mobile mobil mobilen mobiltelefon
	mobiltelefonen mobilgerät mobilgeräte mobiel handy smartphone phone cell cellphone téléphone telefon telefone telefono
	teléfono telefoon telefonem telefonu puhelimesta puhelimella iphonesta ipadista iphonella móvil movil celular cellulare
	portable device tablet tablette smartphones айфон айфона телефона планшета почты почта mailru yandex zoho front missive hey spike shortwave polymail mimestream postbox mailbird tutanota tuta
	emclient em-client tmobile seznam onet interia mailspring k-9 roundcube fastmail icloud libero virgilio freenet`.split(
		/\s+/,
	),
);

/** Lists parts of words for the same, of languages that inflect them or do not space words. */
export const DEVICE_STEMS: readonly string[] =
	`iphon ipad android galaxy samsung outlook windows xiaomi huawei smartphone mobil телефон мобил айфон почт пошт поща
	puhelim téléphon telefon e-mail email e-post courrier correo poczt pošt hotmail yahoo mailbutler 手机 手機 邮箱 邮件 郵件 メール
	메일 스마트폰 휴대폰 هاتف טלפון โทรศัพท์ फ़ोन`.split(/\s+/);

/** Lists closing lines; they are cut by option only, because most people count them as theirs. */
export const CLOSINGS: readonly string[] = [
	'regards',
	'best regards',
	'kind regards',
	'warm regards',
	'with kind regards',
	'many thanks',
	'thanks',
	'thank you',
	'best',
	'best wishes',
	'cheers',
	'sincerely',
	'yours sincerely',
	'sincerely yours',
	'yours faithfully',
	'mit freundlichen grüßen',
	'mit freundlichen gruessen',
	'mit freundlichem gruß',
	'freundliche grüße',
	'viele grüße',
	'beste grüße',
	'liebe grüße',
	'mfg',
	'lg',
	'cordialement',
	'bien cordialement',
	'bien à vous',
	'salutations',
	'saludos',
	'un saludo',
	'saludos cordiales',
	'atentamente',
	'cordiali saluti',
	'distinti saluti',
	'saluti',
	'met vriendelijke groet',
	'met vriendelijke groeten',
	'groeten',
	'atenciosamente',
	'cumprimentos',
	'pozdrawiam',
	'z poważaniem',
	'med vänliga hälsningar',
	'vänliga hälsningar',
	'med venlig hilsen',
	'med vennlig hilsen',
	'ystävällisin terveisin',
	's pozdravem',
	'üdvözlettel',
	'с уважением',
	'з повагою',
	'saygılarımla',
];
