"""Who is to act in a recommendation: an organisation before a modal or `牵头`, after `由`, or before `should`.

Only what ends in the head of an organisation acts, and a name that holds a verb is none: nobody is the actor of
`由按床位补贴转为按绩效补贴` or `探索构建自主可控的体系`.
"""

import re
from collections.abc import Iterator
from typing import Final

from pipeline.facts.bodies import FIELD
from pipeline.facts.lexicon import GOVERNING
from pipeline.facts.names import JOINED
from pipeline.text.characters import CJK

_HEAD: Final = (
    "(?:(?<![布格大全结僵变时战残定开])局|委(?![员托派]|会(?!同))|厅(?!堂)|署(?!名)|(?<![全内外局细一干腹上下中底头])部(?![分件长委队位署门])|"
    "(?<![主承协举开创筹督查])办(?![理法事学好公案结证税实成])|办公室|办事处|(?<![剧影戏庭四])院(?!前)|"
    "(?:委|委员|协|商|工|联合|常委|村委|居委|管委|理事|董事|基金|促进|研究|业委)会(?!同)|联席会议|妇联|残联|工商联|共青团|"
    "全党|我们党|政府|公司|机构|中心|部门|单位|学校|高校|院校|院所|大学(?!生)|医院|银行|企业|社区|街道|乡镇|集团|(?:社会|行业|党|群团|基层)组织|"
    "供销社|合作社|事务所|研究所|领导小组|指挥部|专班|党委|党支部|两委|“两委”|园区|"
    "各[省市县区镇乡]|[省市县区]{2}|市州|(?:[省市县区镇乡]|各级|地方|中央)财政(?![局部厅所处科政金资税收预支补奖投专])|各地区?|地方|国家|中央|媒体|运营商|开发商|保险公司|"
    "药房|药店|诊所|卫生[室所]|血站|派出所|(?:服务|工作|急救)站|(?:图书|博物|文化|档案)馆|幼儿园)"
    # 公司法, 学校条例 name a law
    "(?!法|条例)"
)
_MODAL: Final = (
    # 部门应对突发事件 copes, 部门应对报表进行清理 is to act.
    "(?:必须|应当|应该|应(?![急用求邀届答]|运而|对(?![^，。；]{1,24}(?:进行|予以|给予|加以|实行|依法|作出)))|务必|须(?!知)|要(?![素求点害闻么])|需要?(?!求)|可以|可(?![持再靠见能信比控])|"
    "将(?![来近士])|不得|不妨|宜(?!居))"
)
_ADVERB: Final = (
    "(?:也|还|则|都|均|更|就|亦|既|又|只|并|首先|尤其|同样|今后|每年|共同|联合|分别|依法|及时|适时|尽快|抓紧|主动|至少|"
    "原则上|于[^，。；]{2,10}前)"
)
_LEADS: Final = "(?:牵头|会同|商同|负责(?!人|制))"
_LEAD_IN: Final = (
    "(?:(?:建议|要求|呼吁|希望|请|同时|因此|此外|为此|另外|首先|其次|最后|再次|其中|对此|今后|下一步|接下来|当前|未来|"
    "[一二三四五六七八九十]{1,2}[是要]|(?:到|在|于)?\\d{4}年(?:底|末|起)?[之以]?[前后]?)[，,：:]?)*"
)
_NP: Final = rf"[{CJK}A-Za-z0-9、“”]"
_BRACKET: Final = "(?:（[^（）]{1,16}）)?"
_BEFORE: Final = re.compile(
    rf"(?:^|[，。；：！？,;:）)]){_LEAD_IN}(?P<np>{_NP}{{0,40}}?{_HEAD})(?:等(?:部门|单位|机构)?)?{_BRACKET}"
    rf"(?:{_ADVERB}{{0,2}}{_MODAL}|{_LEADS})"
)
# At the head of a sentence a body needs no modal before what it is to set up: 市政府建立联席会议制度.
_SETS_UP: Final = re.compile(
    rf"{_LEAD_IN}(?P<np>{_NP}{{0,20}}?{_HEAD}){_BRACKET}{_ADVERB}{{0,2}}"
    rf"(?:建立|安排|制定|出台|统筹|组建|印发|拨付)(?![了过的]|[^，。；]{{1,14}}后|[^，。；]*{_MODAL})"
)
# Of `各县（区）`, what stands in the bracket is named too.
_KINDS: Final = re.compile("（[省市县区旗镇乡街道、]{1,6}）")
# `建议政府加强监管`: whoever is asked acts, with no word of strength between. `聘请` hires.
_ASKED: Final = re.compile(rf"(?:建议|呼吁|希望|敦促|恳请|提请|(?:^|(?<=[，。；：]))请)(?!由)(?P<run>{_NP}{{2,40}})")
# Who is charged with a task of a plan: （责任单位：市水务局、市财政局；完成时限：…）.
_CHARGE: Final = re.compile(
    r"(?:责任|牵头|主责|主办|承办|实施|落实)(?:单位|部门|主体)[：:] ?(?P<np>[^：:；;，,。）)\s]{2,60})"
)
# Verbs that make one noun with the organisation before them: 政府采购, 企业培训.
_COMPOUND: Final = re.compile(
    "采购|投资|补贴|服务|管理|治理|监管|考核|培训|改造|建设|运营|发展|购买服务|督查|督察|法|条例|章程|制度|体制|机制|职能|职责|权责|债务|"
    "负债|资产|编制(?:[不的数管问紧过总]|调整|核定|改革)|(?<=机构)(?:改革|编制|设置|调整)|改革(?:方案|措施|进程|步伐|工作|试点|任务)"
)
# 企业改革提速: the reform speeds up; 政府改革收费制度: the government reforms.
_REFORM: Final = re.compile("改革|编制")
_BY: Final = re.compile(rf"(?<![自理缘事案])由(?!于|此|来|衷|头)(?P<run>{_NP}{{2,40}})")
_AFTER_HEAD: Final = re.compile(
    rf"(?:等(?:部门|单位|机构)?)?{_BRACKET}(?:{_MODAL}|{_ADVERB}{{0,2}}(?:{_LEADS}|组织|编制|重新|按|每|[与向对将把在为以从给]|"
    # what says who owns it, or what money is meant, sets nobody to work
    "(?!持股|入股|持有|拥有|折旧|收入)"
    rf"(?P<verb>[{CJK}]{{2}})|[，。；]))"
)
# `由政府主导转为市场主导`: what changed, not who acts.
_CHANGES: Final = re.compile(rf"由[{CJK}A-Za-z0-9]{{1,24}}?(?:转为|变为|转向|转变|过渡|走向|改为)")
_TAKES: Final = re.compile(r"[将把]")
_NO_START: Final = re.compile(
    "[对向把将在从为给以使让与被及或和到按因若如]|经由|随着|通过|根据|除|这些?|那些?|有的|不少"
)
# Verbs that take an organisation as their object are no part of its name; of others, some say what kind a 单位 is.
_TAKEN: Final = """
支持 鼓励 引导 推动 壮大 投向 扶持 做大 做强 培育 帮助 服务 保护 激励 督促 监督 要求 允许 确保 保障 动员 协调 指导 倒逼
约束 带动 吸引 帮扶 尊重 发挥 促进 促使 推进 防止 避免 减轻 惠及 面向 依靠 加强 完善 提高 提升 发展
"""
_TAKING: Final = frozenset(_TAKEN.split())
_GOVERNING: Final = frozenset(GOVERNING.split()) - {"相关", "有关", "各类", "所有", "全部", "全面", "参与", "参加"}
_KINDLESS: Final = ("单位", "部门", "机构", "中心", "公司")
_FIELD: Final = re.compile(FIELD)
_ANY_HEAD: Final = re.compile(_HEAD)
_LAST_HEAD: Final = re.compile(f"{_HEAD}$")
_NOT_VERBS: Final = frozenset(("相关", "有关", "直属", "所属", "所在", "各地", "下属"))

