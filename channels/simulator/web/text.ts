import { computed, effect, signal } from '@preact/signals';

export const UI_LANGUAGES = ['fr', 'ar', 'en'] as const;
export type UiLanguage = (typeof UI_LANGUAGES)[number];

/** Each language of the page in its own words. */
export const UI_NAMES: Readonly<Record<UiLanguage, string>> = { fr: 'Français', ar: 'العربية', en: 'English' };

const EN = {
  title: 'Three phones, one service',
  warning: 'Demonstration: unreviewed texts, no medical advice.',
  callHint: 'Press “Call”. Whatever is said is written here too.',
  lead: 'Write or call as a patient would. Nothing leaves this computer. All texts are drafts: no clinician and no native speaker has signed them.',
  language: 'Language of this page',
  console: 'Nurse console',
  person: 'Who is calling?',
  otherNumber: 'Another number',
  badNumber: 'A number in international form, like +212600000004',
  examples: 'Try a first sentence',
  examplesNote: 'Written for this page, not reviewed by native speakers.',
  theme_chest: 'Chest pain',
  theme_child: 'Child with fever',
  theme_head: 'Headache',
  offline: 'The server does not answer. Trying again …',
  whatsapp: 'WhatsApp',
  sms: 'SMS on a basic phone',
  call: 'A call, with keys',
  write: 'Message',
  send: 'Send',
  attach: 'Attach',
  photo: 'Photo',
  audioFile: 'Audio file',
  location: 'Location',
  record: 'Record a voice note',
  stopRecording: 'Send the voice note',
  noMicrophone: 'No microphone here: choose an audio file.',
  tooLarge: 'This file is too large for the simulator (1 MB).',
  voiceNote: 'Voice note',
  emptyChat: 'Write the first message.',
  emptyLcd: 'No messages',
  you: 'You',
  service: 'Labas',
  sent: 'sent',
  accepted: 'received by the service',
  refused: 'not accepted by the service',
  postedTwice: 'posted twice',
  choose: 'Choose',
  close: 'Close',
  newSms: 'Write here',
  erase: 'Erase',
  characters: 'characters',
  part: 'part',
  parts: 'parts',
  dial: 'Call',
  hangUp: 'Hang up',
  keypad: 'Keypad',
  soundOn: 'Sound on',
  soundOff: 'Sound off',
  callIdle: 'Nobody is on the line.',
  callRinging: 'Calling …',
  callSpeaking: 'Speaking',
  callWaiting: 'Your turn: press a key',
  callThinking: '…',
  callEnded: 'Call ended',
  callFailed: 'The call broke off: the service gave no answer that a gateway can play.',
  recording: 'recording',
  noRecording: 'no recording yet: computer voice',
  missing: 'the recording is missing',
  noVoice: 'no recording, no voice here: text only',
  pressed: 'You pressed',
  silence: 'You said nothing',
  testing: 'For testers',
  duplicate: 'Post every webhook twice',
  duplicateHelp: 'Providers repeat a webhook after a time-out. It must be answered once.',
  stop: 'Send STOP',
  stopHelp: 'Opts out on the phone used last.',
};
export type TextKey = keyof typeof EN;

