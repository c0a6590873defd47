"""Every word of the reports' own, in Chinese and English, in one table.

A report speaks Simplified Chinese about a Chinese document and English about any other.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from pipeline.visible import visible

_MONTHS: Final = "January February March April May June July August September October November December"

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
        # times
        "length.Y": ("{n} 年", "{n} yr"),
        "length.M": ("{n} 个月", "{n} mo"),
        "length.W": ("{n} 周", "{n} wk"),
        "length.D": ("{n} 天", "{n} d"),
        "length.TH": ("{n} 小时", "{n} h"),
        "length.TM": ("{n} 分钟", "{n} min"),
        "length.TS": ("{n} 秒", "{n} s"),
        "day": ("{month} {day} 日", "{day} {month}"),
        **{f"month.{n}": (f"{n} 月", name) for n, name in enumerate(_MONTHS.split(), 1)},
        # summary
        "summary": ("概览", "Summary"),
        "sentences": ("句子", "Sentences"),
        "share": ("占比", "Share"),
        "roles": ("句子的作用", "Roles of sentences"),
        "sections": ("章节", "Sections"),
        "groups": ("建议组", "Groups of recommendations"),
        "measures": ("措施", "Measures"),
        "besides_measures": ("不在措施中的建议句 {n}", "recommendations in no measure: {n}"),
        "grounded": ("有依据", "Grounded"),
        "ungrounded": ("未见依据", "Ungrounded"),
        "unsupported": ("疑似无支撑的论点", "Claims that may lack support"),
        "unsupported_note": (
            "文中似乎没有为其给出理由、数据或例证的论点，最可疑的在前。按措辞和上下文推断，误报较多，请逐句核对。",
            "Claims for which the article seems to give no reason, fact or instance, the most doubtful first. They are "
            "told by their wording and by what stands around them, and often wrongly: check each.",
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
        "orders_loose": ("有建议 {n} 句，未识别出建议组。", "Recommendations: {n}, but no group of them was found."),
        "no_sections": ("没有这类章节", "No such section"),
        "loose": ("不在建议组中的建议", "Recommendations in no group"),
        "loose_note": (
            "这些句子提出了建议，但不属于任何建议组，论证图中没有它们。",
            "Sentences that recommend something and are in no group; the map does not show them.",
        ),
        "orders_only": ("建议句（未分列措施）", "Recommendations (no separate measures)"),
        "none_apart": ("未分列", "none apart"),
        "no_measures": ("未分列措施", "No separate measures"),
        "more_measures": ("… 还有 {n} 项措施", "… more measures: {n}"),
        "more_orders": ("… 还有 {n} 句建议", "… more recommendations: {n}"),
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
        "card_figures": ("数字与期限", "Figures and dates"),
        "card_missing": ("未识别到", "Not recognised"),
        "card_support": ("支撑", "Support"),
        "support_n": (
            "相关论述 {motives} 句，背后的论据与例证 {evidence} 句",
            "sentences that motivate it: {motives}; evidence and examples behind: {evidence}",
        ),
        "card_motives": ("相关的论述", "Sentences that motivate it"),
        "motives_note": (
            "可能说明理由的句子，百分数为其可能性，低于一半的加问号；是否成立，请读原文。",
            "Sentences that may give the reason, each with its probability, a question mark where it is below one in "
            "two; whether they do, only reading tells.",
        ),
        "group_motives": ("全组相关的论述", "Sentences that motivate the group"),
        "motivates": ("可能以它为理由的建议", "What it may motivate"),
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
        "figure_beside": ("{value}（{word}）", "{value} ({word})"),
        "about": ("约", "about"),
        "list_comma": ("、", ", "),
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
        "no_cues": ("没有记录线索。", "No cues were recorded."),
        "by_relations": (
            "单看这句，更像另一种角色；角色是由它与前后句的关系定下的，请自行判断。",
            "By itself it looks more like another role; this one follows from its relations. Judge for yourself.",
        ),
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
        # cues, by the names that roles/stacked/explanation.py gives them
        "cue.context": ("上下文及其余", "context and all else"),
        "cue.heading": ("上方标题的用词", "words of the headings above"),
        "cue.place": ("位置：{what}", "place: {what}"),
        "cue.edge": ("句首或句末“{what}”", "at an end of the sentence: {what}"),
        "cue.placed": ("“{what}”，就其在文中的位置", "{what}, where it stands in the text"),
        "cue.before": ("前一句：{what}", "sentence before: {what}"),
        "cue.after": ("后一句：{what}", "sentence after: {what}"),
        "place.paragraph": ("段落", "paragraph"),
        "place.sentence of paragraph": ("段内第几句", "sentence of the paragraph"),
        "place.sentences in paragraph": ("本段句数", "sentences in the paragraph"),
        "place.eighth of document": ("全文的八分之几", "eighth of the document"),
        "place.sentence": ("全文第几句", "sentence of the document"),
        "place.sentence from the end": ("倒数第几句", "sentence from the end"),
        "place.paragraph of document": ("全文第几段", "paragraph of the document"),
        "place.place": ("篇章位置", "place"),
        "place.paragraph from the end": ("倒数第几段", "paragraph from the end"),
        "place.paragraph number": ("段落编号", "paragraph number"),
        "place.sentence of section": ("节内第几句", "sentence of the section"),
        "place.last character": ("末尾的字符", "last character"),
        "place.length": ("句长", "length"),
        "place.title in it": ("含有标题用词", "words of the title in it"),
        # the tools of the page
        "digest": ("原文摘句", "In the article's own words"),
        "take": ("下载", "Download"),
        "take.csv": ("句子表 CSV", "Sentences, CSV"),
        "take.xlsx": ("全部表格 Excel", "All tables, Excel"),
        "take.docx": ("Word 报告", "Word report"),
        "take.svg": ("论证图 SVG", "Map, SVG"),
        "take.png": ("论证图 PNG", "Map, PNG"),
        "take.print": ("打印", "Print"),
        "outline": ("论证图（缩略）", "Argument map in short"),
        "section": ("所在章节", "Section"),
        "stage": ("阶段", "Stage"),
        "filters": ("筛选句子", "Filter sentences"),
        "filter_stage": ("阶段", "Stage"),
        "filter_group": ("建议组", "Group"),
        "filter_no_group": ("不在建议组内", "In no group"),
        "filter_confidence": ("把握", "Confidence"),
        "filter_query": ("查找", "Find"),
        "filter_any": ("不限", "any"),
        "filter_uncertain": ("存疑", "uncertain"),
        "filter_low": ("低于 60%", "below 60%"),
        "filter_middle": ("60%–80%", "60%–80%"),
        "filter_high": ("80% 以上", "80% and more"),
        "filter_only": ("只列出符合的句子", "Show these only"),
        "filter_reset": ("全部恢复", "Reset"),
        "found_n": ("{n} / {of} 句", "{n} of {of}"),
        "step_back": ("上一句", "Previous"),
        "step_on": ("下一句", "Next"),
        "desk": ("更正标注并保存", "Correct the labels and save them"),
        "desk_note": (
            "选中一个句子，即可在详情栏改它的作用与上级，或认可现有标注。"
            "保存的文件由 pipeline annotations import 读入，记为人工标注；"
            "未改动、未认可的句子不算在内。标题、阶段、建议组与断句不在此更正，计数与论证图仍是模型的结果。"
            "更正只在本页有效，关闭之前请保存。",
            "Choose a sentence to change its role and parent in the details, or to agree with them. The saved file is "
            "for `pipeline annotations import`, which takes it as made by a human; sentences that you neither changed "
            "nor agreed with are left out. Headings, stages, groups and where sentences end are not corrected here, "
            "and counts and map stay the model's. Corrections live in this page only: save before you close it.",
        ),
        "desk_name": ("标注者姓名", "Your name as annotator"),
        "desk_whole": (
            "我已通读全文，其余标注也一并认可",
            "I have read the whole text and stand for all other labels too",
        ),
        "desk_save": ("保存标注文件", "Save the annotation file"),
        "desk_open": ("继续先前保存的更正", "Go on from a saved file"),
        "saved_n": ("已更正 {fixed} 句，认可 {agreed} 句", "Changed: {fixed}, agreed with: {agreed}"),
        "unsaved": ("还没有更正或认可任何句子。", "No sentence has been changed or agreed with yet."),
        "opened_n": ("已读入 {n} 句标注。", "Labels taken from the file: {n}."),
        "not_opened": ("这个文件不是本文的标注。", "This file does not hold labels of this text."),
        "not_ours": (
            "这份分析的作用类别不属于本标注体系，无法在此更正。",
            "The roles of this analysis are not those of the annotation scheme: they cannot be corrected here.",
        ),
        "fix": ("更正", "Correction"),
        "fix_role": ("作用", "Role"),
        "fix_parent": ("从属于第几句", "Serves sentence no."),
        "fix_none": ("无", "none"),
        "fix_pick": ("在文中点选", "Choose in the text"),
        "fix_picking": ("请在正文中点选上级句子，Esc 取消。", "Choose the sentence that it serves; Esc to cancel."),
        "fix_relation": ("关系", "Relation"),
        "fix_agree": ("认可现有标注", "Agree with these labels"),
        "fix_undo": ("撤销", "Undo"),
        "name_needed": ("请填写标注者姓名。", "Give a name for the annotator."),
        "saved_as": ("已保存为 {name}。", "Saved as {name}."),
        "unfit": (
            "标注体系中没有这种关系：第 {n} 句（{role}）{relation}第 {to} 句（{other}）。",
            "The scheme has no such relation: sentence {n} ({role}) {relation} sentence {to} ({other}).",
        ),
        "relation_p": ("关系的概率", "Probability of the relation"),
        "normalised": (
            "正文以规范形式显示（简体字、全角标点）；与原文有出入处，详情栏附有原文。",
            "The text is shown in its normal form; where the source differs, the details have it.",
        ),
        "fix_circle": ("这样会使从属关系成环。", "That would make a circle of parents."),
        "fix_absent": ("没有这个句号。", "There is no sentence of that number."),
        "fix_name": (
            "姓名不可含 / \\ :，也不可以句点开头。",
            "A name has no / \\ or :, and does not begin with a dot.",
        ),
        "fixed": ("已更正", "changed"),
        "agreed": ("已认可", "agreed"),
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
        "damage.page": ("页码和页眉", "page number and running head"),
        "damage.encoding": ("编码损坏", "encoding"),
    }
)


class Words(dict[str, str]):
    """The table in one language. A name that the table lacks stands for itself, made visible."""

    def name(self, kind: str, value: str) -> str:
        """The word for `value` of `kind` (role, mark, stage, relation, damage)."""
        if kind == "mark":
            return self.get(f"mark.{value}", visible(value[:1].upper()))
        return self.get(f"{kind}.{value}", visible(value))


def is_chinese(language: str) -> bool:
    """Whether a document of this language tag is reported on in Chinese."""
    return language.lower() == "zh" or language.lower().startswith("zh-")


def words_for(language: str) -> Words:
    """The words of a report on a document in `language`: Chinese for `zh` and its subtags, English for any other."""
    column = 0 if is_chinese(language) else 1
    return Words({key: pair[column] for key, pair in TABLE.items()})
