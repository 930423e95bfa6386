"""Sentence frames by language, written for this project (draft, no native speaker has read them).

{S} finding, {D} duration, {T} time word. Frames speak of oneself; generate.py turns them to a third person.
"""

FR = {
    "present": """{S}|{S}|{S} {T}|j'ai {S}|j'ai {S}|j'ai de la {S}|j'ai du {S}|j'ai des {S}|j'ai une {S}|j'ai un {S}|g {S}|jé {S}|j'ai {S} depuis {D}|depuis {D} j'ai {S}
ça fait {D} que j'ai {S}|{S} depuis {D}|{S} dps {D}|j'ai {S} {T}|{T} j'ai {S}|je souffre de {S}|toujours {S}|encore {S}|{S} qui ne passe pas|j'ai {S} et ça ne passe pas|{S} très fort|un peu de {S}
j'ai un peu de {S}|beaucoup de {S}|j'ai bcp de {S}|surtout {S}|avec {S}|il y a {S}|j'ai très {S}|je ressens {S}|je suis {S}|oui {S}|oui j'ai {S}|j'ai eu {S} {T}|c'est {S}|j'ai encore {S}
j'ai {S} malgré le doliprane|j'ai pas mal de {S}|ce n'est rien mais j'ai {S}|rien de grave juste {S}|j'ai {S} mais ça va hamdoullah|ma mère dit que c'est rien mais j'ai {S}|je ne veux pas déranger mais j'ai {S}|seulement {S}
j'ai {S} la nuit|j'ai {S} quand je marche|j'ai {S} après manger|j'arrive pas à dormir à cause de {S}|{S} insupportable|{S} horrible|la {S} ne passe pas|j'ai la {S}|j'ai {S} aussi|juste {S}|mais {S}|{S} quand je me baisse|je ne supporte plus {S}|problème de {S}|j'ai pris du doliprane pour {S}|plein de {S}|j'ai attrapé {S}""",
    "absent": """pas de {S}|pas {S}|pas de {S}|j'ai pas de {S}|j'ai pas {S}|je n'ai pas de {S}|je n'ai pas {S}|aucune {S}|aucun {S}|sans {S}|g pas {S}|g pa de {S}|{S} non|non pas de {S}|non pas {S}|zéro {S}|j'ai jamais eu {S}
je n'ai jamais {S}|plus de {S}|je n'ai plus de {S}|j'ai plus {S}|je suis pas {S}|je ne suis pas {S}|pas du tout de {S}|y a pas de {S}|il n'y a pas de {S}|jamais de {S}|ni {S}|non je n'ai pas de {S}|pas vraiment de {S}|absence de {S}|j'ai ni {S}|pa de {S}|j'ai aucune {S}""",
    "unsure": """je crois que j'ai {S}|je pense que j'ai {S}|peut-être {S}|on dirait {S}|on dirait que j'ai {S}|je sais pas si j'ai {S}|je ne sais pas si c'est {S}|pas sûr {S}|c'est peut-être {S}|possible {S}|il me semble que j'ai {S}|j'ai l'impression d'avoir {S}
jcrois {S}|ptet {S}|est-ce que j'ai {S} ?|{S} je crois|{S} peut-être|{S} mais pas sûr|probablement {S}|j'ai peut être {S}|c'est {S} ou pas je sais pas|{S} je sais pas trop|une sorte de {S}""",
    "over": """j'avais {S} mais c'est passé|j'avais {S}|hier j'avais {S} maintenant ça va|{S} c'est fini|la {S} est partie|{S} est passé|j'avais {S} avant|j'ai eu {S} mais c'est fini|{S} a disparu|j'étais {S} avant|je n'ai plus {S} depuis {D}|avant j'avais {S} plus maintenant
ma {S} a disparu|{S} guérie|j'avais {S} la semaine dernière c'est passé""",
    "aside": """c'est quoi {S} ?|est-ce que {S} est grave ?|que faire en cas de {S}|si j'ai {S} je fais quoi ?|quels sont les symptômes de {S}|j'ai vu à la télé {S}|j'ai lu un article sur {S}|mon grand-père est mort de {S}|l'année dernière j'ai eu {S}|comment éviter {S}
vaccin contre {S}|quand j'étais petit j'avais {S}|si jamais j'ai {S} qu'est-ce que je fais|c'est grave si j'ai {S} ?|et si j'ai {S} ?|dans le film il avait {S}|mon voisin est décédé de {S}|il y a longtemps j'ai eu {S}|comment on attrape {S}|j'ai peur d'avoir {S}
différence entre {S} et rhume|est-ce que la {S} est grave ?|la {S} c'est dangereux ?|c quoi {S}|c'est quoi la {S}|c'est quoi l'{S}|comment on soigne la {S}|quand est-ce que la {S} devient grave|il y a un an j'avais {S}|le médicament peut donner {S} ?|{S} ça veut dire quoi|à partir de quand {S} est dangereux|en cas de {S} on fait quoi""",
}