_STOP: Final = (
    "the|an?|is|are|was|were|be|been|has|have|had|do|does|did|to|in|on|by|with|from|that|which|who|whose|if|when|while|"
    "because|should|must|will|shall|can|could|may|might|not|it|they|we|there|this|these|those|and|or|but|so|of|for|at|"
    "as|than|each|every|all|any|both|its|their|our|his|her|my|your|recommends?|says?|said|argues?|propose|suggest|let|"
    "next|last|year|years|month|today|require|ask|urge|invite|instruct|then|also|where|under|until|before|after|into|what|how|why|without"
)
_WORD: Final = rf"(?:(?!(?:{_STOP})\b)[A-Za-z][\w’'-]{{0,30}})"
_ENGLISH_HEAD: Final = (
    "(?:authorit(?:y|ies)|councils?|ministr(?:y|ies)|departments?|agenc(?:y|ies)|commissions?|committees?|boards?|"
    "bureaus?|governments?|parliaments?|legislatures?|treasury|cabinet|congress|senate|assembly|regulators?|ombudsman|"
    "inspectorate|secretariat|directorate|universit(?:y|ies)|colleges?|schools?|hospitals?|institutes?|associations?|"
    "federations?|compan(?:y|ies)|corporations?|firms?|employers?|utilit(?:y|ies)|banks?|municipalit(?:y|ies)|"
    "tribunals?|ministers?|chambers? of commerce|task ?force|operators?|police|trusts?|trustees|unions?|partnerships?|"
    "offices?|cit(?:y|ies)|towns?|count(?:y|ies)|states?|co-?operatives?|insurers?|suppliers?|developers?|landlords?)"
)
_NO_FIELD: Final = (
    "one|two|three|four|five|six|seven|eight|nine|ten|twelve|many|some|such|"
    "course|late|play|now|therefore|first|jointly"
)
_FIELD_WORD: Final = rf"(?!(?:{_NO_FIELD})\b){_WORD}"
_NO_FIELD_ALONE: Final = rf"(?:age|emergency|affairs)\b(?!(?: and|,)? {_FIELD_WORD})"
_CHARGED: Final = """
department departments ministry ministries office offices board boards committee committees agency agencies
bureau bureaus commission commissions
"""
_JOINING: Final = "association associations federation federations union unions"
_IN_CHARGE, _OF_BODIES = ("|".join(rf"(?<=\b{head})" for head in heads.split()) for heads in (_CHARGED, _JOINING))
_NAMED: Final = (
    rf"(?:{_WORD} ){{0,5}}{_ENGLISH_HEAD}\b"
    rf"(?: (?:of|for|on) (?:the )?(?-i:[A-Z]){_WORD}(?:(?: and|,)? (?-i:[A-Z]){_WORD}){{0,3}}|"
    # in small letters too, of bodies that are in charge of a field (department of housing and urban development)
    # or that are made of bodies (association of municipalities)
    rf"(?:{_OF_BODIES}) of (?:{_WORD} ){{0,2}}{_ENGLISH_HEAD}\b|"
    rf"(?:{_IN_CHARGE}) of (?!{_NO_FIELD_ALONE}){_FIELD_WORD}(?:(?: and|,)? {_FIELD_WORD}){{0,3}})?"
)
_NP_OF: Final = rf"{_NAMED}(?: and (?:the )?{_NAMED})?"
_EACH: Final = "(?:the |each |every |all )?"
_MUST: Final = (
    r"(?:should|must|ought to|needs? to|shall|will|could|might|may|ha(?:s|ve) to|(?:is|are) (?:required )?to)\b"
    r"(?! (?:also |then |not )?be (?!required|obliged|asked|expected|responsible|ready|able|told|allowed|invited)\w+)"
)
_ENGLISH: Final = re.compile(
    rf"(?<![\w’'-])(?P<np>{_NP_OF})(?:,[^,.;]{{2,60}},)?"
    rf"(?: (?:also|now|then|therefore|each|both|first|in turn|jointly|of course|of late)){{0,2}} {_MUST}|"
    rf"\b(?:ask|require|oblige|urge|instruct|direct|invite|call on) {_EACH}(?P<told>{_NP_OF}) to\b|"
    rf"\b(?:recommend|propose|suggest) that {_EACH}(?P<that>{_NP_OF}) (?=[a-z])|"
    rf"\bby {_EACH}(?P<by>{_NP_OF})(?=[.,;]| (?:to|within|in|by|and|under)\b|$)",
    re.I,
)
_PASSIVE: Final = re.compile(r"\b(?:be|being|is|are) (?:\w+ly )?\w+$")


