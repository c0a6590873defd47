"""What each measure of a comparison is, in Chinese and English, for the list of definitions on its page."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from pipeline.comparison.measures import MEASURES
from pipeline.report.comparison_numbers import label_of
from pipeline.report.wording import Words, is_chinese

_ROLE: Final = (
    "判定为这一作用的句子 ÷ 全部句子。",
    "Sentences that were given this role, of all sentences.",
)
_STAGE: Final = (
    "位于这一阶段的章节中的句子 ÷ 全部句子。",
    "Sentences in sections of this stage, of all sentences.",
)
_EVIDENCE: Final = (
    "论据句和例证句中识别出这一内容的 ÷ 全部论据句和例证句。一句只计一类，先数字，后日期，再机构；"
    "没有识别出不等于原文没有。",
    "Sentences of evidence and example in which it was recognised, of all of these. A sentence counts once: for "
    "its figure, "
    "else its date, else its body. What is not recognised may still be there.",
)
_STRENGTH: Final = (
    "用这类语气的建议 ÷ 全部建议；看首句，首句没有这类用词的看其下的建议句，都没有的算“应”。",
    "Recommendations worded so, of all: by the head, or by the recommendations that detail it where the head has no "
    "such word; without any they count as “should”.",
)
_RELATION: Final = (
    "这一种关系 ÷ 论证树中的全部关系；每句至多从属于一句。",
    "Relations of this kind, of all in the tree of the argument, in which a sentence serves one other at most.",
)
_OWN: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "sentences": ("全部句子 ÷ 文件数。", "All sentences by documents."),
        "recommendations": (
            "全部建议 ÷ 文件数；建议指一条措施，没有措施的建议组算一条，组外的建议句各算一条。",
            "All recommendations by documents; one is a measure, a group without measures, or a sentence of "
            "recommendation outside all groups.",
        ),
        "depth": (
            "一句沿论证树上溯到根所经的步数，取各句平均（“其他”句不计）；根为 0。",
            "Steps from a sentence up to the root of its tree, the mean of all sentences but “other”; a root has 0.",
        ),
        "width": (
            "有下级句的句子平均有几句下级。",
            "How many sentences serve a sentence that any serve, the mean.",
        ),
        "share_in_groups": (
            "属于某个建议组的建议的比例，其余散见于文中。建议组多由标题和序号认出，所以也反映行文体例。",
            "Recommendations that belong to a group, of all; the others stand alone in the text. Groups are mostly "
            "known by headings and ordinals, so this tells of layout, too.",
        ),
        "share_grounded": (
            "所在建议组在文中找到依据的建议 ÷ 建议组内的全部建议；组外的建议未查依据。",
            "Recommendations for whose group a ground was found in the document, of those in groups; none was looked "
            "for outside.",
        ),
        "support_per_recommendation": (
            "在论证树中位于建议之下、或与之相关的论点、论据和例证句数 ÷ 全部建议。只计论证中连到建议的句子。",
            "Claims, evidence and examples that stand below a recommendation in the tree or motivate it, by all "
            "recommendations. Only what the argument links to a recommendation counts.",
        ),
        "evidence_per_recommendation": (
            "全文的论据句和例证句 ÷ 全部建议，不论是否连到建议。",
            "All sentences of evidence and example in the text by all recommendations, linked to one or not.",
        ),
        "figures_per_1000": (
            "识别出的数字、金额、比例等 ÷ 全文字数 × 1000。",
            "Figures, money, shares and the like that were recognised, to 1,000 characters of text.",
        ),
        "evidence_instance": (
            "没有识别出数字、日期或机构的例证句 ÷ 全部论据句和例证句。",
            "Examples in which no figure, date or body was recognised, of all sentences of evidence and example.",
        ),
        "share_with_actor": (
            "识别出由谁来做的建议 ÷ 全部建议；按句法规则识别，没有识别出不等于原文没有写。",
            "Recommendations in which it was recognised who is to act, of all; found by rules of grammar, so that "
            "what is "
            "not recognised may still be said.",
        ),
        "share_with_instrument": (
            "识别出政策工具（资金、立法、考核等）的建议 ÷ 全部建议；没有识别出不等于原文没有写。",
            "Recommendations in which an instrument of policy (money, law, assessment …) was recognised, of all; "
            "what is "
            "not recognised may still be said.",
        ),
        "unused_evidence": (
            "没有支持任何论点或建议的论据句和例证句 ÷ 全部论据句和例证句。",
            "Evidence and examples that back no claim and no recommendation, of all of these.",
        ),
        "unsupported_claims": (
            "文中似乎没有为其给出理由、数据或例证的论点 ÷ 全部论点；按措辞和上下文推断，误报较多。",
            "Claims for which the article seems to give no reason, fact or instance, of all claims; told by wording "
            "and surroundings, and often wrongly.",
        ),
    }
)
_FAMILIES: Final = (
    ("stage_", _STAGE),
    ("evidence_", _EVIDENCE),
    ("strength_", _STRENGTH),
    ("relation_", _RELATION),
    ("share_", _ROLE),
)


def definitions(words: Words) -> Iterator[tuple[str, str]]:
    """Every measure by the name that the page calls it, with what it is; measures of one kind together."""
    column = 0 if is_chinese(words["lang"]) else 1
    names: dict[str, list[str]] = {}
    for measure in MEASURES:
        names.setdefault(_definition(measure)[column], []).append(label_of(measure, words))
    for definition, of in names.items():
        yield words["comma"].join(of), definition


def _definition(measure: str) -> tuple[str, str]:
    return _OWN.get(measure) or next(said for prefix, said in _FAMILIES if measure.startswith(prefix))