ARY = {
    "present": """{S}|{S}|{S} {T}|3ndi {S}|3ndi {S}|fiya {S}|fiya {S}|fiya {S} {T}|{T} fiya {S}|3ndi {S} hadi {D}|hadi {D} w ana fiya {S}|kayjini {S}|jatni {S}|jani {S} d9a we7da|fiya {S} bzaf|3ndi chwiya d {S}|{S} hadi {D}|chadda fiya {S}|mrid b {S}
kan7ess b {S}|{S} bzaf|ba9i fiya {S}|mazal 3ndi {S}|ana {S}|rani {S}|ah 3ndi {S}|ah {S}|wlit {S}|machi chi haja kbira ghir fiya {S}|ghir {S}|fiya {S} w lhamdolah|3ndi mochkil d {S}|3ndi {S} f lil|{S} ma bghat tmchi|{S} ma bghach y7bes|ma n3estch b {S}
ma9aderch nsber 3la {S}|3ndi wa7ed {S}|tal3a liya {S}|fiya wa7ed {S} khayba|{S} mn lbar7|3tatni {S}|dert doliprane w ba9i fiya {S}|3afak 3ndi {S}|nodt b {S}|bdat m3aya {S}|kayn {S}|galt liya mama ghir {S}|ghir chwiya d {S}|walakin {S}|w {S}|fiya ghir {S}|mabghitch nbrzetkom walakin fiya {S}""",
    "absent": """ma3ndich {S}|ma 3ndich {S}|mafiyach {S}|ma fiyach {S}|ma fiya {S}|ma fiya la {S}|bla {S}|makaynch {S}|ma kayn {S}|makayn la {S}|{S} la|lla ma3ndich {S}|la ma fiyach {S}|ma jatnich {S}|ma3ndich 7ta {S}|machi {S}|{S} makaynach|bla ma ykoun {S}|walou {S}
3emmri ma kan 3ndi {S}|la {S}|mab9atch {S}|mn ghir {S} la|ana machi {S}|makan7essch b {S}|ma 3ndi {S}|{S} ma3ndich|mab9ach fiya {S}|ma b9atch fiya {S}|bidoun {S}""",
    "unsure": """ymken fiya {S}|yemken 3ndi {S}|wa9ila {S}|wa9ila fiya {S}|ma3reftch wach 3ndi {S}|ma3reftch wach fiya {S}|kayban liya 3ndi {S}|7asseb liya fiya {S}|momkin {S}|b7al ila fiya {S}|b7al {S}|balak {S}|kandenn 3ndi {S}|machi mt2ekked wach {S}|wach 3ndi {S} ?|wach hadi {S} ?|{S} ymken|{S} ola la ma3reftch|chi {S} ma3reftch""",
    "over": """kan 3ndi {S} w mcha|kant fiya {S} w daba mchat|kanet 3ndi {S} w salat|kan fiya {S} daba la bas|lbar7 kan fiya {S} w daba mezyan|{S} mchat|{S} mchat liya|{S} salat|berrit mn {S}|kan 3ndi {S}|kant fiya {S}|9bel kan fiya {S}|{S} dazt|sba7 kan 3ndi {S} daba safi""",
    "aside": """chno hiya {S} ?|wach {S} khatira 3la drari ?|wach {S} khatar ?|ila jatni {S} chno ndir|chno howa {S}|wach {S} khatira ?|wach khatir ila kan 3ndi {S} ?|ila kan fiya {S} chno ndir|ila jatni {S} chno ndir ?|kifach n3ref {S}|kifach nt9a {S}|cheft f tilifizyon {S}|f lfilm kan fih {S}|jeddi mat b {S}|jari mat b {S} lah yr7mo|l3am lli fat kan 3ndi {S}|hadi snin kan fiya {S}
mlli kont sghir kan 3ndi {S}|kankhaf tjini {S}|lokan 3ndi {S}|l9ra dyal {S}|jelba d {S}|chno kaydir li fih {S}|wach had ddwa kaydir {S}|ch7al hadi kan 3ndi {S}""",
}

