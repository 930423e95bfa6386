"""Letters between scripts. Label-preserving: always word for word."""
import re

# Words of the Darija frames whose Arabic spelling letters alone do not give.
DICT = {}
for line in """3ndi عندي|ma3ndich ما عنديش|ma3ndi ما عندي|fiya فيا|mafiyach ما فياش|3ndo عندو|3ndha عندها|ma3ndoch ما عندوش|ma3ndhach ما عندهاش|fih فيه|fiha فيها|mafihch ما فيهش|mafihach ما فيهاش|hadi هادي|w و|o و|ou و|ana انا|bzaf بزاف|chwiya شوية|d د|kayjini كيجيني|jatni جاتني|jani جاني|d9a دقة|we7da وحدة|chadda شادة|mrid مريض|b ب|kan7ess كنحس|ba9i باقي|mazal مازال|rani راني|ah اه|wlit وليت|machi ماشي|chi شي|haja حاجة|kbira كبيرة|ghir غير|lhamdolah الحمد لله|mochkil مشكل|f ف|lil الليل|ma ما|bghat بغات|tmchi تمشي|bghach بغاش|y7bes يحبس|n3estch نعستش|ma9aderch ما قادرش|nsber نصبر|3la على|wa7ed واحد|tal3a طالعة|liya ليا|khayba خايبة|mn من|lbar7 البارح|dert درت|doliprane دوليبران|3afak عفاك|nodt نضت|kayn كاين|galt قالت|mama ماما|mabghitch ما بغيتش|nbrzetkom نبرزطكم|walakin ولكن|la لا|bla بلا|makaynch ما كاينش|makayn ما كاين|lla لا|jatnich جاتنيش|7ta حتى|makaynach ما كايناش|ykoun يكون|walou والو|3emmri عمري|kan كان|mab9atch ما بقاتش|mab9ach ما بقاش|b9atch بقاتش|makan7essch ما كنحسش|bidoun بدون|ymken يمكن|yemken يمكن|wa9ila واقيلا|ma3reftch ما عرفتش|wach واش|kayban كيبان|7asseb حاسب|momkin ممكن|b7al بحال|ila الا|balak بالاك|kandenn كنظن|mt2ekked متأكد|ola ولا|mcha مشا|kant كانت|kanet كانت|daba دابا|mchat مشات|salat سالات|bas باس|mezyan مزيان|berrit بريت|9bel قبل|dazt دازت|sba7 الصباح|safi صافي|chno شنو|hiya هي|howa هو|khatira خطيرة|khatir خطير|ndir ندير|kifach كيفاش|n3ref نعرف|nt9a نتقا|cheft شفت|tilifizyon التلفازة|lfilm الفيلم|jeddi جدي|mat مات|jari جاري|lah الله|yr7mo يرحمو|l3am العام|lli اللي|fat فات|snin سنين|mlli ملي|kont كنت|sghir صغير|kankhaf كنخاف|tjini تجيني|lokan لوكان|l9ra القرا|dyal ديال|jelba جلبة|kaydir كيدير|li اللي|had هاد|ddwa الدوا|ch7al شحال|chhal شحال|zid زيد|3liha عليها|m3a مع|b3da بعدا|walakine ولكن|mais ولكن|lakin لكن|bsse7 بصح|walaken ولكن|salam السلام|3likom عليكم|doctour دكتور|slm سلام|yr7em يرحم|lwalidin الوالدين|bonjour السلام|lkhir الخير|3afakom عفاكم|smeh سمح|yhefdek يحفظك|wa وا|chouf شوف|msa مسا|khti ختي|khouya خويا|bghit بغيت|nsewlek نسولك|chokran شكرا|3awnouni عاونوني|inchallah ان شاء الله|goul قول|ychafi يشافي|khayef خايف|3adi عادي|nmchi نمشي|l ل|sbitar السبيطار|weldi ولدي|bnti بنتي|mama ماما|lwalida الوالدة|lwalid الوالد|mrati مراتي|rajli راجلي|khouya خويا|khti ختي|youm يوم|iyam ايام|simana سيمانة|chher شهر|3am عام|sa3a ساعة|swaye3 سوايع|lyoum اليوم|f9t فاش|hna هنا|wla ولا|wella ولا|jah جاه|jaha جاها|jato جاتو|jatha جاتها|kayjih كيجيه|kayjiha كيجيها|lih ليه|liha ليها|kay7ess كيحس|kat7ess كتحس|rah راه|raha راها|wella ولا|wellat ولات|9alet قالت|f ف|lambulance لامبيلانس|dghya دغيا|kayakol كياكل|katakol كتاكل|kaychreb كيشرب|ghadi غادي|ymout يموت|nmout نموت|kaymout كيموت|katmout كتموت|fin فين|farmasyan فارماسيان|tbib الطبيب|mezyan مزيان|dar الدار|kolchi كلشي|labas لاباس|bikhir بخير""".split("|"):
    k, _, v = line.strip().partition(" ")
    DICT[k] = v
