"""Five short labelled articles on invented places, and a corpus of them on disk: fitting takes a second or two."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from pipeline.domain.annotation import Annotation, GoldGroup, GoldHeading, GoldMeasure, GoldSection, GoldSentence
from pipeline.formats.annotation_jsonl import text_sha256, write_annotation

# A line that begins with # is the stage of a section and its heading; others are role, parent (1 for the first
# sentence), relation and the sentence.
ARTICLES = {
    "zh-ferry": """
# theory 一、渡口为什么要紧
claim - - 渡口是两岸人家的门槛。
evidence 1 supports 去年青芦渡送走旅客12万人次。
claim 1 specifies 渡船一停，门槛就成了墙。
# practice 二、已经做了什么
claim - - 班次加密以后，等船的人少了。
example 4 exemplifies 例如石矶渡增开夜班，菜农不再在岸边过夜。
evidence 4 supports 全线平均候船时间从40分钟降到18分钟。
# recommendation 三、下一步怎么办
recommendation - - 一是更换老旧渡船。
recommendation 7 specifies 三年内换掉船龄满二十年的渡船。
recommendation - - 二是补贴夜班。
other - - 谢谢各位。
""",
    "zh-library": """
# theory 一、乡镇书屋的用处
claim - - 书屋的价值在于有人来，不在于有书。
evidence 1 supports 枫桥县抽查的书屋，六成一年借出不到百册。
# practice 二、三个镇的试验
claim - - 把钥匙交给邻居，门就开得长了。
example 3 exemplifies 例如白石镇请杂货店代管，每天多开五个小时。
evidence 3 supports 去年三镇到访人数增长47%。
claim - - 但是代管的人没有报酬，难以长久。
# recommendation 三、建议
recommendation - - 一是给代管人发津贴。
recommendation 7 specifies 津贴按开门的时长计算，每月公布。
recommendation - - 二是让书在镇与镇之间流转。
recommendation 9 specifies 每季度轮换一次书目。
""",
    "zh-drainage": """
# theory 一、内涝不是天灾
claim - - 内涝是管网欠账的利息。
claim 1 specifies 账拖得越久，利息越高。
evidence 1 supports 澜溪区的管网有三成建于1980年以前。
# practice 二、改造的进展
evidence - - 去年全区改造管网56公里。
example 4 exemplifies 例如南塘社区改造以后，雨季没有再积水。
claim - - 改造的钱花在明处，居民才肯配合。
# recommendation 三、怎么办
recommendation - - 一是先改积水最多的街区。
recommendation - - 二是公开每一段管网的年龄。
recommendation 8 specifies 居民扫码就能看到门前管道的年份。
other - - 以上建议，供参考。
""",
    "zh-orchard": """
# theory 一、果园为什么要联合
claim - - 单家的果园谈不起价钱。
evidence 1 supports 去年岭南坡的柚子收购价低于成本两成。
# practice 二、合作社的经验
claim - - 联合起来，果农才有了筛选和冷藏。
example 3 exemplifies 例如望江合作社建了冷库，柚子晚卖两个月，每斤多卖一元。
evidence 3 supports 全坡已有9家合作社，覆盖果园1.2万亩。
# recommendation 三、几点建议
recommendation - - 一是支持合作社共用冷库。
recommendation 6 specifies 冷库建设由财政补助三成。
recommendation - - 二是统一分级的标准。
recommendation 8 specifies 标准由合作社与收购商一起制定。
""",
    "en-signals": """
# theory 1. Why crossings matter
claim - - A crossing that nobody trusts is a crossing that nobody uses.
evidence 1 supports In Eastmere 38 percent of walkers cross away from the signals.
# practice 2. What was tried
claim - - Shorter waits bring people back to the signals.
example 3 exemplifies For example, the crossing at Quarry Lane cut its wait to 20 seconds.
evidence 3 supports Crossings on red fell by half within a year.
# recommendation 3. What should be done
recommendation - - First, the council should cap every wait at 30 seconds.
recommendation 6 specifies It should begin with crossings near schools.
recommendation - - Second, the council should publish the waits.
other - - Thank you for reading.
""",
}
ROLES = ["claim", "evidence", "example", "recommendation", "other"]
FOLDS = [["zh-ferry", "zh-orchard", "en-signals"], ["zh-library", "zh-drainage"]]
CONFIG = """
schema = "pipeline.config/2"
name = "tiny"
version = "1"