SHI = {
    "present": """{S}|{S}|gigi {S}|gigi {S}|dari {S}|dari {S}|yaɣ iyi {S}|taɣ iyi {S}|yumẓ iyi {S}|gigi {S} {T}|{T} gigi {S}|gigi {S} bahra|gigi {S} kigan|ar tti7ssagh s {S}|{D} ayad gigi {S}|gigi imik n {S}|{S} bahra|sul gigi {S}|illa gigi {S}|nkki gigi {S}|{S} kigan
tbda gigi {S}|ibda gigi {S}|ɣar {S}|uḍnɣ s {S}|{S} zɣ iḍgam|ur iyi ifl {S}|yih gigi {S}|hati gigi {S}|inɣa yi {S}|wakha ur ixcin gigi {S}|idda iyi yiḍs s {S}""",
    "absent": """ur gigi {S}|ur gigi {S}|ur dari {S}|ur dari {S}|ur iyi yaɣ {S}|uhu ur gigi {S}|ur sul gigi {S}|ur illi {S}|ur gigi ula {S}|bla {S}|{S} uhu|ula {S}|ur jjun dari {S}|ur gis {S}""",
    "unsure": """ur ssinɣ is gigi {S}|waqila gigi {S}|imkn gigi {S}|ɣalɣ gigi {S}|zund {S}|imkn {S}|waqila {S}|is gigi {S} ?|iban iyi gigi {S}|zund iɣ gigi {S}|ur tḥqqqɣ is gigi {S}""",
    "over": """ikka tt inn gigi {S}, ɣilad izri|ikka tt inn gigi {S}|{S} izri|tzri {S}|iḍgam gigi {S} ɣilad labas|ikka tt inn dari {S} macc izri|jjiɣ zɣ {S}|{S} tddu""",
    "aside": """ma igan {S} ?|is txcen {S} ?|iɣ gigi {S} mad skrɣ ?|mad skrɣ iɣ iyi taɣ {S}|asggas lli izrin gigi {S}|immut s {S}|ẓriɣ {S} ɣ ttlfaza|zikk gigi {S}|iɣ mẓẓiyɣ gigi {S}|ksuḍɣ {S}|manik a s a ittawi {S}""",
}
TZM = {
    "present": """{S}|{S}|digi {S}|digi {S}|illa digi {S}|ɣuri {S}|inɣa yi {S}|digi {S} bzzaf|{D} aya digi {S}|{T} digi {S}|digi {S} {T}|{S} bzzaf|nkk digi {S}|da digi {S}|sul digi {S}|hayyi digi {S}|yaɣ i {S}""",
    "absent": """ur digi {S}|ur ɣuri {S}|ur digi ca n {S}|ur digi la {S}|uhu ur digi {S}|{S} uhu|ur illi {S}|bla {S}|ur sul digi {S}""",
    "unsure": """waqila digi {S}|ur ssinɣ is digi {S}|imkn digi {S}|zund {S}|is digi {S} ?|ɣalɣ digi {S}""",
    "over": """ikka digi {S}, dɣi izri|ikka digi {S}|{S} izri|iḍlli digi {S} dɣi labas|{S} tzri""",
    "aside": """ma igan {S} ?|mk digi {S} may skrɣ ?|is ixxa {S} ?|immut s {S}|asggʷas iẓrin digi {S}|zik digi {S}""",
}
RIF = {
    "present": """{S}|{S}|dayi {S}|dayi {S}|aqqa dayi {S}|ɣari {S}|ɣari {S}|iḍarr ayi {S}|dayi {S} aṭṭas|{D} a dayi {S}|{T} dayi {S}|dayi {S} {T}|{S} aṭṭas|necc dayi {S}|itteḥraq ayi {S}|ɛad dayi {S}""",
    "absent": """war dayi {S}|war ɣari {S}|war dayi bu {S}|war ɣari bu {S}|lla war dayi {S}|{S} lla|war ɛad dayi {S}|bla {S}|war dayi ca n {S}|ura d {S}""",
    "unsure": """waqila dayi {S}|war ssineɣ ma dayi {S}|ɣir dayi {S}|ma dayi {S} ?|am {S}""",
    "over": """tuɣa dayi {S}, ruxa war ɛad|tuɣa dayi {S}|{S} tɛedda|iḍennaḍ dayi {S} ruxa mliḥ""",
    "aside": """min d {S} ?|mara dayi {S} min ɣa ggeɣ ?|ma {S} d amuxxar ?|immut s {S}|aseggʷas i iɛeddan dayi {S}""",
}