LA = [("kh", "خ"), ("gh", "غ"), ("ch", "ش"), ("sh", "ش"), ("ou", "و"), ("oo", "و"), ("ee", "ي"), ("th", "ت"), ("aa", "ا"), ("3", "ع"), ("7", "ح"), ("9", "ق"), ("5", "خ"), ("8", "غ"), ("6", "ط"), ("2", "ء"), ("a", "ا"), ("b", "ب"), ("c", "ك"), ("d", "د"), ("e", ""), ("f", "ف"), ("g", "ك"), ("h", "ه"), ("i", "ي"), ("j", "ج"), ("k", "ك"), ("l", "ل"), ("m", "م"), ("n", "ن"), ("o", "و"), ("p", "ب"), ("q", "ق"), ("r", "ر"), ("s", "س"), ("t", "ت"), ("u", "و"), ("v", "ف"), ("w", "و"), ("x", "خ"), ("y", "ي"), ("z", "ز"), ("é", "ي"), ("è", "ي"), ("ç", "س"), ("ɣ", "غ"), ("ɛ", "ع"), ("ḥ", "ح"), ("ḍ", "ض"), ("ṭ", "ط"), ("ṣ", "ص"), ("ẓ", "ز"), ("ṛ", "ر"), ("ʷ", ""), ("'", "")]


def ary_to_arab(word):
    if word in DICT:
        return DICT[word]
    w = re.sub(r"([^aiou])\1", r"\1", word)
    if w.isdigit():
        return w
    if len(w) > 2 and w[-1] == "a" and w[0] not in "ktny":
        return latin_to_arab(w[:-1]) + "ة"
    return latin_to_arab(w)


def latin_to_arab(w, table=LA):
    out, i = "", 0
    while i < len(w):
        for a, b in table:
            if w.startswith(a, i):
                out += b
                i += len(a)
                break
        else:
            out += w[i]
            i += 1
    return out


def ber_to_arab(word):
    return latin_to_arab(word.replace("c", "ch"))


AL = {"ا": "a", "أ": "a", "إ": "i", "آ": "a", "ى": "a", "ب": "b", "ت": "t", "ث": "t", "ج": "j", "ح": "7", "خ": "kh", "د": "d", "ذ": "d", "ر": "r", "ز": "z", "س": "s", "ش": "ch", "ص": "s", "ض": "d", "ط": "t", "ظ": "d", "ع": "3", "غ": "gh", "ف": "f", "ق": "9", "ك": "k", "گ": "g", "ڭ": "g", "ل": "l", "م": "m", "ن": "n", "ه": "h", "ة": "a", "و": "ou", "ي": "i", "ء": "2", "ئ": "2", "ؤ": "2", "پ": "p", "ڤ": "v"}


def arab_to_ary(word):
    return "".join(AL.get(c, c) for c in word)


TF = dict(zip("abgdefkhḥɛxqijlmnurɣsṣctṭwyzẓḍṛ", "ⴰⴱⴳⴷⴻⴼⴽⵀⵃⵄⵅⵇⵉⵊⵍⵎⵏⵓⵔⵖⵙⵚⵛⵜⵟⵡⵢⵣⵥⴹⵕ"))
TF["ʷ"] = "ⵯ"
TF["o"] = "ⵓ"
TF["v"] = "ⴱ"
TF["p"] = "ⴱ"
TF["ǧ"] = "ⴷⵊ"
TF["č"] = "ⵜⵛ"
FT = {v: k for k, v in TF.items() if k not in "ovpǧč"}


def ber_to_tfng(word):
    word = word.replace("gh", "ɣ").replace("kh", "x").replace("ch", "c").replace("sh", "c").replace("ou", "u").replace("7", "ḥ").replace("3", "ɛ").replace("9", "q")
    return "".join(TF.get(c, c) for c in word)


def tfng_to_ber(word):
    return "".join(FT.get(c, c) for c in word)
