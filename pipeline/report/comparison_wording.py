"""The words of a comparison's page, in Chinese and English; those of the label scheme are in `wording`.

Counts stand after a colon or before a measure word, so that no form needs a plural.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from pipeline.report.comparison_notes import NOTES
from pipeline.report.wording import Words, is_chinese, words_for

TABLE: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "comparison": ("比较报告", "Comparison report"),
        "heading": ("{n} 份文件的比较", "Comparison of {n} documents"),
        "heading_one": ("一份文件的报告", "Report on one document"),
        "skip_summary": ("跳到概要", "Skip to the summary"),
        "noscript_compare": (
            "浏览器未运行脚本：全部表格与图照常可读，建议的检索与对照不可用。",
            "Scripts are off: all tables and figures are complete; the search for counterparts is not available.",
        ),
        "contents": ("目录", "Contents"),
        "points": (" 个百分点", " points"),
        "comma": ("、", ", "),
        "semicolon": ("；", "; "),
        "language.zh": ("中文文件", "Chinese documents"),
        "language.en": ("英文文件", "English documents"),
        "language.other": ("语言为 {language} 的文件", "Documents in {language}"),
        "documents_n": ("文件 {n} 份", "documents: {n}"),
        "model_of": ("模型 {model}", "model {model}"),
        # sections
        "summary": ("概要", "Summary"),
        "attention": ("需要留意", "For your attention"),
        "documents": ("文件", "Documents"),
        "mix": ("构成", "How the documents are made up"),
        "recommendations": ("建议：共有、独有与冲突", "Recommendations: shared, unique, conflicting"),
        "counterparts": ("检索建议及其对应", "Find a recommendation and its counterparts"),
        "themes": ("主题", "Themes"),
        "groups": ("各组指标", "Measures of the groups"),
        "overall": ("全部文件的指标", "Measures of all documents"),
        "differences": ("组间差别", "Differences between groups"),
        "trends": ("随时间的变化", "Change over time"),
        "diff": ("两份文件的异同", "What differs between the two documents"),
        "diff_versions": ("两个版本的异同", "What changed between the two versions"),
        "methods": ("方法与局限", "Methods and limits"),
        "files": ("数据与图的文件", "Files of data and figures"),
        # summary
        "s.scope": (
            "共比较 {n} 份文件，合计 {sentences} 句，识别出建议 {recommendations} 条。",
            "Documents compared: {n}; their sentences: {sentences}; recommendations found: {recommendations}.",
        ),
        "s.years": ("文件的年份为 {first} 至 {last} 年。", "The documents are of the years {first} to {last}."),
        "s.estimate": ("{measure}：{value}{interval}。", "{measure}: {value}{interval}."),
        "s.shared": (
            "判为与另一份文件的建议相同的有 {shared} 条（{share}），归为 {clusters} 组；只见于一份文件的有 "
            "{unique} 条。"
            "这一判断很粗略：实测判为“相同”的约 {wrong} 其实不同，真正相同的约 {missed} 未判出，"
            "因此“只见于一份”的也有不少并非独有，请逐条核对。判为可能相互冲突的有 {conflicts} 对。",
            "{shared} recommendations ({share}) were judged to have their like in another document, in {clusters} "
            "clusters; {unique} stand in one document only. That judgement is rough: as measured, about {wrong} of "
            "what is called the same is not, and about {missed} of what is the same is not found, so that many said to "
            "stand in one document only do not: check each. Pairs that may conflict: {conflicts}.",
        ),
        "s.no_shared": (
            "没有找到在两份文件中相同的建议（也可能漏判）；判为可能相互冲突的有 {conflicts} 对。",
            "No recommendation was found to have its like in another document, though some may have been missed; pairs "
            "that may conflict: {conflicts}.",
        ),
        "s.difference": (
            "{measure}：{a} {value_a}，{b} {value_b}；差 {difference}{interval}，校正后 p {p}。",
            "{measure}: {value_a} in {a}, {value_b} in {b}; difference {difference}{interval}, adjusted p {p}.",
        ),
        "s.caution": ("（{what}）", " ({what})"),
        "s.more_differences": (
            "另有 {n} 项差别在校正后显著，见下表。",
            "{n} more differences are significant after adjustment: see the table.",
        ),
        "s.no_difference": (
            "各组之间没有检出多重比较校正后仍显著的差别；没有检出不等于没有差别。",
            "No difference between groups was found to be significant after adjustment for the number of comparisons; "
            "there may be some all the same.",
        ),
        "s.untestable": (
            "各组文件太少，组间差别无法检验：这么多份文件、这么多项比较，校正后的 p 最小只能到 {least}，达不到 0.05。"
            "因此不能说有差别，也不能说没有。",
            "Differences between groups cannot be tested: the least adjusted p that can come out of so few "
            "documents and "
            "so many comparisons is {least}, which is not below 0.05. Neither a difference nor its absence can be "
            "said.",
        ),
        "s.untested": (
            "另有 {n} 项比较因文件太少而无法检验。",
            "Comparisons that cannot be tested, of too few documents: {n}.",
        ),
        "s.trend_up": (
            "{measure}随时间上升：{slope}{interval}，校正后 p {p}{change}。",
            "{measure} rises over time: {slope}{interval}, adjusted p {p}{change}.",
        ),
        "s.trend_down": (
            "{measure}随时间下降：{slope}{interval}，校正后 p {p}{change}。",
            "{measure} falls over time: {slope}{interval}, adjusted p {p}{change}.",
        ),
        "s.change": ("；最明显的转折在 {year} 年", "; the clearest change is in {year}"),
        "s.of_group": ("{group}：{said}", "{group}: {said}"),
        "s.no_trend": (
            "没有指标检出可与偶然相区别的时间趋势；没有检出不等于没有变化。",
            "No measure was found to have a trend that can be told from chance; there may be change all the same.",
        ),
        "s.themes": (
            "建议归为 {n} 个主题，最大的是：{largest}。",
            "Themes of the recommendations: {n}; the largest: {largest}.",
        ),
        "s.theme_new": (
            "在较早的一半文件中没有或少见、后来才有的主题：{names}。",
            "Themes that are absent or rare in the earlier half of the documents and grow later: {names}.",
        ),
        "s.theme_gone": (
            "在较晚的一半文件中消失或少见的主题：{names}。",
            "Themes that vanish or become rare in the later half: {names}.",
        ),
        "s.one": (
            "只有一份文件，因此没有组间比较、区间与趋势；下面是这份文件自身的指标。",
            "There is one document only, hence no comparison of groups, no intervals, no trends: its own measures "
            "follow.",
        ),
        "s.none": (
            "所有文件中都没有识别出建议，因此没有建议的对照与主题。",
            "No recommendation was found in any document, hence no alignment and no themes.",
        ),
        "s.languages": (
            "文件有 {n} 种语言，全部结果按语言分开，不合并计算。",
            "The documents are in {n} languages. Everything is told for each language apart; nothing is pooled.",
        ),
        "interval": ("（95% 区间 {low} 至 {high}）", " (95% interval {low} to {high})"),
        "and_more": ("另有 {n} 项", "and {n} more"),
        "left_out": ("未计入的文件", "Documents that are left out"),
        "same_as": ("与 {name} 内容相同，只计一次", "has the same contents as {name}, which is counted once"),
        # tables
        "document": ("文件", "Document"),
        "year": ("年份", "Year"),
        "sentences": ("句数", "Sentences"),
        "recommendations_n": ("建议数", "Recommendations"),
        "grounded_share": ("组内有依据", "Grounded, in groups"),
        "roles_bar": ("句子的作用", "Roles of sentences"),
        "stages_bar": ("阶段", "Stages"),
        "filter_documents": ("筛选文件", "Filter the documents"),
        "filter_hint": ("输入标题、年份或其他字样", "Type words of a title, a year, any property"),
        "shown_n": ("显示 {n} 份", "shown: {n}"),
        "measure": ("指标", "Measure"),
        "all": ("全部", "All"),
        "group_a": ("甲组", "Group A"),
        "group_b": ("乙组", "Group B"),
        "difference": ("差（乙减甲）", "Difference (B − A)"),
        "corrected": ("校正模型误差后", "Corrected for model error"),
        "p": ("p", "p"),
        "p_adjusted": ("校正后 p", "Adjusted p"),
        "effect": ("效应量", "Effect size"),
        "warnings": ("提示", "Cautions"),
        "caution.few-documents": ("文件太少，不足为凭。", "Too few documents to rely on."),
        "caution.untestable": ("文件太少，无法检验。", "Too few documents to test."),
        "caution.model-error": (
            "计入模型误差后，差别可能不存在。",
            "Could be an error of the model: corrected for it, the difference may be none.",
        ),
        "slope": ("变化", "Change"),
        "per": ("期间", "Over"),
        "per_decade": ("每十年", "a decade"),
        "per_span": ("{first}–{last} 年", "{first}–{last}"),
        "decade_change": ("每十年 {change}", "{change} a decade"),
        "span_change": ("{first} 至 {last} 年间 {change}", "{change} from {first} to {last}"),
        "of_n": ("{name}（n = {n}）", "{name} (n = {n})"),
        "not_recognised": ("未识别", "not recognised"),
        "definitions": ("指标说明", "What the measures are"),
        "folded_measures": ("{n} 项指标：各组都为 0 或无可计", "Measures that are nothing in all groups: {n}"),
        "folded_differences": (
            "{n} 行：看不出差别，或无法检验",
            "Rows that cannot be told from no difference, or not tested: {n}",
        ),
        "folded_trends": ("{n} 行：看不出变化", "Rows that cannot be told from no change: {n}"),
        "change_year": ("转折年份", "Year of change"),
        "more_rows": ("其余 {n} 行见 tables/{file}", "{n} more rows are in tables/{file}"),
        "none_here": ("没有。", "None."),
        # alignment
        "clusters": ("共有的建议", "Shared recommendations"),
        "clusters_note": (
            "同一组里的建议来自不同文件而判为内容相同，按涉及的文件数排列。实测判为“相同”的约 {wrong} 其实不同。",
            "The recommendations of a cluster come from different documents and were judged to say the same; those of "
            "most documents first. As measured, about {wrong} of what is called the same is not.",
        ),
        "cluster_figures": ("所列数字不同", "with different figures"),
        "cluster_of": ("{documents} 份文件，{n} 条", "{documents} documents, {n} recommendations"),
        "conflicts": ("可能冲突的建议", "Recommendations that may conflict"),
        "conflicts_note": (
            "讲同一件事而方向相反的建议，请核对原文。漏判很多：实测时，真实文本中的 {there} 对冲突只找到 {found} 对，"
            "没有列出不等于没有冲突。",
            "They speak of the same thing and point in opposite directions: check them in the texts. Many are "
            "missed: as "
            "measured, {found} of {there} conflicts in real texts were found, so what is not listed may still "
            "conflict.",
        ),
        "unique": ("独有的建议", "Unique recommendations"),
        "unique_note": (
            "各文件的建议中，没有在其他文件里找到相同者的条数。",
            "How many recommendations of each document have no like in another.",
        ),
        "unique_n": ("独有", "Unique"),
        "shared_n": ("共有", "Shared"),
        "likeness": ("相似度", "Likeness"),
        "probability": ("相同的概率", "Probability of being the same"),
        "verdict": ("判断", "Verdict"),
        "verdict.same": ("相同", "same"),
        "verdict.related": ("相关", "related"),
        "verdict.conflict": ("冲突", "conflict"),
        "search": ("检索", "Search"),
        "search_hint": ("输入建议中的词", "Words of a recommendation"),
        "any_document": ("全部文件", "All documents"),
        "any_theme": ("全部主题", "All themes"),
        "any_status": ("共有与独有", "Shared and unique"),
        "status.shared": ("共有", "shared"),
        "status.unique": ("独有", "unique"),
        "status.conflict": ("有冲突", "in conflict"),
        "found_n": ("找到 {n} 条", "found: {n}"),
        "show_more": ("再显示一些", "Show more"),
        "nearest": ("最接近的建议", "Nearest counterparts"),
        "nearest_hint": (
            "点选一条建议，可并排看到其他文件中最接近的建议。",
            "Choose a recommendation to see its nearest counterparts in other documents beside it.",
        ),
        "no_nearest": ("其他文件中没有接近的建议。", "No other document has a recommendation near this one."),
        "strength": ("语气", "Strength"),
        "strength.must": ("必须", "must"),
        "strength.should": ("应", "should"),
        "strength.encourage": ("鼓励", "encourage"),
        "strength.explore": ("探索", "explore"),
        "grounded_yes": ("有依据", "grounded"),
        "grounded_no": ("未见依据", "ungrounded"),
        "grounded_none": ("在组外，未查依据", "in no group, no ground looked for"),
        "support_n": ("支撑 {n} 句", "support: {n}"),
        "theme": ("主题", "Theme"),
        "property.kind": ("类型", "kind"),
        "property.region": ("地区", "region"),
        "property.source": ("来源", "source"),
        "property.year": ("年份", "year"),
        "property.decade": ("年代", "decade"),
        # themes
        "theme_words": ("主题词", "Words"),
        "theme_n": ("建议", "Recommendations"),
        "theme_documents": ("文件", "Documents"),
        "theme_years": ("出现的年份", "Years"),
        "matrix": ("文件 × 主题", "Document × theme"),
        "matrix_note": (
            "格中是该文件的建议里属于该主题的百分比，颜色越深，比例越大。",
            "Per cent of the recommendations of the document that belong to the theme: the darker, the more.",
        ),
        "matrix_grouped": (
            "文件较多，按{by}合并；逐份文件的数字见 tables/document_theme.csv。",
            "The documents are many and taken together by {by}; the figures of each are in tables/document_theme.csv.",
        ),
        "decade": ("年代", "decade"),
        "decade_of": ("{year} 年代", "{year}s"),
        "figure.roles": ("各文件中句子的作用构成", "Roles of the sentences of each document"),
        "figure.stages": ("各文件中句子所在阶段的构成", "Stages of the sentences of each document"),
        "figure.roles_grouped": ("各组文件中句子的作用构成", "Roles of the sentences of each group"),
        "figure.stages_grouped": ("各组文件中句子所在阶段的构成", "Stages of the sentences of each group"),
        "figure.themes": (
            "文件与主题：属于主题的建议所占百分比",
            "Documents and themes: per cent of the recommendations",
        ),
        "figure.trends": (
            "主要指标随年份的变化：点为文件，线为趋势，虚线为转折年份",
            "The main measures over the years: a point a document, the fitted line, dashed the year of a change",
        ),
        "figure.trends_grouped": (
            "主要指标随年份的变化：点为文件，以颜色和形状分组；线为全部文件的趋势，虚线为转折年份",
            "The main measures over the years: a point a document, by colour and mark of its group; the line "
            "fitted to all, "
            "dashed the year of a change",
        ),
        "figure.groups": ("各组的主要指标与 95% 区间", "The main measures of the groups with 95% intervals"),
        # diff
        "diff.of": ("前为“{before}”，后为“{after}”。", "Before: “{before}”. After: “{after}”. "),
        "diff.summary": (
            "新增 {added} 处，删去 {dropped} 处，改写 {reworded} 处，移动 {moved} 处；"
            "标注不同而原文未变的 {relabelled} 处；其余 {same} 处（句子和标题）相同。",
            "Added: {added}, dropped: {dropped}, reworded: {reworded}, moved: {moved}; labelled otherwise, of the same "
            "text: {relabelled}; all the same (sentences and headings): {same}.",
        ),
        "diff.note": (
            "逐句逐标题比较原文；行首的编号不算原文。每处下方是模型判定的作用。",
            "Sentences and headings are compared by their text; the number that a line opens with is no part of it. "
            "Below each stands its role, as the model has it.",
        ),
        "diff.added": ("新增", "Added"),
        "diff.dropped": ("删去", "Dropped"),
        "diff.reworded": ("改写", "Reworded"),
        "diff.moved": ("移动，原文未变", "Moved, the same text"),
        "diff.relabelled": ("标注不同，原文未变", "Labelled otherwise, the same text"),
        "diff.heading": ("标题", "Heading"),
        "diff.elsewhere": ("位置不同", "stands elsewhere"),
        "diff.place": ("：“{before}”→“{after}”", ": “{before}” → “{after}”"),
        "diff.show": ("展开 {n} 处", "Show {n}"),
        "diff.more": ("还有 {n} 处从略。", "Not shown: {n}."),
        "diff.none": ("没有。", "None."),
        "files_note": (
            "这些文件与本页在同一个文件夹中，pandas、DuckDB、R 与 Excel 可以直接读取。",
            "They lie beside this page; pandas, DuckDB, R and Excel read them directly.",
        ),
        "table": ("表", "Table"),
        "figure": ("图", "Figure"),
        "rows_n": ("{n} 行", "rows: {n}"),
        **NOTES,
    }
)
_LISTED: Final = 8


def comparison_words(language: str) -> Words:
    """The words of a page in `language`: Chinese for `zh` and its subtags, English for any other."""
    column = 0 if is_chinese(language) else 1
    return Words({**words_for(language), **{key: pair[column] for key, pair in TABLE.items()}})


def told(words: Words, code: str, name: str, items: tuple[str, ...]) -> str:
    """A note in words; of many names the first, and how many more there are."""
    shown = list(items[:_LISTED])
    if len(items) > _LISTED:
        shown.append(words["and_more"].format(n=len(items) - _LISTED))
    separator = "、" if words["lang"].startswith("zh") else ", "
    return words[f"note.{code}"].format(name=name, n=len(items), items=separator.join(shown))