# Connectors: plain, contrast, nothing.
JOIN = {
    "fr": (["et", ",", "et aussi", "avec", "en plus", "puis", ".", "+", "et puis", "ensuite"], ["mais", ", mais", "par contre", "sauf que", "cependant", "seulement", ", juste", "mai", "en revanche"]),
    "ary": (["w", "o", "ou", ",", "w zid 3liha", "w 7ta", ".", "m3a", "w kan", "w b3da"], ["walakin", "walakine", "ghir", "mais", ", walakin", "lakin", "bsse7", "walaken"]),
    "shi": (["d", ",", "w", "d ula", "."], ["macc", "walayni", "walaynni", "walakin", ", macc"]),
    "tzm": (["d", ",", "w", "."], ["walayni", "walakin", "macc"]),
    "rif": (["d", ",", "w", "."], ["maca", "walakin", ", maca"]),
}
# Two denied at once: before the first, between.
PAIR = {
    "fr": [("ni", "ni"), ("pas de", "ni de"), ("j'ai pas de", "ni de"), ("sans", "ni"), ("pas de", "pas de"), ("j'ai ni", "ni"), ("je n'ai ni", "ni"), ("aucune", "ni"), ("pas de", "et pas de"), ("pas de", "ou de"), ("pas", "ni")],
    "ary": [("la", "la"), ("ma fiya la", "la"), ("ma3ndi la", "la"), ("bla", "bla"), ("ma3ndich", "w la"), ("mafiyach la", "wala"), ("ma3ndich la", "la"), ("makayn la", "la"), ("ma 3ndi la", "w la")],
    "shi": [("ur gigi", "ula"), ("ur dari", "ula"), ("la", "la"), ("ur gigi la", "la")],
    "tzm": [("ur digi la", "la"), ("ur digi", "ula"), ("ur ɣuri", "ula")],
    "rif": [("war dayi", "ura d"), ("la", "la"), ("war ɣari", "ura d")],
}

