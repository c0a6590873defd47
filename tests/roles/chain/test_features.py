from pipeline.roles.chain.features import extract
from pipeline.text.segment import segment


def features(text: str) -> list[dict[str, float]]:
    return extract(segment(text, id="sample"))


def test_one_mapping_for_each_sentence() -> None:
    assert len(features("渠道要修。钱从哪来？\n县里有专款。")) == 3
    assert features("———") == []


def test_what_a_sentence_shows() -> None:
    first, second = features("2023年全县修渠12.5%。“水管得好，庄稼才好”，老支书说。")
    assert "shape:shows:percent" in first
    assert "shape:shows:year" in first
    assert "shape:shows:quotation" in second
    assert "shape:opens:ordinal-是" in features("一是修渠。")[0]


def test_numbers_are_masked_in_words_and_characters() -> None:
    found = features("全县修渠12.5公里，花了1,200万元。")[0]
    assert not any("12" in name for name in found if not name.startswith("shape:"))


def test_neighbours_are_seen_and_paragraph_breaks_marked() -> None:
    a, b, c = features("渠道要修。钱从哪来？\n县里有专款。")
    assert "1.end:？" in a
    assert "-1.end:。" in b
    assert "1¶.end:。" in b
    assert "-1¶.end:？" in c
    assert "1.edge" in c


def test_headings_above_are_seen() -> None:
    found = features("一、对策建议\n（一）分批修复干渠\n列出清单。\n按渗漏程度排定先后次序。")[0]
    assert "near:修复" in found
    assert "top:建议" in found
    assert "heading:depth2" in found


def test_the_same_text_gives_the_same_features() -> None:
    text = "一、对策\n一是修渠。按先后排定。\nFor example, Lower Marsh repaired its canal."
    assert features(text) == features(text)


def test_english_has_words_and_no_character_grams() -> None:
    found = features("For example, Lower Marsh repaired its canal in 2021.")[0]
    assert "w:canal" in found
    assert not any(name.startswith("c:") for name in found)