[corpus]
path = "corpus"
parts = ["train"]
annotator = "tester"
labels = ["claim", "evidence", "example", "recommendation", "other"]

[roles]
component = "chain.v1"
c = 4.0
min_count = 2
max_iterations = 300
inner_folds = 2
target_accuracy = 0.9
seed = 0

[structure]
c = 1.0

[evaluation]
folds = 2
bootstrap = 50
level = 0.95
ignored = []
learning_curve = []
allow_leaks = false
seed = 7
"""
# The same experiment as schema 1 wrote it: one component, and one seed for all.
OLD_CONFIG = """
schema = "pipeline.config/1"
name = "tiny"
version = "1"

[corpus]
path = "corpus"
annotator = "tester"
labels = ["claim", "evidence", "example", "recommendation", "other"]

[roles]
c = 4.0
min_count = 2
max_iterations = 300
inner_folds = 2
target_accuracy = 0.9
seed = 7

[structure]
c = 1.0

[evaluation]
folds = 2
bootstrap = 50
level = 0.95
"""


def article(id: str, /, **changes: Any) -> Annotation:
    """One of `ARTICLES`; the sentences of a heading are one paragraph, its ordinals are the measures of one group."""
    text = ""
    headings: list[GoldHeading] = []
    sections: list[GoldSection] = []
    sentences: list[GoldSentence] = []
    for line in ARTICLES[id].strip().split("\n"):
        first, second, rest = line.split(" ", 2)
        if first == "#":
            start = len(text) + (1 if text else 0)
            text += ("\n" if text else "") + rest + "\n"
            headings.append(GoldHeading(f"h{len(headings) + 1}", start, start + len(rest), 1, None))
            sections.append(GoldSection(f"c{len(headings)}", headings[-1].id, start, start, second))
            continue
        relation, words = rest.split(" ", 1)
        if id.startswith("en") and text[-1] != "\n":
            text += " "
        start = len(text)
        text += words
        group = "g1" if first == "recommendation" else None
        parent = None if second == "-" else f"s{second}"
        sentences.append(
            GoldSentence(
                f"s{len(sentences) + 1}",
                start,
                len(text),
                len(sections) - 1,
                first,
                parent,
                relation if parent else None,
                sections[-1].id,
                group,
            )
        )
    text += "\n"
    ends = [*(s.start for s in sections[1:]), len(text)]
    sections = [GoldSection(s.id, s.heading, s.start, end, s.stage) for s, end in zip(sections, ends, strict=True)]
    heads = [s.id for s in sentences if s.group and s.parent is None]
    measures = tuple(
        GoldMeasure(f"g1.m{k}", head, tuple(s.id for s in sentences if s.group and s.parent == head))
        for k, head in enumerate(heads, 1)
    )
    members = [s for s in sentences if s.group]
    title = text[headings[-1].start : headings[-1].end]
    values: dict[str, Any] = {
        "id": id,
        "title": title,
        "language": id[:2],
        "genre": "brief",
        "topic": "test",
        "shape": "headings",
        "annotator": "tester",
        "split": "train",
        "sha256": text_sha256(text),
        "text_path": f"texts/{id[:2]}/{id}.txt",
        "text": text,
        "headings": tuple(headings),
        "sections": tuple(sections),
        "sentences": tuple(sentences),
        "groups": (GoldGroup("g1", title, headings[-1].start, members[-1].end, measures, ("c2",)),),
    }
    return Annotation(**values | changes)


def partly_labelled(id: str, *labelled: str, **changes: Any) -> Annotation:
    """An article of which only some sentences have a role, and none a parent."""
    whole = article(id, **changes)
    sentences = (
        replace(s, role=s.role if s.id in labelled else "", parent=None, relation=None, group=None)
        for s in whole.sentences
    )
    return replace(whole, sentences=tuple(sentences), groups=())


def write_corpus(root: Path, annotations: list[Annotation] | None = None) -> Path:
    """An annotation folder: labels and texts of `annotations`, by default all articles."""
    for annotation in annotations if annotations is not None else [article(id) for id in ARTICLES]:
        if annotation.text_path is not None and annotation.text is not None:
            path = root / annotation.text_path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(annotation.text.encode())
        write_annotation(annotation, root / "labels" / annotation.annotator / f"{annotation.id}.jsonl")
    return root


def write_config(folder: Path, text: str = CONFIG) -> Path:
    path = folder / "tiny.toml"
    path.write_text(text, encoding="utf-8")
    return path