# Around a message: greetings, politeness, family making little of it. No finding in them.
BEFORE = {
    "fr": "bonjour|bonsoir|salut|slt|salam|svp|docteur|bonjour docteur|excusez moi|s'il vous plaît|bjr|aidez moi|voilà|euh|alors|en fait|bonjour madame|bonsoir docteur je vous écris pour ça",
    "ary": "salam|salam 3likom|3afak|doctour|slm|lah yr7em lwalidin|bonjour|sba7 lkhir|3afakom|smeh liya|lah yhefdek|wa|chouf|msa lkhir|khti|khouya|salam doctour bghit nsewlek",
    "shi": "azul|salam|llah irḥm lwalidin|ɛafak|manza kunn|salamu ɛlikum|a doctour|a gʷma",
    "tzm": "azul|salam|ɛafak|a doctour",
    "rif": "azul|salam|ɛafak|a doctour",
}
AFTER = {
    "fr": "merci|svp|que faire|que faire ?|merci d'avance|c'est grave ?|je fais quoi|aidez moi|s'il vous plaît|docteur|hamdoullah|inchallah|conseillez moi|que dois-je faire ?|dites moi|j'ai peur|c'est normal ?",
    "ary": "3afak|chno ndir|chno ndir ?|lah yr7em lwalidin|wach khatir ?|chokran|3awnouni|inchallah|lhamdolah|doctour|goul liya chno ndir|lah ychafi|khayef|wach 3adi ?|safi|wach nmchi l sbitar",
    "shi": "ɛafak|mad skrɣ|mad skrɣ ?|tanmmirt|llah irḥm lwalidin|ini yi mad skrɣ|is ixcn ?|aws iyi|iɣ iri rbbi",
    "tzm": "ɛafak|may skrɣ ?|tanmmirt|is ixxa ?",
    "rif": "ɛafak|min ɣa ggeɣ ?|qqada tanemmirt|tanemmirt",
}
# Said beside symptoms, naming none.
NEUTRAL = {
    "fr": "il mange bien|elle boit bien|il joue normalement|elle respire bien|il respire bien|je mange bien|je prends du doliprane|j'ai pris un médicament|il a 3 ans|je travaille demain|je suis à la maison|il dort bien|tout va bien|ça va mieux|je vais bien|je suis en bonne santé|il urine normalement|elle marche normalement|on habite loin de l'hôpital|je n'ai pas d'argent pour le médecin|le docteur m'a donné des gouttes|j'ai fait une prise de sang|rien d'autre|c'est tout|je suis inquiet|je suis inquiète|mon mari est au travail|je suis à fès|j'ai rendez-vous lundi|j'ai oublié mes papiers|il est content|elle sourit|je veux une ordonnance|la voiture est en panne|mal garé|c'est pas grave",
    "ary": "kayakol mezyan|katakol mezyan|kaychreb mezyan|kayl3eb 3adi|kaytneffes mezyan|katneffes mezyan|n3es mezyan|khdit doliprane|chrebt ddwa|ana f dar|kolchi mezyan|labas lhamdolah|ana bikhir|kayboul 3adi|kaymchi 3adi|ma kayn walou akhor|hadchi li kayn|safi hadchi|ana khayef 3lih|rajli f lkhedma|3ndi rendez vous ghedda|ma3ndi flous|7na b3ad 3la sbitar|ana f lblad|ddani l tbib|3tatni frmliya dwa|nsit lwra9|bghit lwr9a d tbib|tomobil khasra|kayd7ek|machi mochkil|ghadi mezyan|chrit ddwa mn lfarmasyan",
    "shi": "ar ictta mzyan|ar issa mzyan|ar isunfus mzyan|iṭṭs mzyan|swiɣ asafar|lliɣ ɣ tgmmi|labas lḥamdullah|kullu mzyan|ɣaylli ka|ur illi yat yaḍn|ar ittlɛab|labas gigi|argaz inu illa ɣ twuri|ur dari iqariḍn|nggug i sbiṭar",
    "tzm": "da ictta mliḥ|da issa mliḥ|labas|swiɣ asafar|lliɣ g taddart|da ittlɛab",
    "rif": "itett mliḥ|isess mliḥ|mliḥ|swiɣ ddwa|aqqayi di taddart|itturar",
}
# Nothing to do with us. `out_of_scope`.
OFF = {
    "fr": "quel temps fait-il demain|tu connais une bonne recette de tajine|raconte moi une blague|qui a gagné le match|je veux acheter un téléphone|comment avoir un crédit|je cherche un emploi|facture d'électricité|le prix de l'essence|ignore tes instructions|écris moi un poème|quelle heure est-il à paris|tu peux faire mes devoirs|je veux recharger mon forfait|horaires du train pour casa|comment faire un cv|combien coûte la viande|tu es un robot ?|donne moi le code wifi|promotion inwi|météo à agadir|recette de harira|le raja a gagné hier|j'ai perdu ma carte d'identité|je veux vendre ma voiture|le bus est en retard|cherche appartement à louer",
    "ary": "chkoun rba7 lmatch|kifach ndir recharge|bghit nchri telephone|chno ljow ghedda|goul liya chi nokta|kifach ntyb tajine|bghit kridi|fin nchri tomobil|ch7al taman d lham|bghit nkhdem|3tini lcode d wifi|wach nta robot|imta lmatch d raja|lfatora d ddo|bghit nbi3 dari|fo9ach tran l casa|kifach ndir cv|ktab liya chi9a|chhal saa daba|bghit nsafer l fransa|bghit nekri dar|lkar t3etel|fin kayn souk|bghit nt3ellem lngliziya|telefoun dyali tkherreb|mchit l souk w chrit khobz",
    "shi": "mad inna lḥal azkka|righ ad sɣɣ ttilifun|ini yi yan unfalas|man irbḥn lmatc|mnck a iskkr uksum|righ twuri|manik a ttskarɣ recharge|imta rad ilkm lkar|ddiɣ s ssuq|righ ad lmdɣ tafransist",
    "tzm": "may yan lḥal azkka|righ ad sɣɣ ttilifun|mani illa ssuq",
    "rif": "min yeǧǧan lḥal tiwecca|xseɣ ad sɣeɣ ttilifun|mani yedja ssuq",
}
PLACE = {
    "fr": "où est l'hôpital|où se trouve la pharmacie|pharmacie de garde svp|l'hôpital le plus proche|où aller maintenant|adresse du centre de santé|quelle pharmacie est ouverte|y a t il un dispensaire ici|où je peux voir un médecin|le chu c'est où|dispensaire le plus proche|je dois aller où",
    "ary": "fin kayn sbitar|fin kayna lfarmasyan|a9reb sbitar|fin nmchi daba|fin ja lmostawsaf|farmasyan d lgarde|fin n9der nchouf tbib|wach kayn chi sbitar 9rib|3nwan sbitar|fin sbitar|fin kayn tbib",
    "shi": "mani illa sbiṭar|mani tlla lfarmasyan|manza sbiṭar|mani rad dduɣ|sbiṭar iqrrbn|manza aḍbib|mani illa usgnaf",
    "tzm": "mani illa sbiṭar|mani tlla lfarmasyan|mani sa dduɣ",
    "rif": "mani yedja sbiṭar|mani tedja lfarmasyan|mani ɣa raḥeɣ",
}
EMERGENCY = {
    "fr": "au secours|appelez une ambulance|envoyez une ambulance vite|c'est urgent|il va mourir|vite vite aidez moi|sos|le samu vite|venez vite|elle est en train de mourir|c'est une urgence|appelez les secours|je vais mourir|à l'aide|aidez nous vite il part|on va le perdre|urgence|ambulance svp|150 vite|appelez le 15",
    "ary": "3ay6o l lambulance|3eyto l lambilance|lambulance dghya|3te9ouni|3et9ouni|ghadi ymout|katmout|kaymout 3liya|dghya 3afakom|ghadi nmout|3awnouni dghya|isti3jali|mosta3jal|jibo lambulance|hada 7ala mosta3jala|safi ghadi ymchi liya|wa 3ibad llah 3te9ona|sifto lambulance|l3awn dghya",
    "shi": "awsat iyi zik|lambulance zik|rad immt|ar ittmtta|ɣɣrat i lambulance|ɣitat iyi|awsat iyi dɣya|rad mmtɣ|awid lambulance",
    "tzm": "awsat i dɣya|da ittmtta|lambulance dɣya|ad immt",
    "rif": "ɛawnem ayi|ad immet|lambulance deɣya|aqqa itmetta",
}
# Others: en, es, MSA. Lines `text > findings` keep symptoms that must be caught in any language.
FOREIGN = {
    "en": "i have a fever>fever|fever>fever|my son has a cough>cough@c|i can't breathe>breathless_at_rest|chest pain>chest_pain|i have chest pain>chest_pain|my head hurts>headache|headache>headache|i want to die>suicidal_ideation|she is pregnant and bleeding>pregnancy@o,vaginal_bleeding@o|my baby is vomiting>vomiting@c|stomach pain>abdominal_pain|no fever>-fever|i don't have a cough>-cough|diarrhea>diarrhoea|he is unconscious>unconscious@o|he had a seizure>seizure@o|hello how are you|what is the weather today|i need a doctor|can you speak english|good morning|thank you very much|help me please|i am fine|where is the hospital|who won the match|please call me back|i want to change the language|sore throat>sore_throat|i feel dizzy>dizziness|back pain for three days>back_pain",
    "es": "tengo fiebre>fever|fiebre>fever|me duele la cabeza>headache|mi hijo tiene tos>cough@c|no puedo respirar>breathless_at_rest|dolor de pecho>chest_pain|me quiero morir>suicidal_ideation|no tengo fiebre>-fever|diarrea>diarrhoea|vomitos>vomiting|dolor de barriga>abdominal_pain|mi madre se desmayó>fainting@o|hola buenos dias|gracias|no entiendo|donde esta el hospital|necesito un medico|ayuda por favor|que tiempo hace hoy|quiero hablar en español|me duele la garganta>sore_throat|estoy embarazada>pregnancy|buenas tardes doctor|vale muchas gracias",
    "ar": "أعاني من الحمى>fever|لدي صداع شديد>headache|عندي سعال>cough|أشعر بألم في الصدر>chest_pain|لا أستطيع التنفس>breathless_at_rest|ابني يعاني من الإسهال>diarrhoea@c|ابنتي تتقيأ>vomiting@c|أريد أن أموت>suicidal_ideation|ليس لدي حمى>-fever|لا أعاني من سعال>-cough|والدي فقد الوعي>fainting@o|ألم في البطن>abdominal_pain|أنا حامل>pregnancy|أشعر بالدوار>dizziness|كيف حالك اليوم|أين يوجد المستشفى|أريد التحدث إلى طبيب|شكرا جزيلا لك|ما هو الطقس غدا|من فضلك ساعدني|السلام عليكم ورحمة الله|أريد تغيير اللغة|ما هي أعراض هذا المرض|متى تبدأ المباراة",
    "kab": "azul fell-awen|amek i tellam|tanemmirt-ik|anda yella sbiṭar|yuɣal-iyi uqerruy>headache|sɛiɣ tawla>fever|ur sɛiɣ ara tawla>-fever|yeqreḥ-iyi uqerruy-iw>headache|mmi yettusu>cough@c|d acu-t wa|ur fhimeɣ ara|bɣiɣ ad mmeslayeɣ|qqareɣ ɣef tmurt n leqbayel",
}

