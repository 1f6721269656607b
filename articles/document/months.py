"""What the months are called in the languages of the world, in the forms that stand in dates, and their short ones."""

from __future__ import annotations

_NAMES = (
    """jan january janvier januar jänner enero gennaio janeiro januari stycznia января січня ocak ledna
        tammikuuta január ianuarie ιανουαρίου януари januára يناير ינואר gener xaneiro jaanuar јануар
        جانفي ژانویه جنوری जनवरी জানুয়ারি มกราคม มค كانونالثاني ene gen janv янв январь січ січень sty
        styczeń oca led leden siječnja januarja ιαν ιανουάριος ian sausio""",
    """feb february février fevrier februar feber febrero febbraio fevereiro februari lutego lut февраля лютого
        şubat subat února helmikuuta február februarie φεβρουαρίου февруари februára فبراير פברואר
        febrer febreiro veebruar фебруар فيفري فوریه فروری फरवरी फ़रवरी ফেব্রুয়ারি กุมภาพันธ์ กพ شباط
        févr fev febr фев февр февраль лют лютий luty şub úno únor veljače februarja φεβ φεβρουάριος
        vasario""",
    """mar march mars märz maerz marzo março marco maart marca марта березня mart března maaliskuuta
        március martie μαρτίου март مارس מרץ març maret mac märts مارچ मार्च মার্চ มีนาคม มีค آذار mrt
        mär märc márc мар бер березень marzec bře březen ožujka μαρ μάρτιος kovo""",
    """apr april avril abril aprile kwietnia апреля квітня nisan dubna huhtikuuta április aprilie απριλίου
        април apríla أبريل ابريل אפריל aprill أفريل آوریل اپریل अप्रैल এপ্রিল เมษายน เมย نيسان abr avr
        апр апрель квіт квітень kwi kwiecień nis dub duben travnja aprila απρ απρίλιος ápr balandžio""",
    """may mai mayo maggio maio mei maj maja мая травня mayıs května toukokuuta május μαΐου май mája مايو
        מאי maig мај ماي مئی मई মে พฤษภาคม พค أيار mag трав травень kvě květen svibnja μάιος μαΐ máj
        gegužės""",
    """jun june juin juni junio giugno junho czerwca июня червня haziran června kesäkuuta június iunie
        ιουνίου юни júna يونيو יוני juny xuño juuni јун جوان ژوئن جون जून জুন มิถุนายน มิย حزيران giu
        jún июн июнь черв червень cze czerwiec haz čvn červen lipnja junija ιούνιος ιουν iun birželio""",
    """jul july juillet juli julio luglio julho lipca июля липня temmuz července heinäkuuta július iulie
        ιουλίου юли júla يوليو יולי juliol xullo julai juuli јул جويلية ژوئیه جولائی जुलाई জুলাই กรกฎาคม
        กค تموز juil lug júl июл июль липень lipiec tem čvc červenec srpnja julija ιούλιος ιουλ iul
        liepos""",
    """aug august août aout agosto augustus augusti sierpnia августа серпня ağustos srpna elokuuta
        augusztus αυγούστου август augusta أغسطس اغسطس אוגוסט agost agustus ogos أوت اوت اگست अगस्त
        আগস্ট สิงหาคม สค ago авг серп серпень sie sierpień ağu srpen kolovoza avgusta avgust αύγουστος
        αυγ agu rugpjūčio""",
    """sep sept september septembre septiembre settembre setembro września сентября вересня eylül září
        syyskuuta szeptember septembrie σεπτεμβρίου септември septembra سبتمبر ספטמבר setembre септембар
        سپتامبر ستمبر सितंबर सितम्बर সেপ্টেম্বর กันยายน กย أيلول set сен сент сентябрь вер вересень wrz
        wrzesień eyl zář rujna septembar σεπ σεπτέμβριος szept rugsėjo""",
    """oct october octobre oktober okt octubre ottobre outubro października октября жовтня ekim října
        lokakuuta október octombrie οκτωβρίου октомври októbra أكتوبر اكتوبر אוקטובר oktoober октобар
        اکتبر اکتوبر अक्टूबर अक्तूबर অক্টোবর ตุลาคม ตค تشرينالأول ott out окт октябрь жовт жовтень paź
        październik eki říj říjen octobra oktobar οκτ οκτώβριος spalio""",
    """nov november novembre noviembre novembro listopada ноября листопада kasım listopadu marraskuuta
        noiembrie νοεμβρίου ноември novembra نوفمبر נובמבר новембар نوامبر نومبر नवंबर नवम्बर নভেম্বর
        พฤศจิกายน พย تشرينالثاني ноя нояб ноябрь лист листопад kas studenoga novembar νοε νοέμβριος
        lapkričio""",
    """dec december décembre decembre dezember dez diciembre dicembre dezembro desember grudnia декабря
        грудня aralık prosince joulukuuta decembrie δεκεμβρίου декември decembra ديسمبر דצמבר desembre
        decembro disember detsember децембар دسامبر دسمبر दिसंबर दिसम्बर ডিসেম্বর ธันวาคม ธค كانونالأول
        déc dic дек декабрь груд грудень gru grudzień ara pro prosinec prosinca decembar δεκ δεκέμβριος
        des gruodžio""",
)
# No name here means different months in different languages; those that do (lis, srp, lip) are left out.
MONTHS = {name: number for number, names in enumerate(_NAMES, start=1) for name in names.split()}
