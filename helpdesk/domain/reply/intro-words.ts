/** Lists "wrote" as the clients say it above a quote, in lower case. */
export const WROTE_WORDS: ReadonlySet<string> = new Set(
	`wrote writes écrit ecrit schrieb schreibt geschrieben escribió escribio escribe scritto scrisse scrive schreef schrijft
	geschreven escreveu escreve napisał napisała napisana napisali pisze skrev skriver kirjoitti napsal napsala píše napísal napísala
	írta irta scris написал написала написали пишет писал писала написав написала пише пишете написа писа napisao napisala
	piše napisal kirjutas rakstīja raksta rašė parašė έγραψε έγραψες γράφει yazdı yazmış yazdi menulis escrit escriure
	escribiu idatzi skrifaði ysgrifennodd scríobh schreef schreiw skryf ëshkroi shkroi geskryf skribis spake писали пісаў піша
	напиша`.split(/\s+/),
);

/** Lists the same for scripts without spaces or with a verb inside the phrase. */
export const WROTE_PHRASES: readonly string[] = [
	'写道',
	'寫道',
	'写到',
	'撰写',
	'のメッセージ',
	'書きました',
	'が書いた',
	'작성',
	'썼습니다',
	'님이',
	'כתב',
	'كتب',
	'نوشت',
	'เขียน',
	'đã viết',
	'ने लिखा',
	'লিখেছেন',
	'Missatge de',
	'எழுதியது',
	'రాశారు',
	'ਲਿਖਿਆ',
	'લખ્યું',
	'लिहिले',
	'დაწერა',
	'գրել է',
	'գրել է.',
	'쓴 글',
	'Quoting ',
	'Zitat von ',
	'Citando a ',
	'Citando ',
	'Citat från ',
];

/** Lists what people, never clients, write about themselves. */
export const FIRST_PERSON: readonly string[] = [
	'i wrote',
	'we wrote',
	'ich schrieb',
	'wir schrieben',
	'j’ai écrit',
	"j'ai écrit",
	'ik schreef',
	'jag skrev',
	'jeg skrev',
];
