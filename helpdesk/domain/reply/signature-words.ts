/** Lists the words with which mobile clients say "sent", at the start of the line. */
export const SENT_FIRST: ReadonlySet<string> = new Set(
	`sent shared written composed typed envoyé envoyée gesendet versendet verschickt enviado enviada enviat inviato
	inviata verzonden verstuurd skickat skickades sendt send lähetetty wysłane wysłano wysłana odesláno odoslané poslano
	poslané отправлено послано написано надіслано відправлено изпратено trimis küldve saadetud nosūtīts išsiųsta στάλθηκε
	εστάλη gönderildi dikirim terkirim nirsendt sendur bidalia`.split(/\s+/),
);

/** Lists what they say right after it, before the device. */
export const SENT_BY: ReadonlySet<string> = new Set(
	`from via using with by on through de depuis du d desde da dal dalla do pelo pela a à con com des del par avec von vom mit aus per über van
	vanaf met uit från med fra z ze ze s iz od с со из через от з із зі від пре по pe prin με από ile dari minu mu mano no is iš
	hold dengan sa w za`.split(/\s+/),
);

/** Lists the words with which they say "get", at the start of the line. */
export const GET_FIRST: ReadonlySet<string> = new Set(
	`get téléchargez obtenez obtener obtenha télécharger scarica ottieni hanki hämta hent pobierz получить holen hol download
	downloaden obter obtén descarga descarregar baixar baixe skaffa få získat stáhnout zdobądź preuzmite preuzmi скачать загрузить
	завантажити отримати lejuplādēt atsisiųskite`.split(/\s+/),
);

/** Lists the words with which mobile clients say "sent", at the end of the line. */
export const SENT_LAST: ReadonlySet<string> = new Set(
	`gesendet versendet verschickt gönderildi lähetetty küldve küldtem verzonden verstuurd herunterladen downloaden`.split(
		/\s+/,
	),
);

/** Lists the same where words are not spaced, or the device comes first. */
export const SENT_INSIDE: readonly string[] = [
	'から送信',
	'より送信',
	'からの送信',
	'發自',
	'发自',
	'傳送',
	'传送',
	'发送',
	'發送',
	'寄出',
	'에서 보냄',
	'에서 보낸',
	'נשלח מ',
	'أرسلت من',
	'أُرسلت من',
	'مرسل من',
	'ارسال شده از',
	'ส่งจาก',
	'gửi từ',
	'được gửi',
];

/** Lists the starts after which any device name may stand. */
export const SENT_FROM_MY: readonly string[] = [
	'sent from my ',
	'sent via my ',
	'sent by my ',
	'sent using my ',
	'sent on my ',
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
	mailspring canary fairemail posteo gmx web vodafone verizon orange sfr telekom mobile mobil mobilen mobiltelefon
	mobiltelefonen mobilgerät mobilgeräte mobiel handy smartphone phone cell cellphone téléphone telefon telefone telefono
	teléfono telefoon telefonem telefonu puhelimesta puhelimella iphonesta ipadista iphonella móvil movil celular cellulare
	portable device tablet tablette smartphones айфон айфона телефона планшета почты почта mailru yandex zoho front missive hey spike shortwave polymail mimestream postbox mailbird tutanota tuta
	emclient em-client tmobile seznam onet interia mailspring k-9 roundcube fastmail icloud libero virgilio freenet`.split(
		/\s+/,
	),
);

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
