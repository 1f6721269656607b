"""Files of old editors, in the encodings of many countries, read as what they say."""

import pytest

from articles.document import parse
from articles.document.legacy import guess

TEXTS = [
    ("gb18030", "这是一个很久以前写的文章，我们在这里看看能不能读。"),
    ("gb18030", "你好，世界"),
    ("big5", "這是一篇很久以前寫的文章，我們在這裡看看能不能讀。"),
    ("cp932", "これは昔のエディタで書いた記事です。読めるかどうかを試します。"),
    ("euc_jp", "これは昔のエディタで書いた記事です。読めるかどうかを試します。"),
    ("euc_jp", "東京へ行きました"),
    ("cp949", "이것은 오래된 편집기로 쓴 글입니다. 읽을 수 있는지 봅니다."),
    ("cp1251", "Эту статью написали давно, и вот её читают снова."),
    ("cp1251", "Цю статтю написали давно, і ось її читають знову."),
    ("koi8-r", "Эту статью написали давно, и вот её читают снова."),
    ("cp866", "Эту статью написали давно, и вот её читают снова."),
    ("cp1253", "Αυτό το άρθρο γράφτηκε πριν από πολλά χρόνια."),
    ("cp1255", "המאמר הזה נכתב לפני שנים רבות, והנה קוראים אותו שוב."),
    ("cp1256", "كتب هذا المقال منذ سنوات كثيرة وها هو يقرأ من جديد."),
    ("cp874", "บทความนี้เขียนไว้นานแล้ว และวันนี้มีคนอ่านอีกครั้ง"),
    ("cp1254", "Bu yazı çok eski, ışığı az bir odada yazıldı, ağır ağır."),
    ("cp1250", "Ten artykuł napisałem dawno, zażółć gęślą jaźń."),
    ("iso8859-2", "Ten artykuł napisałem dawno, zażółć gęślą jaźń."),
    ("cp1250", "Tenhle článek je starý, příliš žluťoučký kůň."),
    ("cp1250", "Ezt a cikket régen írtam, öt hűtőház és egy őz."),
]
WESTERN = [
    "Grüße aus Köln, für fünf Euro in großer Höhe.",
    "Il va à la plage à midi, là où l’été dure : c’est déjà Noël.",
    "¿Cómo estás, niño? ¡Qué tal!",
    "Não há informação à mão.",
    "Þetta er íslenska og ætti að ganga, það má.",
    "Smørrebrød på øen, åh ja.",
    "café",
    "“Quoted” – € 5, 20°C ± 2, 2³¹",
    "Ekspert žanri, mašina",
]


@pytest.mark.parametrize(("codec", "text"), TEXTS)
def test_what_an_old_file_says(codec: str, text: str) -> None:
    """The document reads as it was written, says that this was a guess, and gives the same bytes back."""
    data = f"---\ntitle: {text}\ndate: 2020-01-02\n---\n{text}\n".encode(codec)
    document = parse(data)
    assert document.fields.title == text
    assert document.body == f"{text}\n"
    assert [problem.code for problem in document.problems] == ["encoding-guessed"]
    assert document.dump() == data
    assert guess(text.encode(codec)) == codec


@pytest.mark.parametrize("text", WESTERN)
def test_western_texts_stay_windows_1252(text: str) -> None:
    assert guess(text.encode("cp1252")) == ""
    assert guess(f"---\ntitle: {text}\ndate: 2020-01-02\n---\n{text}\n".encode("cp1252")) == ""


def test_an_edit_keeps_the_encoding_that_can_hold_it() -> None:
    """What it can't hold makes the file UTF-8."""
    document = parse("---\ntitle: 你好，世界\n---\n我们在这里看看能不能读。\n".encode("gb18030"))
    assert parse(document.replace(title="我们").dump()).fields.title == "我们"
    assert "encoding" not in str(document.replace(title="我们").problems)


@pytest.mark.parametrize(
    "data", [b"\xff" * 100_000, bytes(range(128, 256)) * 800, b"\x81\x30" * 50_000, b"\xe9"]
)
def test_anything_is_read(data: bytes) -> None:
    """Bytes that mean nothing are read as something, in a moment, and come back."""
    assert parse(data).dump() == data