def actor_of(text: str, language: str) -> str:
    """Who acts by a recommendation in its normal form, in its own words; empty where it names none.

    Any `language` but `zh` is read as English.
    """
    actors = chinese_actors(text) if language == "zh" else english_actors(text)
    start, end = next(actors, (0, 0))
    return text[start:end]


def chinese_actors(text: str) -> Iterator[tuple[int, int]]:
    """The organisations that a Chinese recommendation sets to work, by place."""
    matches = [*_BEFORE.finditer(text), *filter(None, (_SETS_UP.match(text),))]
    spans = [_name(text, *match.span("np")) for match in matches]
    charged = [match.span("np") for match in _CHARGE.finditer(text)]
    yield from sorted({span for span in (*spans, *charged, *_after_by(text), *_asked(text)) if span is not None})


def _after_by(text: str) -> Iterator[tuple[int, int] | None]:
    """The names after 由 and before a verb."""
    for by in _BY.finditer(text):
        change = _CHANGES.match(text, by.start())
        if change is not None and _TAKES.search(change[0]) is None:
            continue
        for head in _ANY_HEAD.finditer(text, by.start("run"), by.end("run")):
            after = _AFTER_HEAD.match(text, head.end())
            if after is not None and (after["verb"] is None or _is_verb(after["verb"])):
                yield _name(text, by.start("run"), head.end())
                break