const FR: Readonly<Record<TextKey, string>> = {
  title: 'Trois téléphones, un service',
  warning: 'Démonstration : textes non validés, pas un avis médical.',
  callHint: 'Appuyez sur « Appeler ». Tout ce qui est dit s’écrit aussi ici.',
  lead: 'Écrivez ou appelez comme le ferait un patient. Rien ne quitte cet ordinateur. Tous les textes sont des brouillons : aucun clinicien ni locuteur natif ne les a signés.',
  language: 'Langue de cette page',
  console: 'Console infirmière',
  person: 'Qui appelle ?',
  otherNumber: 'Un autre numéro',
  badNumber: 'Un numéro au format international, comme +212600000004',
  examples: 'Essayez une première phrase',
  examplesNote: 'Écrites pour cette page, non relues par des locuteurs natifs.',
  theme_chest: 'Mal à la poitrine',
  theme_child: 'Enfant fiévreux',
  theme_head: 'Mal de tête',
  offline: 'Le serveur ne répond pas. Nouvel essai…',
  whatsapp: 'WhatsApp',
  sms: 'SMS sur un téléphone simple',
  call: 'Un appel, avec les touches',
  write: 'Message',
  send: 'Envoyer',
  attach: 'Joindre',
  photo: 'Photo',
  audioFile: 'Fichier audio',
  location: 'Position',
  record: 'Enregistrer un message vocal',
  stopRecording: 'Envoyer le message vocal',
  noMicrophone: 'Pas de micro ici : choisissez un fichier audio.',
  tooLarge: 'Ce fichier est trop lourd pour le simulateur (1 Mo).',
  voiceNote: 'Message vocal',
  emptyChat: 'Écrivez le premier message.',
  emptyLcd: 'Aucun message',
  you: 'Vous',
  service: 'Labas',
  sent: 'envoyé',
  accepted: 'reçu par le service',
  refused: 'non accepté par le service',
  postedTwice: 'posté deux fois',
  choose: 'Choisir',
  close: 'Fermer',
  newSms: 'Écrivez ici',
  erase: 'Effacer',
  characters: 'caractères',
  part: 'partie',
  parts: 'parties',
  dial: 'Appeler',
  hangUp: 'Raccrocher',
  keypad: 'Clavier',
  soundOn: 'Son activé',
  soundOff: 'Son coupé',
  callIdle: 'Personne en ligne.',
  callRinging: 'Appel en cours…',
  callSpeaking: 'Le service parle',
  callWaiting: 'À vous : appuyez sur une touche',
  callThinking: '…',
  callEnded: 'Appel terminé',
  callFailed: "L'appel est coupé : le service n'a rien répondu qu'une passerelle sache jouer.",
  recording: 'enregistrement',
  noRecording: "pas encore d'enregistrement : voix de synthèse",
  missing: "l'enregistrement manque",
  noVoice: 'ni enregistrement ni voix ici : texte seul',
  pressed: 'Vous avez tapé',
  silence: "Vous n'avez rien dit",
  testing: 'Pour les testeurs',
  duplicate: 'Poster chaque webhook deux fois',
  duplicateHelp: 'Les fournisseurs répètent un webhook resté sans réponse. Il ne doit être traité qu’une fois.',
  stop: 'Envoyer STOP',
  stopHelp: 'Désinscrit sur le téléphone utilisé en dernier.',
};

