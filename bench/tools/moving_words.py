"""Words, names and sentences in thirty languages, for blogs that are made up: always the same ones for a number.

The sentences are of the Universal Declaration of Human Rights, as far as one can write a blog with those words.
"""

import random
import unicodedata
from dataclasses import dataclass
from itertools import product


@dataclass(frozen=True)
class Language:
    """What is written in a language. `join` stands between two words, `stop` behind a sentence."""

    code: str
    words: tuple[str, ...]
    given: tuple[str, ...]
    family: tuple[str, ...]
    join: str = " "
    stop: str = "."


# Of each language its code, whether words are parted, and what ends a sentence ("-" for nothing); its words; and behind
# colons given names and family names.
_SAID = """
en parted .
All human beings are born free and equal in dignity and rights They are endowed with reason and
conscience and should act towards one another in a spirit of brotherhood don't well-known
: Ada Grace Mary Siobhán
: O'Brien Smith Byron Hopper-Lee

de parted .
Alle Menschen sind frei und gleich an Würde und Rechten geboren Sie sind mit Vernunft und Gewissen
begabt und sollen einander im Geist der Brüderlichkeit begegnen Straße größer
: Jürgen Käthe Björn Änne
: Müller Groß Weiß Schröder

fr parted .
Tous les êtres humains naissent libres et égaux en dignité et en droits Ils sont doués de raison et
de conscience et doivent agir les uns envers les autres dans un esprit de fraternité l’été œuvre
: Zoé François Hélène Noël
: Lefèvre D’Arcy Garçon Müntz

es parted .
Todos los seres humanos nacen libres e iguales en dignidad y derechos y dotados como están de razón y
conciencia deben comportarse fraternalmente los unos con los otros año niño
: José Íñigo María Begoña
: Núñez Peña Ibáñez García

pt parted .
Todos os seres humanos nascem livres e iguais em dignidade e em direitos Dotados de razão e de
consciência devem agir uns para com os outros em espírito de fraternidade coração
: João Conceição Antônio Inês
: Gonçalves Simões Araújo Leitão

pl parted .
Wszyscy ludzie rodzą się wolni i równi pod względem swej godności i swych praw Są oni obdarzeni rozumem
i sumieniem i powinni postępować wobec innych w duchu braterstwa żółć
: Łukasz Małgorzata Żaneta Wiesław
: Wójcik Dąbrowski Łęcki Źrebiec

cs parted .
Všichni lidé rodí se svobodní a sobě rovní co do důstojnosti a práv Jsou nadáni rozumem a
svědomím a mají spolu jednat v duchu bratrství příliš žluťoučký kůň
: Jiří Božena Řehoř Žofie
: Dvořák Němcová Šťastný Čapek

tr parted .
Bütün insanlar hür haysiyet ve haklar bakımından eşit doğarlar Akıl ve vicdana sahiptirler ve
birbirlerine karşı kardeşlik zihniyeti ile hareket etmelidirler İstanbul ılık
: Işıl İbrahim Gülşen Çağrı
: Öztürk Yıldırım Şahin Güneş

vi parted .
Tất cả mọi người sinh ra đều được tự do và bình đẳng về nhân phẩm và quyền lợi Mọi con người đều
được tạo hoá ban cho lý trí và lương tâm và cần phải đối xử với nhau trong tình bằng hữu
: Nguyễn Trần Phạm Đặng
: Hữu-Thọ Ngọc-Ánh Thị-Hằng Văn-Được

ru parted .
Все люди рождаются свободными и равными в своём
достоинстве и правах Они наделены разумом и совестью и
должны поступать в отношении друг друга в духе братства
съезд ёлка
: Фёдор Наталья Игорь Любовь
: Щербаков Юрьева Ёлкин Цой

uk parted .
Всі люди народжуються вільними і рівними у своїй гідності та
правах Вони наділені розумом і совістю і повинні діяти у
відношенні один до одного в дусі братерства їжак ґанок
: Ґалина Їржі Олексій Соломія
: Шевченко Їжакевич Гайдай Ґудзь

bg parted .
Всички хора се раждат свободни и равни по достойнство и
права Те са надарени с разум и съвест и следва да се
отнасят помежду си в дух на братство щъркел
: Йордан Цветелина Здравко Юлия
: Щерев Ъглов Янков Жечев

el parted .
Όλοι οι άνθρωποι γεννιούνται ελεύθεροι και ίσοι στην
αξιοπρέπεια και τα δικαιώματα Είναι προικισμένοι με λογική
και συνείδηση και οφείλουν να συμπεριφέρονται μεταξύ τους
με πνεύμα αδελφοσύνης
: Αλέξανδρος Ειρήνη Ιωάννης Χαρά
: Παπαδόπουλος Ψαράς Ξενάκης Δρόσου

ar parted .
يولد جميع الناس أحراراً متساوين في الكرامة والحقوق وقد وهبوا عقلاً وضميراً وعليهم أن يعامل بعضهم بعضاً
بروح الإخاء مُدَوَّنة سفر
: محمد فاطمة يوسف ليلى
: الخوري العلي حدّاد المصري

fa parted .
تمام افراد بشر آزاد به دنیا می‌آیند و از لحاظ حیثیت و حقوق با هم برابرند همه دارای عقل و وجدان هستند و
باید نسبت به یکدیگر با روح برادری رفتار کنند
: پژمان ژاله گیتی کیومرث
: چوپانی پارسا یگانه رضایی

ur parted ۔
تمام انسان آزاد اور حقوق و عزت کے اعتبار سے برابر پیدا ہوئے ہیں انہیں ضمیر اور عقل ودیعت ہوئی ہے اس لئے
انہیں ایک دوسرے کے ساتھ بھائی چارے کا سلوک کرنا چاہئے
: عائشہ ٹیپو ڈاکٹر غالب
: قریشی بھٹی چوہدری نہرو

he parted .
כל בני אדם נולדו בני חורין ושווים בערכם ובזכויותיהם כולם חוננו בתבונה ובמצפון לפיכך חובה עליהם לנהוג איש
ברעהו ברוח של אחווה צה״ל שָׁלוֹם
: יעקב רחל נעמי עמוס
: כהן לוי ביאליק עוז

hi parted ।
सभी मनुष्यों को गौरव और अधिकारों के मामले में जन्मजात स्वतन्त्रता और समानता प्राप्त है उन्हें बुद्धि और
अन्तरात्मा की देन प्राप्त है और परस्पर उन्हें भाईचारे के भाव से बर्ताव करना चाहिए
: प्रेमचन्द कृष्णा ज्योति अर्जुन
: शर्मा त्रिपाठी द्विवेदी सिंह

bn parted ।
সমস্ত মানুষ স্বাধীনভাবে সমান মর্যাদা এবং অধিকার নিয়ে জন্মগ্রহণ করে তাঁদের বিবেক এবং বুদ্ধি আছে সুতরাং
সকলেরই একে অপরের প্রতি ভ্রাতৃত্বসুলভ মনোভাব নিয়ে আচরণ করা উচিত
: রবীন্দ্রনাথ সুচিত্রা ঋতু জয়া
: ঠাকুর ভট্টাচার্য সেন রায়

ta parted .
மனிதப் பிறவியினர் சகலரும் சுதந்திரமாகவே பிறக்கின்றனர் அவர்கள் மதிப்பிலும் உரிமைகளிலும் சமமானவர்கள்
நியாயத்தையும் மனச்சாட்சியையும் இயற்பண்பாகப் பெற்றவர்கள்
: கண்ணன் மீனாட்சி செல்வி முருகன்
: இளங்கோ வள்ளுவர் பாரதி நடராஜன்

th joined -
มนุษย์ทั้งหลาย เกิดมา มีอิสระ และ เสมอภาคกัน ในเกียรติศักดิ์ และสิทธิ ต่างมี เหตุผล และมโนธรรม ควรปฏิบัติ
ต่อกัน ด้วยเจตนารมณ์ แห่งภราดรภาพ น้ำ ที่นี่
: สมชาย พรทิพย์ กฤษณ์ วิไล
: ศรีสุข ใจดี รัตนพันธุ์ น้ำทิพย์

zh joined 。
人人 生而 自由 在 尊严 和 权利 上 一律 平等 他们 赋有 理性 和 良心 并应 以 兄弟 关系 的 精神 相对待
互联网 𠮷
: 小明 丽华 伟 淑芬
: 王 李 欧阳 司马

zh-TW joined 。
人人 生而 自由 在 尊嚴 和 權利 上 一律 平等 他們 賦有 理性 和 良心 並應 以 兄弟 關係 的 精神 相對待 網誌
: 志明 春嬌 雅婷 俊傑
: 陳 諸葛 鄭 蕭

ja joined 。
すべての 人間は 生まれながらにして 自由であり かつ 尊厳と 権利とに ついて 平等である 人間は 理性と
良心とを 授けられており 互いに 同胞の 精神を もって 行動 しなければならない ブログ がぎぐげご
: 花子 太郎 さくら ジョージ
: 山田 髙橋 齋藤 五十嵐

ko parted .
모든 인간은 태어날 때부터 자유로우며 그 존엄과 권리에 있어 동등하다 인간은 천부적으로 이성과 양심을
부여받았으며 서로 형제애의 정신으로 행동하여야 한다
: 민준 서연 지훈 하늘
: 김 이 박 선우

ka parted .
ყველა ადამიანი იბადება თავისუფალი და თანასწორი თავისი ღირსებითა და უფლებებით მათ მინიჭებული აქვთ გონება
და სინდისი და ერთმანეთის მიმართ უნდა იქცეოდნენ ძმობის სულისკვეთებით
: გიორგი ნინო შოთა ქეთევან
: ჭავჭავაძე ყიფიანი წერეთელი ხვედელიძე

hy parted ։
Բոլոր մարդիկ ծնվում են ազատ ու հավասար իրենց արժանապատվությամբ ու իրավունքներով Նրանք ունեն
բանականություն ու խիղճ և միմյանց պետք է եղբայրաբար վերաբերվեն
: Հովհաննես Անահիտ Արամ Շուշան
: Թումանյան Սարգսյան Խաչատրյան Օհանյան

am parted ።
የሰው ልጅ ሁሉ ሲወለድ ነጻና በክብርና በመብትም እኩልነት ያለው ነው የተፈጥሮ ማስተዋልና ሕሊና ስላለው አንዱ ሌላውን በወንድማማችነት መንፈስ መመልከት ይገባዋል
: አበበ ጥሩነሽ ኃይሌ ሰናይት
: ቢቂላ ዲባባ ገብረሥላሴ ወልደጊዮርጊስ

km joined ។
មនុស្សទាំងអស់ កើតមក មានសេរីភាព និង សមភាព ក្នុងផ្នែក សេចក្ដីថ្លៃថ្នូរ និងសិទ្ធិ មនុស្ស មានវិចារណញ្ញាណ
: សុខា ធារី វិចិត្រ បុប្ផា
: ឈួន ហេង សំណាង ម៉ៅ

sr parted .
Сва људска бића рађају се слободна и једнака у достојанству
и правима Она су обдарена разумом и свешћу и треба једни
према другима да поступају у духу братства ђак њива
: Ђорђе Љиљана Његош Џон
: Јовановић Ћирић Шуњка Жижић
"""