def _asked(text: str) -> Iterator[tuple[int, int] | None]:
    """The names after 建议 or 请 and before what they are to do."""
    for asked in _ASKED.finditer(text):
        for head in _ANY_HEAD.finditer(text, asked.start("run"), asked.end("run")):
            after = _AFTER_HEAD.match(text, head.end())
            if after is None or after[0][-1] in "，。；" or _in_compound(text, head.end()):
                continue
            if after["verb"] is None or _is_verb(after["verb"]):
                yield _name(text, asked.start("run"), head.end())
                break


def _in_compound(text: str, end: int) -> bool:
    """Whether the organisation that ends at `end` says what kind a noun is, as it does of a reform with no object."""
    reform = _REFORM.match(text, end)
    if reform is None:
        return _COMPOUND.match(text, end) is not None
    rest = text[reform.end() : reform.end() + 4]
    return _COMPOUND.match(text, end) is not None or not rest or rest[0] in "，。；" or _is_verb(rest)


def english_actors(text: str) -> Iterator[tuple[int, int]]:
    """The organisations that an English recommendation sets to work, by place."""
    for match in _ENGLISH.finditer(text):
        group = next(name for name in ("np", "told", "that", "by") if match[name] is not None)
        if group != "by" or _PASSIVE.search(text[: match.start()].rstrip()):
            yield match.span(group)


def _name(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The name at the end of a phrase, past `的`, `由` and what leads in to it; None if it is none or holds a verb."""
    np = text[start:end]
    start += max(np.rfind("的"), np.rfind("由")) + 1
    if "而不是" in np or "而非" in np:
        return None
    np = text[start:end]
    if not np or _NO_START.match(JOINED.sub(lambda m: "　" * len(m[0]), np)) or np in {"单位", "会", "部门"}:
        return None
    if _holds_verb(np):
        return None
    kinds = _KINDS.match(text, end)
    return start, kinds.end() if kinds else end


def _holds_verb(np: str) -> bool:
    import rjieba  # loads its dictionary on first use

    fields = [m.span() for m in _FIELD.finditer(np)]
    head = _LAST_HEAD.search(np)
    body = head.start() if head else len(np)
    place = 0
    for word, tag in rjieba.tag(np):
        first, place = place, place + len(word)
        if place > body or any(a < place and first < b for a, b in fields) or word in _NOT_VERBS:
            continue
        kind = place == body and np.endswith(_KINDLESS)
        if word in _TAKING or (word in _GOVERNING and not kind):
            return True
        if tag == "v" and (len(word) == 1 or not _names(np, place, body)):
            return True
    return False


def _names(np: str, place: int, body: int) -> bool:
    """Whether a verb that ends at `place` says what kind of body one is: `用工企业`, `检测机构`, `检测和认证机构`."""
    return place == body or (place + 3 == body and np[place] in "和与、及")


def _is_verb(word: str) -> bool:
    """Whether the characters after a name begin with a verb, an adverb or a preposition."""
    import rjieba

    return str(rjieba.tag(word)[0][1])[:1] in {"v", "d", "p"}
