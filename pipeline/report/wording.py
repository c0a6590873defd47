"""Every word of the reports' own, in Chinese and English, in one table.

A report speaks Simplified Chinese about a Chinese document and English about any other.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

# key: (Chinese, English). Counts stand after a colon or before a measure word, so that no form needs a plural.
TABLE: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "lang": ("zh-CN", "en"),
        "report": ("论证分析报告", "Argument report"),
        "untitled": ("无题", "Untitled"),
        "skip": ("跳到正文", "Skip to the article"),
        "noscript": (
            "浏览器未运行脚本：图与正文照常可读，逐句详情不会显示。",
            "Scripts are off: the map and the article are complete, the details of each sentence are not shown.",
        ),
        "source": ("来源", "Source"),
        "length": ("全文 {n} 字", "{n} characters"),
        "model": ("模型", "Model"),
        "made_by": ("生成工具", "Made by"),
        "checksum": ("原文校验值", "Checksum of the source"),
        # summary
        "summary": ("概览", "Summary"),
        "sentences": ("句子", "Sentences"),
        "share": ("占比", "Share"),
        "roles": ("句子的作用", "Roles of sentences"),
        "sections": ("章节", "Sections"),
        "groups": ("建议组", "Groups of recommendations"),
        "measures": ("措施", "Measures"),
        "grounded": ("有依据", "Grounded"),
        "ungrounded": ("未见依据", "Ungrounded"),
        "unsupported": ("无支撑的论点", "Unsupported claims"),
        "unsupported_note": (
            "独立成论而文中没有句子支持它或为它举例的论点。",
            "Claims that stand on their own and that no sentence supports or exemplifies.",
        ),
        "uncertain": ("存疑的句子", "Uncertain sentences"),
        "uncertain_note": (
            "模型对这些句子的作用没有把握，请以人工判断为准。",
            "The model is not sure of the role of these: rely on your own reading.",
        ),
        "uncertain_flag": ("存疑", "uncertain"),
        # attention
        "attention": ("需要留意", "For your attention"),
        "nothing": ("没有需要留意之处。", "Nothing to report."),
        "warnings": ("提示", "Warnings"),
        "lost": ("编码损坏", "Damaged characters"),
        "lost_note": (
            "原文件中有些字因编码错误而损坏；左为原文，右为修复。",
            "Bytes of the source were read wrongly; left as found, right as repaired.",
        ),
        "unrepaired": ("未修复", "not repaired"),
        "ungrounded_groups": ("未见依据的建议组", "Ungrounded groups"),
        "ungrounded_note": (
            "理论与实践部分中没有找到引出这些建议的章节。",
            "No section of theory or practice was found to motivate these.",
        ),
        # map
        "map": ("论证图", "Argument map"),
        "map_note": (
            "线由章节连向它所支撑的建议组，线越粗，概率越高。点选任一框，可到正文该处。",
            "A line leads from a section to a group that it grounds: the thicker, the more probable. "
            "Choose a box to go to its place in the article.",
        ),
        "map_scroll": ("论证图，可左右滚动", "Argument map, scrolls sideways"),
        "swipe": (
            "左右滑动可看全图；同样的内容也列在图下。",
            "Swipe to see the whole map; the list below says the same.",
        ),
        "no_groups": ("本文没有提出建议。", "This article makes no recommendations."),
        "no_sections": ("没有这类章节", "No such section"),
        "no_measures": ("未分列措施", "No separate measures"),
        "more_measures": ("… 还有 {n} 项措施", "… more measures: {n}"),
        "grounds_count": ("依据：{n} 处", "Grounds: {n}"),
        "grounds_groups": ("支撑 {n} 组建议", "groups grounded: {n}"),
        "grounds_none": ("未支撑任何建议组", "grounds no group"),
        "map_link": ("{section} → {group}，概率 {p}", "{section} → {group}, probability {p}"),
        "map_list": ("建议及其依据", "Recommendations and their grounds"),
        "grounds": ("依据", "Grounds"),
        "card_strength": ("语气", "Wording"),
        "card_actor": ("主体", "Who acts"),
        "card_target": ("对象", "For whom"),
        "card_instruments": ("工具", "Instruments"),
        "card_missing": ("缺少", "Missing"),
        "card_motives": ("相关的论述", "Sentences that motivate it"),
        "card_cues": ("共有词：{cues}", "in common: {cues}"),
        "strength.must": ("必须", "must"),
        "strength.should": ("应", "should"),
        "strength.encourage": ("鼓励", "encourage"),
        "strength.explore": ("探索", "explore"),
        "missing.actor": ("主体", "who acts"),
        "missing.instrument": ("政策工具", "an instrument"),
        "missing.figure": ("数字", "a figure"),
        "missing.date": ("期限", "a date"),
        "missing.ground": ("依据", "a ground"),
        "figures": ("论据中的数字", "Figures of the evidence"),
        "figures_note": (
            "论据和例证中的数字、金额、比例与日期，及其折算后的数值。",
            "Figures, money, shares and dates of evidence and examples, with their normalised values.",
        ),
        "figure_text": ("原文", "As written"),
        "figure_value": ("数值", "Value"),
        "figure_unit": ("单位", "Unit"),
        "figure_kind": ("类别", "Kind"),
        "kind.money": ("金额", "money"),
        "kind.share": ("比例", "share"),
        "kind.points": ("百分点", "points"),
        "kind.multiple": ("倍数", "multiple"),
        "kind.ratio": ("比值", "ratio"),
        "kind.measure": ("计量", "measure"),
        "kind.count": ("数量", "count"),
        "kind.number": ("数", "number"),
        "kind.date": ("日期", "date"),
        "kind.period": ("时段", "period"),
        "unused": ("未被使用的论据", "Evidence never used"),
        "unused_note": (
            "没有支持任何论点或建议的论据和例证。",
            "Evidence and examples that back no claim and no recommendation.",
        ),
        "open_theory": ("未被呼应的理论", "Theory not taken up"),
        "open_theory_note": (
            "没有成为任何建议组依据的理论章节。",
            "Sections of theory that ground no group of recommendations.",
        ),
        "details": ("细则 {n} 句", "details: {n}"),
        "group_n": ("建议组 {n}", "Group {n}"),
        "opening": ("开头：{text}", "Opening: {text}"),
        "unheaded": ("无标题段落：{text}", "Untitled passage: {text}"),
        "empty_section": ("无标题段落", "Untitled passage"),
        # article and panel
        "article": ("正文", "Article"),
        "article_note": (
            "指向、点选或用 Tab 键选中句子，可看它的作用、概率与上下级句子；← → 换句，Esc 取消。",
            "Point at, tap or tab to a sentence to see its role, probabilities and relations; "
            "← → move between sentences, Esc lets go.",
        ),
        "legend": ("图例：点按可隐去或恢复一类标记", "Legend: press to hide or show a kind of mark"),
        "panel": ("句子详情", "Sentence details"),
        "panel_hint": ("请选择一个句子。", "Choose a sentence."),
        "close": ("关闭", "Close"),
        "sentence_n": ("第 {n} 句", "Sentence {n}"),
        "probabilities": ("各类作用的概率", "Probability of each role"),
        "cues": ("起作用的线索（权重）", "Cues that decided, by weight"),
        "parent": ("所从属的句子", "What it serves"),
        "no_parent": ("不从属于其他句子", "Serves no other sentence"),
        "children": ("从属于它的句子", "What serves it"),
        "no_children": ("没有句子从属于它", "No sentence serves it"),
        "relation_to": ("{relation}第 {n} 句", "{relation} sentence {n}"),
        "relation_from": ("第 {n} 句{relation}本句", "Sentence {n} {relation} this one"),
        "in_group": ("所在建议组", "Group"),
        "damage": ("原文有损之处", "Damage in the source"),
        "source_text": ("原文", "Source text"),
        "removed": ("（删去）", "(removed)"),
        "appendix": ("附表：逐句标注", "Appendix: every sentence"),
        "number": ("句号", "No."),
        "role": ("作用", "Role"),
        "text": ("句子", "Sentence"),
        # terminal
        "more": ("… 还有 {n} 条", "… {n} more"),
        "no_claims": ("没有论点", "no claims"),
        "unattached": ("另有 {n} 句不从属于任何论点", "sentences under no claim: {n}"),
        # the label scheme
        "role.claim": ("论点", "Claim"),
        "role.evidence": ("论据", "Evidence"),
        "role.example": ("例证", "Example"),
        "role.recommendation": ("建议", "Recommendation"),
        "role.other": ("其他", "Other"),
        "mark.claim": ("论", "C"),
        "mark.evidence": ("据", "E"),
        "mark.example": ("例", "X"),
        "mark.recommendation": ("建", "R"),
        "mark.other": ("他", "O"),
        "stage.theory": ("理论", "Theory"),
        "stage.practice": ("实践", "Practice"),
        "stage.recommendation": ("建议", "Recommendation"),
        "stage.none": ("其余", "Front and back matter"),
        "relation.supports": ("支持", "supports"),
        "relation.exemplifies": ("例示", "exemplifies"),
        "relation.specifies": ("细化", "specifies"),
        "relation.attacks": ("反驳", "attacks"),
        "damage.gloss": ("注音", "reading"),
        "damage.control": ("控制字符", "control characters"),
        "damage.encoding": ("编码损坏", "encoding"),
    }
)


class Words(dict[str, str]):
    """The table in one language. A name of the label scheme that the table lacks stands for itself."""

    def name(self, kind: str, value: str) -> str:
        """The word for `value` of `kind` (role, mark, stage, relation, damage)."""
        if kind == "mark":
            return self.get(f"mark.{value}", value[:1].upper())
        return self.get(f"{kind}.{value}", value)


def is_chinese(language: str) -> bool:
    """Whether a document of this language tag is reported on in Chinese."""
    return language.lower() == "zh" or language.lower().startswith("zh-")


def words_for(language: str) -> Words:
    """The words of a report on a document in `language`: Chinese for `zh` and its subtags, English for any other."""
    column = 0 if is_chinese(language) else 1
    return Words({key: pair[column] for key, pair in TABLE.items()})