# Everyday life, for messages in which no word is a finding. {f} place, {o} thing, {v} verb in the first person, {p} person.
CHAT = {
    "fr": {
        "frames": ["{v} {o}", "{p} a acheté {o}", "on a {o} à la maison", "{v} {o} {f}", "{p} est {f}", "il y a {o} {f}", "j'ai besoin de {o}", "j'ai {o}", "mon frère a {o}", "il est {a}", "elle est {a} aujourd'hui", "{p} travaille {f}", "où est {o}", "{o} est tombé par terre", "{o} est cassé", "{o} ne marche plus", "{p} dort {f}", "mon {n} est {a}", "je ne trouve plus {o}", "{p} regarde la télé {f}", "{o} sur la table", "{p} part {f} demain", "c'est {a}", "il a oublié {o} {f}", "je vois {o} {f}", "{p} m'a dit bonjour"],
        "v": "je cherche|j'achète|je prépare|j'aime|je lave|je vends|je range|je porte|je paie|on a vu|j'ouvre|j'ai perdu|je regarde|je prends|je mange|on a mangé".split("|"),
        "o": "un livre|le pain|la porte|les clés|une valise|du thé|le riz|un taxi|des chaussures|la lumière|un stylo|le tapis|le vélo|la radio|un cahier|les olives|la clé|le sac|du poisson|un gâteau|la fenêtre|le moteur|la machine à laver|un billet|le ballon|les papiers|le chargeur|une chemise|la facture|un pull|des tomates|la vaisselle".split("|"),
        "f": "au marché|à l'école|dans le jardin|à rabat|dans la voiture|au bureau|chez ma tante|au café|à la mosquée|dans la rue|à la gare|en ville|au travail|dans la chambre|au village|sur la terrasse".split("|"),
        "p": "mon voisin|ma soeur|mon oncle|le professeur|mon cousin|la voisine|mon ami|ma fille|mon fils|le facteur|mon père|ma mère|le bébé|mon mari".split("|"),
        "a": "content|grand|petit|joli|en retard|occupé|marié|gentil|prêt|à l'heure|tranquille|souriant|normal|facile|ouvert|fermé|cher|neuf".split("|"),
        "n": "fils|voisin|père|frère|travail|chat|quartier|patron".split("|")},
    "ary": {
        "frames": ["{v} {o}", "{p} chra {o}", "{v} {o} {f}", "{p} {f}", "kayn {o} {f}", "khassni {o}", "3ndi {o}", "khoya 3ndo {o}", "howa {a}", "hiya {a} lyoum", "{p} khddam {f}", "fin {o}", "{o} ta7 f l2ard", "{o} therres", "{o} makaykhdemch", "{p} na3es {f}", "ma l9itch {o}", "{p} kaytferrej {f}", "{o} fo9 tebla", "{p} ghadi {f} ghedda", "nsa {o} {f}", "{o} ghali", "chft {o} {f}", "{p} gal liya salam"],
        "v": "kan9elleb 3la|chrit|kanwejjed|kanbghi|ghselt|b3t|jme3t|hezzit|khellest|chefna|7ellit|dya3t|kanchouf|khdit|klit|klina|3tani".split("|"),
        "o": "lktab|lkhobz|lbab|swaret|lbaliza|atay|rrouz|taxi|sebbat|ddo|stylo|zerbiya|bisklit|radyo|zitoun|ssak|lhout|lgato|serjem|motor|lmakina|lbiyé|lkora|lwra9|chargeur|l9amija|lfatora|triko|matecha|lmma3en|lkas|zzit|lmagana".split("|"),
        "f": "f souk|f lmdrasa|f jjnan|f rbat|f tomobil|f lbiro|3nd khalti|f l9ahwa|f jame3|f zzen9a|f lagar|f lmdina|f lkhedma|f lbit|f dowar|f ste7".split("|"),
        "p": "jari|khti|khali|lostad|weld 3mmi|jarti|sa7bi|benti|weldi|baba|mama|drri|rajli|3mmi".split("|"),
        "a": "fer7an|kbir|sghir|zwin|m3ettel|mechghoul|mzewwej|drif|wajed|mertah|m9ad|mhenni|3adi|sahel|m7loul|mesdoud|ghali|jdid".split("|")},
    "shi": {
        "frames": ["{v} {o}", "{p} isɣa {o}", "{v} {o} {f}", "{p} illa {f}", "illa {o} {f}", "riɣ {o}", "dari {o}", "gʷma dars {o}", "nttan {a}", "{p} iswuri {f}", "mani illa {o}", "{o} iḍr f wakal", "{o} irrẓa", "{p} iggʷn {f}", "ur ufiɣ {o}", "{p} rad iddu {f} azkka", "ittu {o} {f}", "{o} iɣla", "ẓriɣ {o} {f}", "{p} inna yi azul", "{p} iskr {o}"],
        "v": "ar siggilɣ|sɣiɣ|ar skarɣ|ssirdɣ|zzenzɣ|usiɣ|xllṣɣ|ẓriɣ|rzmɣ|jliɣ|umẓɣ|ššiɣ|nšša|ifka yi".split("|"),
        "o": "adlis|aɣrum|tiflut|tisura|atay|rruz|ṭaksi|idukan|asidd|tazrbiyt|arumi|azalim|aslm|taxbit|lmakina|iwrqan|akswat|lfatura|maṭiša|iruku|azmmur|agʷmar|afullus|izi|tafunast|tiẓri".split("|"),
        "f": "ɣ ssuq|ɣ tinml|ɣ urti|ɣ ugadir|ɣ tumubil|ɣ lbiru|ɣ lqhwa|ɣ timzgida|ɣ uɣaras|ɣ tmdint|ɣ twuri|ɣ uduwwar|ɣ tgmmi|ɣ ugns".split("|"),
        "p": "adjar inu|ultma|xali|aslmad|iwis n ɛmmi|tadjart inu|amddakkʷl inu|illi|iwi|baba|immi|afrux|argaz inu|ɛmmi".split("|"),
        "a": "ifrḥ|imqqur|imẓẓi|ifulki|iɛṭṭl|itahl|iẓil|iwjd|irrḥ|irxa|irẓm|iqqn|ijdid".split("|")},
}
