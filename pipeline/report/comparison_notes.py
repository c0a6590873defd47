"""What the page of a comparison warns of, and its methods and limits, in Chinese and English."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

NOTES: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        # notes
        "note.metadata-absent": (
            "{name} 提到了不在比较之列的文件（{n} 份）：{items}",
            "{name} names documents that are not among those compared ({n}): {items}",
        ),
        "note.metadata-ambiguous": (
            "{name} 中有 {n} 个名称对应多份文件，未采用：{items}。请写明路径",
            "{name} uses names that fit several documents ({n}), and they are not used: {items}. Write their paths",
        ),
        "note.metadata-missing": (
            "{name} 没有提到其中 {n} 份文件：{items}",
            "{name} says nothing of some of the documents ({n}): {items}",
        ),
        "note.pattern-misfit": (
            "文件名不合模式 {name} 的有 {n} 份：{items}",
            "Names that do not fit the pattern {name} ({n}): {items}",
        ),
        "note.date-unreadable": (
            "看不出年份的日期有 {n} 处，这些文件不计入时间趋势：{items}",
            "Dates without a year that can be read ({n}); these documents are in no trend: {items}",
        ),
        "note.undated": (
            "没有日期的文件有 {n} 份，不计入时间趋势：{items}",
            "Documents without a date ({n}) are in no trend: {items}",
        ),
        "note.no-trends": (
            "有日期的文件不足 {name} 份，或年份太少，因此没有时间趋势",
            "Fewer than {name} documents have dates, or they are of too few years, hence no trends",
        ),
        "note.ungrouped": (
            "没有“{name}”一项的文件有 {n} 份，不计入组间比较：{items}",
            "Documents without “{name}” ({n}) are in no comparison of groups: {items}",
        ),
        "note.one-group": (
            "按“{name}”只分出一组，因此没有组间比较",
            "“{name}” makes one group only, hence no comparison of groups",
        ),
        "note.small-groups": (
            "文件不足三份的组不作组间检验（{n} 组）：{items}",
            "Groups of fewer than three documents are not tested against others ({n}): {items}",
        ),
        "note.no-intervals": (
            "同一语言的文件不足 {name} 份，不给区间",
            "No intervals: they need {name} documents in one language",
        ),
        "note.no-intervals-of": (
            "文件不足 {name} 份的组不给区间：{items}",
            "Groups of fewer than {name} documents have no intervals: {items}",
        ),
        "note.groups-merged": (
            "“{name}”的取值过多，只比较文件最多的 {n} 组：{items}",
            "“{name}” has many values; only the groups with most documents are compared ({n}): {items}",
        ),
        "note.models-differ": (
            "各文件由不同的模型分析，差别可能来自模型：{items}",
            "The documents were analysed with different models, and differences may be theirs: {items}",
        ),
        "note.one-document": (
            "只有一份文件：没有可比较的对象",
            "There is one document only: nothing to compare it with",
        ),
        "note.no-recommendations": ("所有文件中都没有识别出建议", "No recommendation was found in any document"),
        "note.page-cut": (
            "建议共 {name} 条，页面只收前 {items} 条；全部见 tables/recommendations.csv",
            "There are {name} recommendations, of which the page holds the first {items}; all are in "
            "tables/recommendations.csv",
        ),
        "note.model-unknown": (
            "没有这个模型的准确率与混淆表，因此估计没有按模型误差校正：{items}",
            "The accuracy and the confusions of the model are not known, so nothing is corrected for its errors: "
            "{items}",
        ),
        "note.no-figures": (
            "没有安装 matplotlib，因此没有图；表中有同样的数字",
            "There are no figures, because matplotlib is not installed; the tables hold the same numbers",
        ),
        "note.no-parquet": (
            "没有安装 pyarrow，因此没有 Parquet 表",
            "There are no Parquet tables, because pyarrow is not installed",
        ),
        "note.rows-cut": (
            "行数过多的表在 comparison.xlsx 中只收前 {name} 行，全部见 tables/：{items}",
            "Tables of many rows are cut after {name} in comparison.xlsx, and whole in tables/: {items}",
        ),
        # methods
        "m.units": (
            "比较的单位是文件。建议指一条措施；没有措施的建议组算一条；组外的建议句各算一条。",
            "The unit is the document. A recommendation is a measure; a group without measures is one; so is each "
            "sentence of recommendation outside all groups.",
        ),
        "m.bootstrap": (
            "区间是对文件作有放回抽样（自助法）得到的 95% 区间：同一文件内的句子并不独立。文件不足 5 份，"
            "或各文件的数值全都相同时，不给区间：那样的区间会显得确定无疑。",
            "Intervals are 95% intervals of a bootstrap over documents: the sentences of a document are not "
            "independent. There is none of fewer than 5 documents, or where all documents have the same value: it "
            "would "
            "look like certainty.",
        ),
        "m.tests": (
            "组间差别用置换检验，p 值在全部比较上校正：两组之间用 Holm 法，更多组用 Benjamini–Hochberg 法。"
            "“校正模型误差后”一栏把模型的混淆情况带入句子作用占比的估计与区间。效应量为 Cliff δ。",
            "Differences are tested by permutation of documents, and p is adjusted over all comparisons: by Holm "
            "between two groups, by Benjamini and Hochberg between more. The corrected figures carry the confusions "
            "of the model into estimate and interval of the shares of roles. The effect size is Cliff’s delta.",
        ),
        "m.trends": (
            "趋势是对年份的 Theil–Sen 斜率，文件跨度不足十年时只说所跨年份内的变化，不外推；不足 10 "
            "份文件时不给区间。p 由置换得到，并按 Benjamini–Hochberg 法在全部指标上校正；"
            "转折年份是分成前后两段最能说明变化的年份。趋势不说明原因。",
            "A trend is the slope of Theil and Sen over the years, told for the years covered where they are fewer "
            "than ten, "
            "and without an interval of fewer than 10 documents; p by permutation, adjusted over the measures by "
            "Benjamini and Hochberg; the year of change is where two levels explain most. A trend tells no cause.",
        ),
        "m.alignment": (
            "两条建议是否相同由文字相似度判断，会漏判也会误判：在 {pairs} 对标注建议上，每对由不含其文件的拟合来判断，"
            "“相同”的 F1 为 {f1}（95% 区间 {low} 至 {high}），判为“相同”的约 {wrong} 其实不同。"
            "“冲突”指一条的某个分句要提高、扩大、允许或支持的，正是另一条的某个分句要削减、取消、禁止或反对的；只凭这类词判断，"
            "会有误报，也会漏掉大多数不用这类词的冲突（真实文本中 {there} 对只找到 {found} 对），请逐条核对。",
            "Whether two recommendations are the same is judged by likeness of words, which misses some and takes "
            "others for the same: on {pairs} labelled pairs, each judged by a fit without its documents, the F1 of "
            "“same” is {f1} (95% interval {low} to {high}), and about {wrong} of what is called the same is not. "
            "“Conflict” says that a clause of one raises, extends, allows or supports what a clause of the other cuts, "
            "ends, forbids or opposes; it sees such words only, gives false alarms, and misses what is said in others "
            "({found} of {there} found in real texts): check each.",
        ),
        "m.themes": (
            "主题由建议的用词自动归类，名称取自其常用词；主题的界线是约定而非事实。",
            "Themes are clusters of words, named by words of their own; where one ends and another begins is a "
            "convention.",
        ),
        "m.model": (
            "句子的作用由模型判定，交叉验证中的准确率为 {accuracy}（{language}）。",
            "The roles of sentences are the model's: accuracy {accuracy} in cross-validation ({language}).",
        ),
        "m.model_unknown": (
            "句子的作用由模型判定；这个模型的准确率未知。",
            "The roles of sentences are the model's, whose accuracy is not known here.",
        ),
        "m.causes": (
            "差别可以来自文体、篇幅、年代和断句，不只来自政策；下结论之前请读原文。",
            "Differences may come from genre, length, period and segmentation, not from policy alone: read the texts "
            "before you conclude.",
        ),
    }
)