const AR: Readonly<Record<TextKey, string>> = {
  title: 'ثلاثة هواتف، خدمة واحدة',
  warning: 'عرض تجريبي: نصوص غير مراجَعة، وليست نصيحة طبية.',
  callHint: 'اضغط «اتصال». كل ما يُقال يُكتب هنا أيضا.',
  lead: 'اكتب أو اتصل كما يفعل المريض. لا شيء يغادر هذا الحاسوب. كل النصوص مسودات لم يوقّعها طبيب ولا متحدث أصلي.',
  language: 'لغة هذه الصفحة',
  console: 'لوحة الممرضة',
  person: 'من يتصل؟',
  otherNumber: 'رقم آخر',
  badNumber: 'رقم بالصيغة الدولية، مثل 212600000004+',
  examples: 'جرّب جملة أولى',
  examplesNote: 'كُتبت لهذه الصفحة ولم يراجعها متحدثون أصليون.',
  theme_chest: 'ألم في الصدر',
  theme_child: 'طفل محموم',
  theme_head: 'ألم في الرأس',
  offline: 'الخادم لا يجيب. محاولة جديدة…',
  whatsapp: 'واتساب',
  sms: 'رسائل قصيرة على هاتف بسيط',
  call: 'مكالمة بالأزرار',
  write: 'رسالة',
  send: 'إرسال',
  attach: 'إرفاق',
  photo: 'صورة',
  audioFile: 'ملف صوتي',
  location: 'الموقع',
  record: 'تسجيل رسالة صوتية',
  stopRecording: 'إرسال الرسالة الصوتية',
  noMicrophone: 'لا يوجد ميكروفون هنا: اختر ملفا صوتيا.',
  tooLarge: 'هذا الملف أكبر مما يقبله المحاكي (1 ميغابايت).',
  voiceNote: 'رسالة صوتية',
  emptyChat: 'اكتب الرسالة الأولى.',
  emptyLcd: 'لا رسائل',
  you: 'أنت',
  service: 'لاباس',
  sent: 'أُرسلت',
  accepted: 'استلمتها الخدمة',
  refused: 'لم تقبلها الخدمة',
  postedTwice: 'أُرسلت مرتين',
  choose: 'اختر',
  close: 'إغلاق',
  newSms: 'اكتب هنا',
  erase: 'مسح',
  characters: 'حرفا',
  part: 'جزء',
  parts: 'أجزاء',
  dial: 'اتصال',
  hangUp: 'إنهاء',
  keypad: 'لوحة الأرقام',
  soundOn: 'الصوت مفعّل',
  soundOff: 'الصوت مكتوم',
  callIdle: 'لا أحد على الخط.',
  callRinging: 'جارٍ الاتصال…',
  callSpeaking: 'الخدمة تتكلم',
  callWaiting: 'دورك: اضغط زرا',
  callThinking: '…',
  callEnded: 'انتهت المكالمة',
  callFailed: 'انقطعت المكالمة: لم تُجب الخدمة بما يمكن تشغيله.',
  recording: 'تسجيل',
  noRecording: 'لا تسجيل بعد: صوت آلي',
  missing: 'التسجيل مفقود',
  noVoice: 'لا تسجيل ولا صوت في هذا المتصفح: النص فقط',
  pressed: 'ضغطت',
  silence: 'لم تقل شيئا',
  testing: 'للمختبِرين',
  duplicate: 'إرسال كل webhook مرتين',
  duplicateHelp: 'يكرر المزوّدون الطلب عند تأخر الجواب، ويجب أن يُعالَج مرة واحدة.',
  stop: 'إرسال STOP',
  stopHelp: 'يلغي الاشتراك على آخر هاتف استُعمل.',
};

const TEXTS: Readonly<Record<UiLanguage, Readonly<Record<TextKey, string>>>> = { fr: FR, ar: AR, en: EN };
const KEPT_AS = 'labas.simulator.language';

function isUiLanguage(text: string | null | undefined): text is UiLanguage {
  return UI_LANGUAGES.some((language) => language === text);
}

function initial(): UiLanguage {
  const asked = new URLSearchParams(location.search).get('lang');
  if (isUiLanguage(asked)) return asked;
  const kept = localStorage.getItem(KEPT_AS);
  if (isUiLanguage(kept)) return kept;
  const spoken = navigator.languages.map((tag) => tag.slice(0, 2)).find(isUiLanguage);
  return spoken ?? 'fr';
}

export const uiLanguage = signal<UiLanguage>(initial());
const texts = computed(() => TEXTS[uiLanguage.value]);

effect(() => {
  const language = uiLanguage.value;
  document.documentElement.lang = language;
  document.documentElement.dir = language === 'ar' ? 'rtl' : 'ltr';
  localStorage.setItem(KEPT_AS, language);
});

/** A text of the page in its language. */
export function t(key: TextKey): string {
  return texts.value[key];
}

/** The language of some words by their script, for fonts and for screen readers; `undefined`: as the page. */
export function langOf(words: string): string | undefined {
  if (/\p{Script=Tifinagh}/u.test(words)) return 'zgh';
  if (/\p{Script=Arabic}/u.test(words)) return 'ar';
  return undefined;
}