def _language(said: str) -> Language:
    lines = said.splitlines()
    code, parted, stop = lines[0].split()
    given, family = (tuple(line.removeprefix(": ").split()) for line in lines if line.startswith(": "))
    words = tuple(word for line in lines[1:] if not line.startswith(": ") for word in line.split())
    return Language(code, words, given, family, " " if parted == "parted" else "", stop.replace("-", " "))


LANGUAGES = tuple(map(_language, _SAID.strip().split("\n\n")))

# What a title or a paragraph has besides words, as people paste it.
SPICES = (
    "👩‍👩‍👧‍👦",
    "🏳️‍🌈 🇺🇦",
    "𝔘𝔫𝔦𝔠𝔬𝔡𝔢",
    "ｆｕｌｌｗｉｄｔｈ１２３",
    "zero\u200bwidth",
    "a\u200dj\u200co",
    "שלום 123 abc",
    "\u200fعربي\u200f (en)",
    "Å ≠ Å",
    "ﬁne ﬂow",
    "½ ² ™ № …",
    "q̈ x̂ z̧",
    "C++ & C# < Rust > Go",
    "50 % “off”",
    "1*2*3 = 6_a_b",
    "`tick` \\n ~x~ |y|",
    "[note] (see) {this}",
    "$5 and $6",
    "#tag @name",
    "a\u00a0b",
    "naïve café",
    "fée",  # composed
    unicodedata.normalize("NFD", "fée Ångström が"),
)


class Writer:
    """Text of one post in its language; always the same for the same number."""

    def __init__(self, number: int, *, salt: str = "") -> None:
        self.dice = random.Random(f"{salt}{number}")
        self.language = self.dice.choice(LANGUAGES)
        self.spicy = 0.05

    def words(self, least: int, most: int) -> str:
        words = self.dice.choices(self.language.words, k=self.dice.randint(least, most))
        return self.language.join.join(words)

    def sentence(self) -> str:
        said = self.words(5, 14)
        if self.dice.random() < self.spicy:
            said = f"{said} {self.dice.choice(SPICES)}"
        return said + self.language.stop

    def paragraph(self, least: int = 2, most: int = 5) -> str:
        return " ".join(self.sentence() for _ in range(self.dice.randint(least, most)))


def names(language: Language) -> list[str]:
    """All the names of people that a language has here: short ones, then those with two given names."""
    short = [f"{given} {family}" for given, family in product(language.given, language.family)]
    pairs = product(language.given, language.given, language.family)
    return [*short, *(f"{one} {two} {family}" for one, two, family in pairs if one != two)]
